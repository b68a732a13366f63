// SPDX-License-Identifier: GPL-2.0
/* Programs of calls, made, changed and as text; see program.h. */
#include <string.h>

#include "program.h"
#include "random.h"

static const char *const names[OP_NR] = {
	[OP_CREATE] = "create",
	[OP_INIT] = "init",
	[OP_FINALIZE] = "finalize",
	[OP_SET] = "set",
	[OP_TRY] = "try",
	[OP_GET] = "get",
	[OP_SET_REG] = "set-reg",
	[OP_GET_REG] = "get-reg",
	[OP_WRITE] = "write",
	[OP_READ] = "read",
	[OP_LIST] = "list",
	[OP_RUN] = "run",
	[OP_GUEST] = "guest",
	[OP_DUP] = "dup",
	[OP_CLOSE] = "close",
	[OP_FORK] = "fork",
	[OP_STORM] = "storm",
	[OP_DEFAULT] = "default",
	[OP_GUEST_MAX] = "guest-max",
	[OP_MODE] = "mode",
	[OP_HISTOGRAMS] = "histograms",
	[OP_EVENT] = "event",
	[OP_MODULE] = "module",
};

/* How often each is drawn: those that take long are rare. */
static const uint8_t weights[OP_NR] = {
	[OP_CREATE] = 4,     [OP_INIT] = 8,    [OP_FINALIZE] = 6,  [OP_SET] = 16,
	[OP_TRY] = 8,	     [OP_GET] = 6,     [OP_SET_REG] = 8,   [OP_GET_REG] = 3,
	[OP_WRITE] = 8,	     [OP_READ] = 6,    [OP_LIST] = 2,	   [OP_RUN] = 4,
	[OP_GUEST] = 3,	     [OP_DUP] = 2,     [OP_CLOSE] = 1,	   [OP_FORK] = 1,
	[OP_STORM] = 1,	     [OP_DEFAULT] = 3, [OP_GUEST_MAX] = 3, [OP_MODE] = 1,
	[OP_HISTOGRAMS] = 1, [OP_EVENT] = 2,   [OP_MODULE] = 1,
};

const char *op_name(unsigned int kind)
{
	return kind < OP_NR ? names[kind] : "?";
}

static uint8_t random_kind(uint64_t *random)
{
	unsigned int sum = 0, drawn, kind;

	for (kind = 0; kind < OP_NR; kind++)
		sum += weights[kind];
	drawn = random_below(random, sum);
	for (kind = 0; drawn >= weights[kind]; kind++)
		drawn -= weights[kind];
	return kind;
}

static struct op random_op(uint64_t *random)
{
	struct op op = {
		.kind = random_kind(random),
		.vcpu = random_below(random, 4) == 0, /* most are of the first one */
		.a = random_below(random, 256),
		.b = random_below(random, 256),
	};

	return op;
}

void program_make(struct program *program, uint64_t *random)
{
	static const struct op vcpu[] = { { OP_CREATE },
					  { OP_INIT, 0, 1, 0 },
					  { OP_FINALIZE, 0, 1, 0 } };

	program->len = 0;
	if (random_below(random, 8)) {
		program->len = 1 + random_below(random, 3);
		memcpy(program->ops, vcpu, program->len * sizeof(*vcpu));
	}
	for (unsigned int n = 1 + random_below(random, 20); n; n--)
		program->ops[program->len++] = random_op(random);
}

void program_delete(struct program *program, unsigned int at)
{
	program->len--;
	memmove(program->ops + at, program->ops + at + 1,
		(program->len - at) * sizeof(*program->ops));
}

static void insert(struct program *program, unsigned int at, struct op op)
{
	if (program->len == PROGRAM_OPS)
		return;
	memmove(program->ops + at + 1, program->ops + at,
		(program->len - at) * sizeof(*program->ops));
	program->ops[at] = op;
	program->len++;
}

/* Its end becomes that of @other. */
static void splice(struct program *program, const struct program *other, uint64_t *random)
{
	unsigned int from = random_below(random, other->len), n = other->len - from;
	unsigned int at = random_below(random, program->len + 1);

	if (n > PROGRAM_OPS - at)
		n = PROGRAM_OPS - at;
	memcpy(program->ops + at, other->ops + from, n * sizeof(*other->ops));
	program->len = at + n;
}

static void change(struct program *program, uint64_t *random)
{
	struct op *op = &program->ops[random_below(random, program->len)];

	switch (random_below(random, 3)) {
	case 0:
		op->a = random_below(random, 256);
		break;
	case 1:
		op->b = random_below(random, 256);
		break;
	default:
		op->vcpu ^= 1;
		break;
	}
}

void program_mutate(struct program *program, const struct program *other, uint64_t *random)
{
	unsigned int n, at;

	for (n = 1 + random_below(random, 4); n; n--) {
		at = random_below(random, program->len);
		switch (random_below(random, 8)) {
		case 0:
			if (program->len > 1)
				program_delete(program, at);
			break;
		case 1:
			insert(program, at, program->ops[random_below(random, program->len)]);
			break;
		case 2:
			splice(program, other, random);
			break;
		case 3:
		case 4:
			change(program, random);
			break;
		default:
			insert(program, random_below(random, program->len + 1), random_op(random));
			break;
		}
	}
}

void program_print(FILE *out, const struct program *program)
{
	const struct op *op;

	for (op = program->ops; op < program->ops + program->len; op++)
		fprintf(out, "%s %u %u %u\n", op_name(op->kind), op->vcpu, op->a, op->b);
}

/* Return: 0, or -1 if it is no call. */
static int read_op(const char *line, struct op *op)
{
	unsigned int kind, vcpu, a, b;
	char name[16];

	if (sscanf(line, "%15s %u %u %u", name, &vcpu, &a, &b) != 4 || vcpu >= PROGRAM_VCPUS ||
	    a > 255 || b > 255)
		return -1;
	for (kind = 0; kind < OP_NR && strcmp(names[kind], name); kind++)
		;
	*op = (struct op){ kind, vcpu, a, b };
	return kind < OP_NR ? 0 : -1;
}

int program_read(FILE *in, struct program *program)
{
	char line[128];

	program->len = 0;
	while (fgets(line, sizeof(line), in)) {
		if (line[0] == '#')
			continue;
		if (line[0] == '\n' && program->len)
			break;
		if (line[0] == '\n')
			continue;
		if (program->len == PROGRAM_OPS || read_op(line, &program->ops[program->len]))
			return -1;
		program->len++;
	}
	return program->len > 0;
}

// SPDX-License-Identifier: GPL-2.0
/* Snapshots of a guest in a file; see snapshot.h. */
#include <stdlib.h>
#include <string.h>

#include "snapshot.h"
#include "tap.h"

#define MAGIC 0x31504e532d45564bULL /* "KVE-SNP1" */
#define REGS_MAX 4096

/*
 * In the file: this, the registers as number and value of the size that the
 * number says, the memory, and the FNV-1a of all of that.
 */
struct head {
	uint64_t magic;
	uint64_t count; /* of registers */
	char origin[sizeof(((struct snapshot *)0)->origin)];
	uint64_t mask, zcr, kicked, step, steps, rdvl, sum;
	uint64_t sve;
	struct vls set;
	struct kvm_mp_state mp;
	uint32_t zero;
	struct kvm_vcpu_events events;
};

struct stream {
	FILE *file;
	uint64_t hash;
};

static void stream_begin(struct stream *stream, FILE *file)
{
	*stream = (struct stream){ file, 0xcbf29ce484222325 };
}

static void add_to_hash(struct stream *stream, const void *data, size_t size)
{
	const uint8_t *byte = data;

	while (size--)
		stream->hash = (stream->hash ^ *byte++) * 0x100000001b3;
}

static void put(struct stream *stream, const void *data, size_t size)
{
	add_to_hash(stream, data, size);
	if (fwrite(data, size, 1, stream->file) != 1)
		tap_bail("cannot write a snapshot");
}

static void get(struct stream *stream, void *data, size_t size)
{
	if (fread(data, size, 1, stream->file) != 1)
		tap_bail("a snapshot is cut off");
	add_to_hash(stream, data, size);
}

void snapshot_write(FILE *file, const struct snapshot *snap)
{
	const struct vcpu_state *state = &snap->state;
	struct head head = {
		.magic = MAGIC,
		.count = state->count,
		.mask = snap->mask,
		.zcr = snap->zcr,
		.kicked = snap->kicked,
		.step = snap->step,
		.steps = snap->steps,
		.rdvl = snap->rdvl,
		.sum = snap->sum,
		.sve = state->sve,
		.set = state->set,
		.mp = state->mp,
		.events = state->events,
	};
	struct stream stream;
	uint64_t hash;

	stream_begin(&stream, file);
	memcpy(head.origin, snap->origin, sizeof(head.origin));
	put(&stream, &head, sizeof(head));
	for (size_t i = 0; i < state->count; i++) {
		put(&stream, &state->regs[i].id, sizeof(state->regs[i].id));
		put(&stream, state->regs[i].val, VCPU_REG_SIZE(state->regs[i].id));
	}
	put(&stream, snap->mem, sizeof(snap->mem));
	hash = stream.hash;
	put(&stream, &hash, sizeof(hash));
}

static void get_regs(struct stream *stream, struct vcpu_state *state, uint64_t count)
{
	if (count > REGS_MAX)
		tap_bail("a snapshot with %llu registers", (unsigned long long)count);
	state->regs = calloc(count + 1, sizeof(*state->regs));
	if (!state->regs)
		tap_bail("no memory");
	for (; state->count < count; state->count++) {
		struct vcpu_reg *reg = &state->regs[state->count];

		get(stream, &reg->id, sizeof(reg->id));
		if (VCPU_REG_SIZE(reg->id) > sizeof(reg->val))
			tap_bail("a snapshot with a register %#llx", (unsigned long long)reg->id);
		get(stream, reg->val, VCPU_REG_SIZE(reg->id));
	}
}

bool snapshot_read(FILE *file, struct snapshot *snap)
{
	struct stream stream;
	struct head head;
	uint64_t hash, want;
	int c = getc(file);

	if (c == EOF)
		return false;
	ungetc(c, file);
	stream_begin(&stream, file);
	get(&stream, &head, sizeof(head));
	if (head.magic != MAGIC || head.origin[sizeof(head.origin) - 1])
		tap_bail("not a snapshot");
	*snap = (struct snapshot){
		.mask = head.mask,
		.zcr = head.zcr,
		.kicked = head.kicked,
		.step = head.step,
		.steps = head.steps,
		.rdvl = head.rdvl,
		.sum = head.sum,
		.state = { .sve = head.sve, .set = head.set, .mp = head.mp, .events = head.events },
	};
	memcpy(snap->origin, head.origin, sizeof(snap->origin));
	get_regs(&stream, &snap->state, head.count);
	get(&stream, snap->mem, sizeof(snap->mem));
	want = stream.hash;
	get(&stream, &hash, sizeof(hash));
	if (hash != want)
		tap_bail("a snapshot's checksum is wrong");
	return true;
}

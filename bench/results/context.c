// SPDX-License-Identifier: GPL-2.0
/* What a result was measured with and on; see context.h. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>

#include "context.h"
#include "lib/cli/host_json.h"
#include "lib/cli/printable.h"
#include "lib/cli/vls_json.h"

#define PLAIN	"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_=+.,:/@%"
#define CUT	"..."
#define CLOCK_MIN 1577836800	/* 2020: a clock before that has not been set */

static void add_char(char *to, size_t *len, char c)
{
	if (*len < CONTEXT_COMMAND - 1)
		to[(*len)++] = c;
	else
		memcpy(to + CONTEXT_COMMAND - sizeof(CUT), CUT, sizeof(CUT));
}

static void add_text(char *to, size_t *len, const char *text)
{
	while (*text)
		add_char(to, len, *text++);
}

/* @arg as a shell takes it. */
static void add_argument(char *to, size_t *len, const char *arg)
{
	add_char(to, len, ' ');
	if (*arg && !arg[strspn(arg, PLAIN)]) {
		add_text(to, len, arg);
		return;
	}
	add_char(to, len, '\'');
	for (; *arg; arg++)
		if (*arg == '\'')
			add_text(to, len, "'\\''");
		else
			add_char(to, len, *arg);
	add_char(to, len, '\'');
}

void context_begin(struct context *context, int argc, char **argv)
{
	struct utsname uts = { 0 };
	time_t now = time(NULL);
	size_t len = 0;

	*context = (struct context){ 0 };
	uname(&uts);
	if (now >= CLOCK_MIN)
		iso_time(context->date, now);
	printable_copy(context->host_name, sizeof(context->host_name), uts.nodename);
	printable_copy(context->version, sizeof(context->version), KVM_SVE_VERSION);
	add_text(context->command, &len, "kvm-sve bench");
	for (int i = 1; i < argc; i++)
		add_argument(context->command, &len, argv[i]);
	printable_copy(context->command, sizeof(context->command), context->command);
}

static json_t *machine(const struct hypervisor *hypervisor)
{
	switch (hypervisor->kind) {
	case HYPERVISOR_EMULATOR:
		return json_string("emulated");
	case HYPERVISOR_NESTED:
		return json_string("nested");
	case HYPERVISOR_NONE:
		return json_string("no hypervisor found");
	default:
		return json_null();
	}
}

static json_t *module(const struct host *host)
{
	return host->has_module == NO ? json_string("not loaded") : json_from_text(host->module);
}

size_t context_items(struct context_item items[CONTEXT_MAX], const struct result_set *set)
{
	const struct context *context = &set->context;
	const struct host *host = &set->host;
	const struct env *env = &set->env;
	const struct context_item all[] = {
		{ "date", "date", json_from_text(context->date), CONTEXT_RUN },
		{ "host_name", "host", json_from_text(context->host_name), CONTEXT_SETUP },
		{ "version", "kvm-sve", json_from_text(context->version), CONTEXT_SETUP },
		{ "command", "command", json_from_text(context->command), CONTEXT_RUN },
		{ "machine", "machine", machine(&host->hypervisor), CONTEXT_HOST },
		{ "hypervisor", "hypervisor", json_from_hypervisor(&host->hypervisor),
		  CONTEXT_SETUP },
		{ "model", "model", json_from_text(env->model), CONTEXT_SETUP },
		{ "midr", "MIDR", json_from_midr(host->midr), CONTEXT_HOST },
		{ "cpu_name", "CPU type", json_from_text(host->cpu_name), CONTEXT_SETUP },
		{ "cpu", "CPU", json_integer(host->cpu), CONTEXT_SETUP },
		{ "guest_max_vls", "guest maximum", json_from_vls(&set->guest_max), CONTEXT_SETUP },
		{ "kernel", "kernel", json_from_text(host->kernel), CONTEXT_SETUP },
		{ "kvm_mode", "KVM mode", json_from_text(host->kvm_mode), CONTEXT_HOST },
		{ "module", "module", module(host), CONTEXT_SETUP },
		{ "cntfrq", "system counter, Hz", json_from_count(host->cntfrq), CONTEXT_HOST },
		{ "resolution_ns", "resolution, ns",
		  set->resolution_ns ? json_real(set->resolution_ns) : json_null(), CONTEXT_SETUP },
		{ "khz", "clock rate, kHz", json_from_count(env->khz), CONTEXT_RUN },
		{ "max_khz", "highest clock rate, kHz", json_from_count(env->max_khz),
		  CONTEXT_HOST },
		{ "governor", "governor", json_from_text(host->governor), CONTEXT_SETUP },
		{ "count", "round trips", json_from_count(set->n), CONTEXT_SETUP },
		{ "time", "seconds", set->time > 0 ? json_real(set->time) : json_null(),
		  CONTEXT_SETUP },
		{ "warmup", "warm-up", set->warmup == SIZE_MAX ? json_null() :
		  json_integer(set->warmup), CONTEXT_SETUP },
		{ "rounds", "rounds", json_from_count(set->rounds), CONTEXT_SETUP },
		{ "repeat", "repeat", json_from_count(set->repeat), CONTEXT_SETUP },
	};

	_Static_assert(sizeof(all) / sizeof(*all) <= CONTEXT_MAX, "too many items");
	memcpy(items, all, sizeof(all));
	return sizeof(all) / sizeof(*all);
}

void context_free(struct context_item *items, size_t n)
{
	for (size_t i = 0; i < n; i++)
		json_decref(items[i].val);
}

json_t *context_json(const struct result_set *set)
{
	struct context_item items[CONTEXT_MAX];
	size_t n = context_items(items, set);
	json_t *json = json_object();

	for (size_t i = 0; i < n; i++)
		json_object_set_new(json, items[i].key, items[i].val);
	return json;
}

char *context_text(const struct context_item *item)
{
	if (!item->val)
		return NULL;
	if (json_is_null(item->val))
		return strdup("unknown");
	if (json_is_string(item->val))
		return strdup(json_string_value(item->val));
	return json_dumps(item->val, JSON_ENCODE_ANY | JSON_COMPACT | JSON_REAL_PRECISION(6));
}

int context_differ(struct context_differences *differences, const struct result_set *baseline,
		   const struct result_set *candidate)
{
	struct context_item a[CONTEXT_MAX], b[CONTEXT_MAX];
	size_t n = context_items(a, baseline);
	struct context_difference *to;
	int err = 0;

	context_items(b, candidate);
	*differences = (struct context_differences){ 0 };
	for (size_t i = 0; i < n; i++) {
		if (a[i].of == CONTEXT_RUN || json_equal(a[i].val, b[i].val))
			continue;
		to = &differences->of[differences->n++];
		*to = (struct context_difference){
			.name = a[i].name,
			.baseline = context_text(&a[i]),
			.candidate = context_text(&b[i]),
			.of_host = a[i].of == CONTEXT_HOST,
		};
		differences->unlike |= to->of_host;
		if (!to->baseline || !to->candidate)
			err = -ENOMEM;
	}
	context_free(a, n);
	context_free(b, n);
	return err;
}

void context_differences_free(struct context_differences *differences)
{
	for (size_t i = 0; i < differences->n; i++) {
		free(differences->of[i].baseline);
		free(differences->of[i].candidate);
	}
	*differences = (struct context_differences){ 0 };
}

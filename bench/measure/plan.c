// SPDX-License-Identifier: GPL-2.0
/* The matrix of guests, exits, VLs and host states; see plan.h. */
#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>

#include "lib/cli/cli.h"
#include "plan.h"

struct maker {
	struct plan *plan;
	const struct bench_options *opts;
	struct vls guest_max;
	struct vls vls;			/* the largest VLs that vcpus are to have */
	unsigned int host_vl;
	bool no_memory;
};

static unsigned int smallest_vq(const struct vls *set)
{
	unsigned int vq = 1;

	while (!vls_has(set, vq))
		vq++;
	return vq;
}

/* The other vcpu's guest and set. False: there is none such for this one. */
static bool choose_peer(const struct maker *maker, struct bench_case *c)
{
	unsigned int vq = vls_max(&c->set), other = vls_max(&maker->guest_max);

	if (c->exit->peer == BENCH_PEER_NONE)
		return true;
	if (vls_empty(&c->set))
		return false;
	if (c->exit->peer == BENCH_PEER_NO_SVE) {
		c->peer = bench_guest_find("fpsimd", sizeof("fpsimd") - 1);
		return true;
	}
	c->peer = bench_guest_find("sve", sizeof("sve") - 1);
	c->peer_set = c->set;
	if (c->exit->peer == BENCH_PEER_SAME)
		return true;
	if (other == vq)
		other = smallest_vq(&maker->guest_max);
	c->peer_set = vls_prefix(&maker->guest_max, other);
	return other != vq;
}

static void name_case(struct bench_case *c)
{
	char vl[16] = "nosve";

	if (!vls_empty(&c->set))
		snprintf(vl, sizeof(vl), "%u", vls_max(&c->set) * VLS_VQ_BITS);
	snprintf(c->name, sizeof(c->name), "%s/%s/%s/%s", c->guest->name, c->exit->name, vl,
		 host_state_name(c->host_state));
}

static void add(struct maker *maker, const struct bench_case *c)
{
	struct plan *plan = maker->plan;
	struct bench_case *cases = realloc(plan->cases, (plan->n + 1) * sizeof(*cases));

	if (!cases) {
		maker->no_memory = true;
		return;
	}
	plan->cases = cases;
	plan->cases[plan->n++] = *c;
}

static bool host_state_fits(const struct maker *maker, const struct bench_exit *exit,
			    enum host_state host)
{
	unsigned int wanted = maker->opts->host_states;

	if (!wanted)
		wanted = exit->default_host_states;
	return wanted & exit->host_states & 1U << host;
}

static void add_host_states(struct maker *maker, struct bench_case c)
{
	if (!choose_peer(maker, &c))
		return;
	for (c.host_state = 0; c.host_state < NR_HOST_STATES; c.host_state++) {
		if (!host_state_fits(maker, c.exit, c.host_state))
			continue;
		c.host_vl = c.host_state == HOST_STATE_SVE ? maker->host_vl : 0;
		name_case(&c);
		if (!maker->opts->pattern || !fnmatch(maker->opts->pattern, c.name, 0))
			add(maker, &c);
	}
}

/* VQ 0: a vcpu without SVE. */
static void add_vls(struct maker *maker, const struct bench_guest *guest,
		    const struct bench_exit *exit)
{
	for (unsigned int vq = 0; vq <= vls_max(&maker->vls); vq++) {
		struct bench_case c = {
			.guest = guest,
			.exit = exit,
			.set = vls_prefix(&maker->guest_max, vq),
		};

		if (vq ? vls_has(&maker->vls, vq) : maker->opts->no_sve && !guest->needs_sve)
			add_host_states(maker, c);
	}
}

/* What of @asked the vcpus get: each must be a VL that one can get. */
static int choose_vls(struct maker *maker)
{
	const struct vls *asked = &maker->opts->vls;
	char text[VLS_TEXT_MAX];

	maker->vls = vls_empty(asked) ? maker->guest_max : *asked;
	for (unsigned int vq = 1; vq <= vls_max(asked); vq++) {
		if (!vls_has(asked, vq) || vls_has(&maker->guest_max, vq))
			continue;
		vls_format(text, sizeof(text), &maker->guest_max);
		cli_error("no vcpu can get VL %u on this host; the guest maximum is %s",
			  vq * VLS_VQ_BITS, text);
		return CLI_CANNOT;
	}
	if (maker->opts->quick && vls_empty(asked)) {
		maker->vls = vls_prefix(&maker->guest_max, smallest_vq(&maker->guest_max));
		vls_add(&maker->vls, vls_max(&maker->guest_max));
	}
	return CLI_OK;
}

static int choose_host_vl(struct maker *maker, const struct vls *host_vls)
{
	unsigned int vl = maker->opts->host_vl;
	char text[VLS_TEXT_MAX];

	maker->host_vl = vl ? vl : vls_max(host_vls) * VLS_VQ_BITS;
	if (!vl || (vl % VLS_VQ_BITS == 0 && vls_has(host_vls, vl / VLS_VQ_BITS)))
		return CLI_OK;
	vls_format(text, sizeof(text), host_vls);
	cli_error("this host has no VL %u; it has %s", vl, text);
	return CLI_CANNOT;
}

int plan_make(struct plan *plan, const struct bench_options *opts, const struct vls *guest_max,
	      const struct vls *host_vls)
{
	struct maker maker = { .plan = plan, .opts = opts, .guest_max = *guest_max };
	int ret;

	*plan = (struct plan){ 0 };
	ret = choose_vls(&maker);
	if (!ret)
		ret = choose_host_vl(&maker, host_vls);
	if (ret)
		return ret;
	for (size_t e = 0; e < opts->nr_exits; e++)
		for (size_t g = 0; g < opts->nr_guests; g++)
			add_vls(&maker, opts->guests[g], opts->exits[e]);
	if (maker.no_memory) {
		cli_error("not enough memory for the list of cases");
		return CLI_CANNOT;
	}
	if (plan->n)
		return CLI_OK;
	cli_error("there is no such case here; --list --exit all shows which there are");
	return CLI_USAGE;
}

void plan_free(struct plan *plan)
{
	free(plan->cases);
	*plan = (struct plan){ 0 };
}

// SPDX-License-Identifier: GPL-2.0
/* Guests under kvm.fp_restore; see fp_run.h. */
#include <errno.h>
#include <string.h>

#include "bench/cases/payload.h"
#include "fp_run.h"
#include "lib/host.h"
#include "tap.h"
#include "vls_test.h"

static const struct bench_exit *exit_called(const char *name)
{
	const struct bench_exit *exit = bench_exits;

	while (exit->name && strcmp(exit->name, name))
		exit++;
	if (!exit->name)
		tap_bail("no exit %s", name);
	return exit;
}

void fp_run_start(struct fp_run *run, const char *guest, const char *exit, unsigned int vq)
{
	*run = (struct fp_run){
		.c = {
			.guest = bench_guest_find(guest, strlen(guest)),
			.exit = exit_called(exit),
			.set = { { vq ? mask_upto(kvm_guest_max(), vq) : 0 } },
		},
		.ok = true,
	};
	if (fixture_start(&run->fixture, &run->c) ||
	    vcpu_fp_stats(&run->fixture.self.vcpu, &run->before))
		tap_bail("%s/%s: %s %s", guest, exit, run->fixture.msg, run->fixture.self.vcpu.msg);
}

int fp_run_once(struct fp_run *run, unsigned int left)
{
	struct fixture *fixture = &run->fixture;
	int err;

	do {
		err = fixture_set_left(fixture, left);
		if (!err)
			err = run->c.exit->exec(fixture);
	} while (err == -EINTR);
	if (!err)
		err = run->c.exit->post(fixture);
	run->trips += left ? left : 1;
	/* A sleep in which the CPU was not given away is as good. */
	return err == -EAGAIN ? 0 : err;
}

void fp_run_steps(struct fp_run *run, unsigned int steps, unsigned int left)
{
	for (unsigned int i = 0; i < steps && run->ok; i++)
		run->ok = !fp_run_once(run, left);
}

void fp_run_sleep_for(struct fp_run *run, double seconds)
{
	run->fixture.sleep_ticks = seconds * host_cntfrq();
	if (vcpu_set_x(&run->fixture.self.vcpu, PAYLOAD_X_SLEEP, run->fixture.sleep_ticks))
		tap_bail("%s", run->fixture.self.vcpu.msg);
}

struct vcpu_fp_stats fp_run_end(struct fp_run *run)
{
	struct vcpu_fp_stats stats = { 0 };

	if (vcpu_fp_stats(&run->fixture.self.vcpu, &stats))
		tap_bail("%s", run->fixture.self.vcpu.msg);
	stats.trapped -= run->before.trapped;
	stats.early -= run->before.early;
	stats.kept -= run->before.kept;
	if (!run->ok)
		tap_note("%s/%s: %s", run->c.guest->name, run->c.exit->name, run->fixture.msg);
	if (fixture_end(&run->fixture))
		run->ok = false;
	tap_note("%s/%s, %u round trips: %llu trapped, %llu early, %llu kept", run->c.guest->name,
		 run->c.exit->name, run->trips, (unsigned long long)stats.trapped,
		 (unsigned long long)stats.early, (unsigned long long)stats.kept);
	return stats;
}

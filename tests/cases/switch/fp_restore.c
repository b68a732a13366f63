// SPDX-License-Identifier: GPL-2.0
/*
 * fp_restore [STEPS]: kvm.fp_restore. In each mode the guests, which check every register
 * at each round trip, get theirs; and the vcpu's statistics say how:
 *
 *	off		each load traps, as it always did
 *	adaptive	few traps with FP, few early restores without
 *	always		no trap
 *
 * Changing the mode at any moment loses nothing.
 */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bystander.h"
#include "fp_run.h"
#include "lib/sysfs.h"
#include "tap.h"
#include "vls_test.h"
#include "write.h"

#define STEPS 600
#define CPU 1
#define SLEEPS 5
/* Round trips in which a policy that learns may still trap. */
#define LEARN 60

static uint64_t guest_max;

static bool as_it_should(enum fp_mode mode, bool uses_fp, unsigned int steps,
			 const struct vcpu_fp_stats *s)
{
	switch (mode) {
	case FP_OFF:
		return !s->early && !s->kept && (uses_fp ? s->trapped >= steps : !s->trapped);
	case FP_ALWAYS:
		return s->early + s->kept >= steps && !s->trapped;
	default:
		if (!uses_fp)
			return !vcpu_fp_states(s);
		return vcpu_fp_states(s) >= steps && s->trapped < LEARN + steps / 8;
	}
}

/* Each KVM_RUN is a load. */
static void check_guest(enum fp_mode mode, const char *guest, unsigned int vq, unsigned int steps)
{
	struct vcpu_fp_stats stats;
	struct fp_run run;

	fp_run_start(&run, guest, "mmio", vq);
	fp_run_steps(&run, steps, 0);
	stats = fp_run_end(&run);
	tap_ok(run.ok, "%s %s VL %u: every register is right", fp_mode_names[mode], guest,
	       vq * 128);
	tap_ok(as_it_should(mode, strcmp(guest, "none"), steps, &stats),
	       "%s %s VL %u: by traps and early restores as it should be", fp_mode_names[mode],
	       guest, vq * 128);
}

static void check_guests(enum fp_mode mode, unsigned int steps)
{
	fp_mode_set(mode);
	check_guest(mode, "none", mask_max(guest_max), steps);
	check_guest(mode, "fpsimd", 0, steps);
	check_guest(mode, "sve", mask_max(guest_max), steps);
	check_guest(mode, "sve", mask_ceil(guest_max, 1), steps);
}

/* What the kernel's command line says holds from the start. */
static void check_boot(unsigned int steps)
{
	char line[2048] = "", *said;
	enum fp_mode mode = FP_OFF;

	if (sysfs_read_line(line, sizeof(line), "/proc/cmdline"))
		tap_bail("/proc/cmdline: cannot be read");
	said = strstr(line, FP_MODE_OPTION);
	for (enum fp_mode m = FP_OFF; said && m < NR_FP_MODES; m++)
		if (!strncmp(said + strlen(FP_MODE_OPTION), fp_mode_names[m],
			     strlen(fp_mode_names[m])))
			mode = m;
	tap_ok(fp_mode_get() == mode, "the mode is %s at first, as the command line has it", fp_mode_names[mode]);
	check_guest(mode, "sve", mask_max(guest_max), steps);
}

struct changer {
	int stop;
	unsigned int changes;
};

static void *change_modes(void *arg)
{
	struct changer *changer = arg;

	pin_to(0);
	while (!__atomic_load_n(&changer->stop, __ATOMIC_RELAXED)) {
		fp_mode_set(changer->changes % NR_FP_MODES);
		__atomic_add_fetch(&changer->changes, 1, __ATOMIC_RELAXED);
		usleep(3000);
	}
	return NULL;
}

/* At least @steps, and until each mode was there twice, however long a change takes. */
static void check_changes(const char *exit, unsigned int steps, unsigned int left)
{
	struct changer changer = { 0 };
	struct vcpu_fp_stats stats;
	pthread_t thread;
	struct fp_run run;

	fp_run_start(&run, "sve", exit, mask_max(guest_max));
	if (pthread_create(&thread, NULL, change_modes, &changer))
		tap_bail("pthread_create");
	do
		fp_run_steps(&run, steps, left);
	while (run.ok && __atomic_load_n(&changer.changes, __ATOMIC_RELAXED) <= 2 * NR_FP_MODES);
	__atomic_store_n(&changer.stop, 1, __ATOMIC_RELAXED);
	pthread_join(thread, NULL);
	stats = fp_run_end(&run);
	tap_ok(run.ok, "%s while the mode changes: every register is right", exit);
	tap_ok(stats.trapped && stats.early, "%s: both kinds of restore were there", exit);
}

static void check_refusals(void)
{
	static const char *const no_modes[] = { "on", "Always", "adaptive2", "2", " " };
	static const char *const no_shares[] = { "0", "100", "-1", "half" };
	char now[16];

	fp_mode_set(FP_ADAPTIVE);
	for (unsigned int i = 0; i < sizeof(no_modes) / sizeof(*no_modes); i++)
		tap_many(try_write(FP_MODE_FILE, no_modes[i]), "\"%s\" is taken", no_modes[i]);
	tap_many(fp_mode_get() == FP_ADAPTIVE, "it reads %s", fp_mode_names[fp_mode_get()]);
	tap_ok(!tap_many_bad(), "what is no mode is refused, and changes nothing");

	tap_many(!try_write(FP_BREAK_EVEN_FILE, "1") && !try_write(FP_BREAK_EVEN_FILE, "99") &&
		 !try_write(FP_BREAK_EVEN_FILE, "50"), "1, 99 or 50 is refused");
	for (unsigned int i = 0; i < sizeof(no_shares) / sizeof(*no_shares); i++)
		tap_many(try_write(FP_BREAK_EVEN_FILE, no_shares[i]), "\"%s\" is taken",
			 no_shares[i]);
	tap_many(!sysfs_read_line(now, sizeof(now), FP_BREAK_EVEN_FILE) && !strcmp(now, "50"),
		 "it reads %s", now);
	tap_ok(!tap_many_bad(), "what is no break-even is refused, and changes nothing");
}

int main(int argc, char **argv)
{
	unsigned int steps = argc > 1 ? atoi(argv[1]) : STEPS;
	enum fp_mode first;

	fp_mode_need();
	first = fp_mode_get();
	guest_max = kvm_guest_max();
	pin_to(CPU);
	check_boot(steps);
	for (enum fp_mode mode = FP_OFF; mode < NR_FP_MODES; mode++)
		check_guests(mode, steps);
	check_changes("mmio", steps, 0);
	check_changes("sleep-idle", steps / SLEEPS, SLEEPS);
	check_refusals();
	fp_mode_set(first);
	return tap_end();
}

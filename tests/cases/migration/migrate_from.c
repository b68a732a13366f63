// SPDX-License-Identifier: GPL-2.0
/*
 * migrate_from SET SEED FILE: the origin of migrations. For every set that this
 * host, which must be SET, can give a guest: a run from beginning to end, then
 * runs that stop somewhere and are saved into FILE, for migrate_to. Each of
 * those goes on here too, and must end as the one that was left alone.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "lib/vls.h"
#include "snapshot.h"
#include "tap.h"
#include "vls_test.h"

#define STEPS 10000
#define KICK_MIN 100   /* us */
#define KICK_MAX 1000  /* far less than the steps that are left then take */
#define GUEST 0x6b766d /* seed of the guest's first values: every host's guest is alike */

static struct vls_host host;
static const char *origin;
static uint64_t seed;
static FILE *file;

/* The next number of the sequence that the seed began (splitmix64), below @n. */
static uint64_t pick(uint64_t n)
{
	uint64_t z = seed += 0x9e3779b97f4a7c15;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
	z = (z ^ z >> 27) * 0x94d049bb133111eb;
	return (z ^ z >> 31) % n;
}

static void must(int err, const char *msg)
{
	if (err)
		tap_bail("%s", msg);
}

/* Let a guest with the set @mask start, to stop after @stop steps. */
static void start(struct mixer *mixer, struct vcpu *vcpu, uint64_t mask, uint64_t zcr,
		  uint64_t stop)
{
	new_vcpu(vcpu, true);
	if (set_mask(vcpu, 0, mask).err)
		tap_bail("SET of %#" PRIx64 " on its own host", mask);
	must_finalize(vcpu);
	must(mixer_start(mixer, vcpu, GUEST, zcr, STEPS, stop), mixer->msg);
}

/* The run that nobody stops: what all others must come to. */
static void run_through(struct snapshot *snap)
{
	struct mixer mixer;
	struct vcpu vcpu;
	unsigned int want = mask_max(mask_upto(snap->mask, snap->zcr + 1)) * 16;

	start(&mixer, &vcpu, snap->mask, snap->zcr, 0);
	tap_many(mixer.rdvl == want, "RDVL %" PRIu64 " at the start, not %u", mixer.rdvl, want);
	must(mixer_finish(&mixer, &vcpu), mixer.msg);
	tap_many(mixer.rdvl == want, "RDVL %" PRIu64 " at the end, not %u", mixer.rdvl, want);
	snap->rdvl = mixer.rdvl;
	snap->sum = mixer.sum;
	free_vcpu(&vcpu);
}

/* With the steps that are left longer than the longest wait for the kick. */
static void stop_somewhere(struct mixer *mixer, struct snapshot *snap)
{
	must(mixer_run_to_stop(mixer), mixer->msg);
	if (snap->kicked)
		must(mixer_run_for(mixer, KICK_MIN + pick(KICK_MAX - KICK_MIN)), mixer->msg);
	snap->step = mixer->step;
	must(vcpu_settle(mixer->vcpu), mixer->vcpu->msg);
}

static void save(struct vcpu *vcpu, struct snapshot *snap)
{
	must(vcpu_state_get(vcpu, &snap->state), vcpu->msg);
	memcpy(snap->mem, vcpu->vm->mem, sizeof(snap->mem));
	snapshot_write(file, snap);
	tap_note("set %#" PRIx64 ", ZCR_EL1 %#" PRIx64 ": saved at step %" PRIu64
		 ", %s, %zu registers",
		 snap->mask, snap->zcr, snap->step, snap->kicked ? "kicked" : "at an exit",
		 snap->state.count);
	vcpu_state_free(&snap->state);
}

static void stop_and_save(struct snapshot *snap, bool kicked)
{
	struct mixer mixer;
	struct vcpu vcpu;

	snap->kicked = kicked;
	start(&mixer, &vcpu, snap->mask, snap->zcr, 1 + pick(kicked ? STEPS / 2 : STEPS - 1));
	stop_somewhere(&mixer, snap);
	save(&vcpu, snap);
	must(mixer_finish(&mixer, &vcpu), mixer.msg);
	tap_many(mixer.sum == snap->sum && mixer.rdvl == snap->rdvl,
		 "saved at step %" PRIu64 ": checksum %#" PRIx64 ", not %#" PRIx64, snap->step,
		 mixer.sum, snap->sum);
	free_vcpu(&vcpu);
}

/* One with all of the set, one whose guest holds itself to less, if there is less. */
static void test_set(uint64_t mask, uint64_t *sums)
{
	static struct snapshot snap;
	unsigned int vq = mask_max(mask);

	snap = (struct snapshot){ .mask = mask, .zcr = 15, .steps = STEPS };
	strcpy(snap.origin, origin);
	run_through(&snap);
	*sums = snap.sum;
	stop_and_save(&snap, false);
	stop_and_save(&snap, true);
	if (vq > 1) {
		snap.zcr = vq - 2;
		run_through(&snap);
		stop_and_save(&snap, pick(2));
	}
	tap_ok(!tap_many_bad(), "%s, up to VQ %u: stopped, saved, and went on to the same end",
	       origin, vq);
}

/* A checksum that is always the same would agree with anything. */
static bool all_differ(const uint64_t *sums, unsigned int n)
{
	unsigned int i, j;

	for (i = 0; i < n; i++)
		for (j = 0; j < i; j++)
			if (sums[i] == sums[j])
				return false;
	return true;
}

int main(int argc, char **argv)
{
	uint64_t sums[64];
	unsigned int vq, n = 0;
	struct vls set;

	if (argc != 4)
		tap_bail("usage: migrate_from SET SEED FILE");
	origin = argv[1];
	seed = strtoull(argv[2], NULL, 0);
	file = fopen(argv[3], "w");
	learn_host(&host);
	if (vls_parse(origin, &set, NULL, NULL) ||
	    strlen(origin) >= sizeof(((struct snapshot *)0)->origin))
		tap_bail("not a set: %s", origin);
	if (!file || host.guest_max != set.vqs[0])
		tap_bail("no file %s, or this host is not %s", argv[3], origin);
	tap_note("seed %s", argv[2]);
	for (vq = 1; vq <= host.max_vq; vq++)
		if (host.guest_max & VQ_BIT(vq))
			test_set(mask_upto(host.guest_max, vq), &sums[n++]);
	tap_ok(all_differ(sums, n), "%u sets, %u checksums", n, n);
	must(fclose(file), "cannot write the snapshots");
	return tap_end();
}

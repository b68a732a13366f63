// SPDX-License-Identifier: GPL-2.0
/*
 * SET when memory runs out: each allocation that a SET makes is failed in its
 * turn (/proc/thread-self/fail-nth). A SET that fails says ENOMEM, without a
 * reason, and leaves the set, every register and the vcpu's use as they were;
 * one that met no failure works. In protected mode that takes sharing the new
 * registers with hyp, page by page, to pieces again.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "guest.h"
#include "tap.h"
#include "vls_test.h"

#define REG_MAX 256
#define SLAB_MAX 8192 /* KMALLOC_MAX_CACHE_SIZE with pages of 4 KiB */
#define MAX_NTH 200 /* far more allocations than one SET makes */

static struct vls_host host;

/* All of them in the slices that ONE_REG has, those of P and FFR being shorter. */
static void read_all(struct vcpu *vcpu, uint8_t (*val)[REG_MAX])
{
	unsigned int reg;

	memset(val, 0, SVE_REGS * REG_MAX);
	for (reg = 0; reg < SVE_REGS; reg++)
		if (vcpu_get_reg(vcpu, sve_reg_id(reg), val[reg]))
			tap_bail("%s", vcpu->msg);
}

/* Full up to @vq. */
static void write_all(struct vcpu *vcpu, unsigned int vq)
{
	uint8_t val[REG_MAX];
	unsigned int reg, i;

	for (reg = 0; reg < SVE_REGS; reg++) {
		memset(val, 0, sizeof(val));
		for (i = 0; i < vq * (reg < 32 ? 16 : 2); i++)
			val[i] = (reg * 31 + i * 7) % 255 + 1;
		if (vcpu_set_reg(vcpu, sve_reg_id(reg), val))
			tap_bail("%s", vcpu->msg);
	}
}

static void allow_failures(void)
{
	static const char *const settings[][2] = {
		{ "ignore-gfp-wait", "N" }, { "verbose", "0" }, { "task-filter", "N" },
	};
	char path[64];
	unsigned int i;
	FILE *f;

	for (i = 0; i < sizeof(settings) / sizeof(settings[0]); i++) {
		snprintf(path, sizeof(path), "/sys/kernel/debug/failslab/%s", settings[i][0]);
		f = fopen(path, "w");
		if (!f)
			tap_bail("%s: %s", path, strerror(errno));
		fputs(settings[i][1], f);
		fclose(f);
	}
}

static int fail_nth_fd;

static void fail_nth(unsigned int nth)
{
	char text[16];
	int len = snprintf(text, sizeof(text), "%u", nth);

	if (pwrite(fail_nth_fd, text, len, 0) != len)
		tap_bail("fail-nth: %s", strerror(errno));
}

/* Did the failure that fail_nth() asked for come? It is disarmed either way. */
static bool failed(void)
{
	char text[16] = "";

	if (pread(fail_nth_fd, text, sizeof(text) - 1, 0) < 1)
		tap_bail("fail-nth: %s", strerror(errno));
	fail_nth(0);
	return atoi(text) == 0;
}

/* SET of @to with its first, second... allocation failing, until none does. */
static unsigned int try_each(struct vcpu *vcpu, uint64_t from, uint64_t to, const char *what)
{
	const struct answer no_memory = { ENOMEM, 0, 0 };
	static uint8_t before[SVE_REGS][REG_MAX], after[SVE_REGS][REG_MAX];
	unsigned int nth, refused = 0;
	struct answer got;
	bool met;

	read_all(vcpu, before);
	for (nth = 1; nth < MAX_NTH; nth++) {
		fail_nth(nth);
		got = set_mask(vcpu, 0, to);
		met = failed();
		if (!got.err && !met)
			break;
		if (!got.err) {
			/* It met a debugging aid of the kernel, which does without. */
			if (set_mask(vcpu, 0, from).err)
				tap_bail("SET back");
			continue;
		}
		refused++;
		tap_many(met && same_answer(got, no_memory), "%s: allocation %u fails: %s", what,
			 nth, answer_text(got));
		tap_many(has_mask(vcpu, from), "%s: allocation %u: the set", what, nth);
		read_all(vcpu, after);
		tap_many(!memcmp(before, after, sizeof(before)), "%s: allocation %u: registers",
			 what, nth);
	}
	tap_many(!met && has_mask(vcpu, to), "%s: the last one, without a failure", what);
	return refused;
}

static void test_pair(unsigned int from, unsigned int to)
{
	uint64_t from_mask = mask_upto(host.guest_max, from);
	uint64_t to_mask = mask_upto(host.guest_max, to);
	struct guest guest;
	struct vcpu vcpu;
	unsigned int refused;
	char what[32];

	snprintf(what, sizeof(what), "VQ %u to %u", from, to);
	new_vcpu(&vcpu, true);
	if (set_mask(&vcpu, 0, from_mask).err)
		tap_bail("SET");
	must_finalize(&vcpu);
	write_all(&vcpu, from < to ? from : to);
	refused = try_each(&vcpu, from_mask, to_mask, what);
	tap_many(!guest_start(&guest, &vcpu, GUEST_SVE, 15) && guest.rdvl == to * 16U &&
			 !guest_step(&guest) && !guest_step(&guest),
		 "%s: the guest runs, RDVL %llu: %s", what, (unsigned long long)guest.rdvl,
		 guest.msg);
	tap_ok(!tap_many_bad() && refused,
	       "%s: each of %u failed allocations left everything as it was", what, refused);
	free_vcpu(&vcpu);
}

/* Before FINALIZE there is nothing to allocate, so nothing to fail. */
static void test_configurable(void)
{
	struct vcpu vcpu;
	struct answer got;

	new_vcpu(&vcpu, true);
	fail_nth(1);
	got = set_mask(&vcpu, 0, mask_upto(host.guest_max, 1));
	tap_ok(!failed() && !got.err, "before FINALIZE SET allocates nothing");
	free_vcpu(&vcpu);
}

/*
 * The largest VQ whose registers, 546 bytes a VQ, come from the slab allocator,
 * whose failures are those that can be asked for; larger ones come as pages.
 */
static unsigned int slab_max_vq(void)
{
	return mask_max(mask_upto(host.guest_max, SLAB_MAX / 546));
}

int main(void)
{
	unsigned int vq, max;

	learn_host(&host);
	max = slab_max_vq();
	allow_failures();
	fail_nth_fd = open("/proc/thread-self/fail-nth", O_RDWR | O_CLOEXEC);
	if (fail_nth_fd < 0)
		tap_bail("fail-nth: %s", strerror(errno));
	test_configurable();
	for (vq = 1; vq < max; vq++) {
		if (!(host.guest_max & VQ_BIT(vq)))
			continue;
		test_pair(vq, max);
		test_pair(max, vq);
	}
	return tap_end();
}

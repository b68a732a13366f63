// SPDX-License-Identifier: GPL-2.0
/*
 * policy: guest_max_vls and default_vls of /sys/kernel/kvm_sve, met by vcpus
 * that know nothing of them. The vcpus of new VMs obey both by every path, VMs that
 * exist are never touched, a wrong write changes nothing, and policies outlive the
 * module.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "module.h"
#include "tap.h"
#include "vls_test.h"
#include "write.h"

#define SYSFS	"/sys/kernel/kvm_sve/"
#define REPLAY	"/sys/module/kvm_sve/parameters/onereg_replay"
#define IN_KVM	"/sys/module/kvm/parameters/"
#define TEXT	256

static struct vls_host host;

/* The last four texts live. */
static const char *mask_text(uint64_t mask)
{
	static char texts[4][TEXT];
	static unsigned int n;
	struct vls set = { .vqs = { mask } };
	char *text = texts[n++ % 4];

	vls_format(text, TEXT, &set);
	return text;
}

static int set_policy(const char *name, const char *text)
{
	char path[TEXT];

	snprintf(path, sizeof(path), SYSFS "%s", name);
	return try_write(path, text);
}

static const char *read_policy(const char *name)
{
	static char text[TEXT];
	char path[TEXT];
	ssize_t len;
	int fd;

	snprintf(path, sizeof(path), SYSFS "%s", name);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	len = fd < 0 ? -1 : read(fd, text, sizeof(text) - 1);
	close(fd);
	text[len > 0 ? len : 0] = '\0';
	text[strcspn(text, "\n")] = '\0';
	return text;
}

static bool policies_are(const char *guest_max, const char *def)
{
	bool same = !strcmp(read_policy("guest_max_vls"), guest_max);

	if (!same)
		tap_note("guest_max_vls is %s, not %s", read_policy("guest_max_vls"), guest_max);
	if (!strcmp(read_policy("default_vls"), def))
		return same;
	tap_note("default_vls is %s, not %s", read_policy("default_vls"), def);
	return false;
}

static uint64_t guest_max_of(struct vcpu *vcpu)
{
	struct kvm_arm_sve_vls arg = { 0 };

	return call_get(vcpu, KVM_ARM_SVE_VLS_GUEST_MAX, &arg).err ? 0 : arg.vqs[0];
}

static int write_vls_reg(struct vcpu *vcpu, uint64_t mask)
{
	const uint64_t vqs[KVM_ARM64_SVE_VLS_WORDS] = { mask };

	return vcpu_set_reg(vcpu, KVM_REG_ARM64_SVE_VLS, vqs);
}

/* With @mask as default_vls: a new vcpu, an INIT again, and both calls. */
static void new_vcpu_with_default(uint64_t mask)
{
	struct vcpu vcpu;

	new_vcpu(&vcpu, true);
	tap_many(has_mask(&vcpu, mask), "a new vcpu has not the default");
	tap_many(guest_max_of(&vcpu) == host.guest_max, "its guest maximum");
	tap_many(!write_vls_reg(&vcpu, host.guest_max) && has_mask(&vcpu, host.guest_max),
		 "ONE_REG cannot go above the default");
	tap_many(!set_policy("default_vls", "max"), "default_vls: max");
	tap_many(!vcpu_init(&vcpu, true) && has_mask(&vcpu, mask),
		 "INIT does not bring back the default of the first INIT");
	tap_many(!set_mask(&vcpu, 0, host.guest_max).err, "SET above the default");
	free_vcpu(&vcpu);
}

static void test_defaults(void)
{
	unsigned int vq;
	struct vcpu old;

	for (vq = 1; vq <= host.max_vq; vq++) {
		uint64_t mask = mask_upto(host.guest_max, vq);

		if (!(host.guest_max & VQ_BIT(vq)))
			continue;
		new_vcpu(&old, true);
		tap_many(!set_policy("default_vls", mask_text(mask)), "VQ %u: refused", vq);
		tap_many(policies_are(mask_text(host.guest_max), mask_text(mask)), "VQ %u", vq);
		tap_many(has_mask(&old, host.guest_max), "VQ %u: an older vcpu changed", vq);
		tap_many(!vcpu_init(&old, true) && has_mask(&old, host.guest_max),
			 "VQ %u: an older vcpu changed at INIT", vq);
		new_vcpu_with_default(mask);
		free_vcpu(&old);
	}
	tap_ok(!tap_many_bad(), "each settable set as default_vls: new vcpus start with it");
}

/* Every path of a new vcpu is held to @max, which is below the host's. */
static void new_vcpu_below(uint64_t max)
{
	uint64_t above = mask_upto(host.guest_max, mask_ceil(host.guest_max, mask_max(max) + 1));
	const struct answer refused = { EINVAL, KVM_ARM_SVE_VLS_R_UNSUPPORTED, mask_max(above) };
	struct vcpu vcpu;

	new_vcpu(&vcpu, true);
	tap_many(has_mask(&vcpu, max) && guest_max_of(&vcpu) == max, "a new vcpu got more");
	tap_many(same_answer(set_mask(&vcpu, 0, above), refused), "SET above it");
	tap_many(same_answer(set_mask(&vcpu, KVM_ARM_SVE_VLS_TRY, above), refused), "TRY above it");
	tap_many(write_vls_reg(&vcpu, above) == -EINVAL, "ONE_REG above it");
	tap_many(!set_mask(&vcpu, 0, max).err && !write_vls_reg(&vcpu, max), "the maximum itself");
	tap_many(!set_policy("guest_max_vls", "max"), "guest_max_vls: max");
	tap_many(same_answer(set_mask(&vcpu, 0, above), refused) && guest_max_of(&vcpu) == max,
		 "the vcpu forgot the maximum of its first INIT");
	must_finalize(&vcpu);
	tap_many(same_answer(set_mask(&vcpu, 0, above), refused), "SET above it after FINALIZE");
	free_vcpu(&vcpu);
}

static void test_guest_max(void)
{
	unsigned int vq;
	struct vcpu old;

	for (vq = 1; vq < host.max_vq; vq++) {
		uint64_t max = mask_upto(host.guest_max, vq);

		if (!(host.guest_max & VQ_BIT(vq)))
			continue;
		new_vcpu(&old, true);
		tap_many(!write_vls_reg(&old, mask_upto(host.guest_max, 1)), "ONE_REG of VQ 1");
		tap_many(!set_policy("guest_max_vls", mask_text(max)), "VQ %u: refused", vq);
		tap_many(policies_are(mask_text(max), "max"), "VQ %u", vq);
		tap_many(guest_max_of(&old) == host.guest_max &&
				 !set_mask(&old, 0, host.guest_max).err,
			 "VQ %u: an older vcpu is held to it", vq);
		new_vcpu_below(max);
		free_vcpu(&old);
	}
	tap_ok(!tap_many_bad(), "each lower guest_max_vls: no new vcpu gets more, by any path");
}

/* @text is refused with @err by the file @name, and nothing changes. */
static void refused(const char *name, const char *text, int err)
{
	char guest_max[TEXT], def[TEXT];
	int got;

	snprintf(guest_max, sizeof(guest_max), "%s", read_policy("guest_max_vls"));
	snprintf(def, sizeof(def), "%s", read_policy("default_vls"));
	got = set_policy(name, text);
	tap_many(got == err && policies_are(guest_max, def), "%s '%.40s': errno %d, not %d", name,
		 text, got, err);
}

static void test_refused(void)
{
	static const char *const wrong[] = { "",    "\n",	 "none",   "0",	      "64",
					     "129", "128,,256",	 "128 ",   "Max",     "256,128",
					     "max,", "128,128",	 "-128",   "99999999999999999999",
					     "65664" };
	static const char *const names[] = { "guest_max_vls", "default_vls" };
	char text[TEXT];
	unsigned int i, n;

	snprintf(text, sizeof(text), "%s,%u", mask_text(host.guest_max), (host.max_vq + 1) * 128);
	for (n = 0; n < 2; n++) {
		for (i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
			if (*wrong[i]) /* the kernel does not pass on an empty write */
				refused(names[n], wrong[i], EINVAL);
		refused(names[n], text, EINVAL);
		if (host.max_vq > 1)
			refused(names[n], mask_text(VQ_BIT(host.max_vq)), EINVAL);
	}
	tap_ok(set_policy("host_vls", "128") && set_policy("version", "1"),
	       "host_vls and version are read-only");
	tap_ok(!tap_many_bad(), "what is no set, or cannot be given to a guest: EINVAL");
}

/* The two against each other, with VQ 1 and the largest. */
static void test_both(void)
{
	uint64_t one = mask_upto(host.guest_max, 1);
	char all[TEXT];

	snprintf(all, sizeof(all), "%s", mask_text(host.guest_max));
	if (host.max_vq == 1) {
		tap_skip("the host has one VL", "the two policies against each other");
		return;
	}
	tap_many(!set_policy("default_vls", all), "default_vls: all");
	refused("guest_max_vls", mask_text(one), EBUSY);
	tap_many(!set_policy("default_vls", "max") &&
			 !set_policy("guest_max_vls", mask_text(one)) &&
			 policies_are(mask_text(one), "max"), "VQ 1 as maximum");
	refused("default_vls", all, EINVAL);
	tap_many(!set_policy("default_vls", mask_text(one)) && !set_policy("guest_max_vls", "max"),
		 "VQ 1 as default, then any maximum");
	tap_many(policies_are(all, mask_text(one)), "VQ 1 as default");
	tap_many(!set_policy("default_vls", "max\n"), "max and a newline");
	tap_ok(!tap_many_bad(), "a maximum below the default: EBUSY; a default above: EINVAL");
}

/* A policy as KVM itself shows it, in bytes; -1: not at all. */
static long policy_in_kvm(const char *name)
{
	char path[TEXT];
	long bytes = -1;
	FILE *file;

	snprintf(path, sizeof(path), IN_KVM "%s", name);
	file = fopen(path, "re");
	if (!file)
		return -1;
	if (fscanf(file, "%ld", &bytes) != 1)
		bytes = -1;
	fclose(file);
	return bytes;
}

/* By ONE_REG, which needs no module. */
static bool starts_with(uint64_t mask)
{
	uint64_t vqs[KVM_ARM64_SVE_VLS_WORDS];
	struct vcpu vcpu;
	int err;

	new_vcpu(&vcpu, true);
	err = vcpu_get_reg(&vcpu, KVM_REG_ARM64_SVE_VLS, vqs);
	free_vcpu(&vcpu);
	return !err && vqs[0] == mask;
}

static void test_outlives_module(void)
{
	uint64_t one = mask_upto(host.guest_max, 1);
	uint64_t max = host.max_vq > 1 ? mask_upto(host.guest_max, host.max_vq - 1) : one;

	tap_many(!set_policy("default_vls", mask_text(one)) &&
			 !set_policy("guest_max_vls", mask_text(max)), "both are set");
	tap_ok(!module_remove_retry(), "a policy does not keep the module from going");
	tap_ok(starts_with(one), "without the module a new vcpu starts with default_vls");
	tap_ok(policy_in_kvm("sve_default_vl") == 16 &&
		       policy_in_kvm("sve_guest_max_vl") == (max == host.guest_max ? 0 :
							     16 * (long)mask_max(max)),
	       "and both can be read");
	tap_ok(!module_load(MODULE_PATH) && policies_are(mask_text(max), mask_text(one)),
	       "the next module finds them");
	tap_many(!set_policy("default_vls", "max") && !set_policy("guest_max_vls", "max"), "max");
	tap_ok(!tap_many_bad() && starts_with(host.guest_max) &&
		       !policy_in_kvm("sve_default_vl") && !policy_in_kvm("sve_guest_max_vl"),
	       "max ends both");
}

static void test_replay(void)
{
	uint64_t one = mask_upto(host.guest_max, 1);
	struct vcpu vcpu;

	new_vcpu(&vcpu, true);
	must_finalize(&vcpu);
	tap_ok(write_vls_reg(&vcpu, host.guest_max) == -EPERM, "ONE_REG after FINALIZE: EPERM");
	tap_ok(!try_write(REPLAY, "1") && !write_vls_reg(&vcpu, host.guest_max),
	       "with onereg_replay=1 the same set: 0");
	if (host.max_vq > 1)
		tap_ok(write_vls_reg(&vcpu, one) == -EPERM && has_mask(&vcpu, host.guest_max),
		       "and another: EPERM");
	tap_ok(!run_immediately(&vcpu) && !write_vls_reg(&vcpu, host.guest_max),
	       "the same after the first run");
	tap_ok(!try_write(REPLAY, "0") && write_vls_reg(&vcpu, host.guest_max) == -EPERM,
	       "with onereg_replay=0 again EPERM");
	free_vcpu(&vcpu);
}

int main(void)
{
	learn_host(&host);
	tap_ok(policies_are(mask_text(host.guest_max), "max"), "at first there is no policy");
	test_defaults();
	test_guest_max();
	test_refused();
	test_both();
	test_replay();
	test_outlives_module();
	return tap_end();
}

// SPDX-License-Identifier: GPL-2.0
/*
 * vls_tracepoints: the tracepoints sve_vls_set and sve_vcpu tell of every path by
 * which a vcpu gets a set or is refused one, and of every step of its life: exactly
 * these events, in this order, with these fields. Read from tracefs, as text.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "tap.h"
#include "tracefs.h"
#include "vls_test.h"
#include "write.h"

#define DEFAULT	 "/sys/kernel/kvm_sve/default_vls"
#define LINE_MAX 512
#define LOG_MAX	 (64 * 1024)

static struct vls_host host;
static unsigned long long last_vm;

static void listen(void)
{
	trace_clear();
	trace_event("sve_vls_set", true);
	trace_event("sve_vcpu", true);
}

/* The events since listen(), a line each: "vls_set: vm 1 ...". */
static const char *heard(void)
{
	static char log[LOG_MAX];
	char line[LINE_MAX], *event;
	size_t len = 0;
	FILE *file;

	write_text(TRACEFS "events/kvm_sve/enable", "0");
	file = fopen(TRACEFS "trace", "r");
	if (!file)
		tap_bail("trace: %s", strerror(errno));
	log[0] = '\0';
	while (fgets(line, sizeof(line), file)) {
		if (line[0] == '#')
			continue;
		event = strstr(line, " sve_vls_set: ") ?: strstr(line, " sve_vcpu: ");
		if (event && len < sizeof(log))
			len += snprintf(log + len, sizeof(log) - len, "%s", event + 1);
	}
	fclose(file);
	return log;
}

/* What is expected, in the words of the events. */
struct script {
	char text[LOG_MAX];
	size_t len;
	unsigned long long vm;
};

static void expect_life(struct script *script, const char *what, int ret)
{
	script->len += snprintf(script->text + script->len, LOG_MAX - script->len,
				"sve_vcpu: vm %llu tgid %u vcpu 0 what %s ret %d\n", script->vm,
				getpid(), what, ret);
}

static void expect_set(struct script *script, const char *source, int try, uint64_t old,
		       uint64_t new, struct answer answer)
{
	script->len += snprintf(script->text + script->len, LOG_MAX - script->len,
				"sve_vls_set: vm %llu tgid %u vcpu 0 source %s try %u old_vqs 0x%llx new_vqs 0x%llx ret %d reason %u bad_vq %u\n",
				script->vm, getpid(), source, try, (unsigned long long)old,
				(unsigned long long)new, -answer.err, answer.reason, answer.bad_vq);
}

/* The VM of the first event; it must be a later one than all before. */
static void learn_vm(struct script *script)
{
	const char *log = heard(), *vm = strstr(log, "vm ");

	script->vm = vm ? strtoull(vm + 3, NULL, 10) : 0;
	tap_ok(script->vm > last_vm, "a VM's number (%llu) is higher than of VMs before",
	       script->vm);
	last_vm = script->vm;
}

static void compare(const struct script *script, const char *what)
{
	const char *got = heard(), *want = script->text;
	size_t len;

	if (tap_ok(!strcmp(got, want), "%s: exactly the events expected", what))
		return;
	while (*got && *got == *want) {
		got++;
		want++;
	}
	while (got > heard() && got[-1] != '\n') {
		got--;
		want--;
	}
	len = strcspn(got, "\n");
	tap_note("got:      %.*s", (int)len, got);
	len = strcspn(want, "\n");
	tap_note("expected: %.*s", (int)len, want);
}

static int write_vls_reg(struct vcpu *vcpu, uint64_t mask)
{
	const uint64_t vqs[KVM_ARM64_SVE_VLS_WORDS] = { mask };

	return vcpu_set_reg(vcpu, KVM_REG_ARM64_SVE_VLS, vqs);
}

/* SET of @mask, whatever comes of it, and its event. */
static void set_and_expect(struct script *script, struct vcpu *vcpu, uint32_t flags, uint64_t old,
			   uint64_t mask)
{
	struct answer answer = set_mask(vcpu, flags, mask);

	expect_set(script, "ioctl", !!(flags & KVM_ARM_SVE_VLS_TRY), old, mask, answer);
}

/* From INIT to FINALIZE, each call made and refused. */
static void configure(struct script *script, struct vcpu *vcpu)
{
	uint64_t all = host.guest_max, one = mask_upto(all, 1);
	uint64_t above = all | VQ_BIT(17);
	const struct answer ok = { 0 }, inval = { EINVAL, 0, 0 }, perm = { EPERM, 0, 0 };

	expect_set(script, "default", 0, 0, all, ok);
	expect_life(script, "init", 0);
	set_and_expect(script, vcpu, KVM_ARM_SVE_VLS_TRY, all, one);
	set_and_expect(script, vcpu, 0, all, one);
	set_and_expect(script, vcpu, 0, one, above);
	set_and_expect(script, vcpu, 1U << 31, one, all);
	set_and_expect(script, vcpu, 0, one, 0);
	ioctl(vcpu->fd, KVM_ARM_VCPU_SET_SVE_VLS, NULL);
	expect_set(script, "ioctl", 0, one, 0, (struct answer){ EFAULT, 0, 0 });

	vcpu_init(vcpu, true); /* it is explicit: no change of the set */
	expect_life(script, "init", 0);
	write_vls_reg(vcpu, all);
	expect_set(script, "onereg", 0, one, all, ok);
	write_vls_reg(vcpu, above);
	expect_set(script, "onereg", 0, all, above, inval);
	write_vls_reg(vcpu, one);
	expect_set(script, "onereg", 0, all, one, ok);
	vcpu_init(vcpu, true);
	if (one != all)
		expect_set(script, "init", 0, one, all, ok);
	expect_life(script, "init", 0);

	vcpu_run_once(vcpu);
	expect_life(script, "first_run", -EPERM);
	must_finalize(vcpu);
	expect_life(script, "finalize", 0);
	vcpu_finalize(vcpu);
	expect_life(script, "finalize", -EPERM);
	write_vls_reg(vcpu, all);
	expect_set(script, "onereg", 0, all, all, perm);
}

/* Finalized: a shrink refused, one made; then it runs, and is gone. */
static void use(struct script *script, struct vcpu *vcpu)
{
	const uint64_t z0 = KVM_REG_ARM64_SVE_ZREG(0, 0);
	uint64_t all = host.guest_max, one = mask_upto(all, 1);
	uint8_t val[256] = { 0 };

	val[host.max_vq * 16 - 1] = 1;
	vcpu_set_reg(vcpu, z0, val);
	set_and_expect(script, vcpu, 0, all, one);
	val[host.max_vq * 16 - 1] = 0;
	vcpu_set_reg(vcpu, z0, val);
	set_and_expect(script, vcpu, 0, all, one);
	set_and_expect(script, vcpu, 0, one, all);
	run_immediately(vcpu);
	expect_life(script, "first_run", 0);
	run_immediately(vcpu);
	set_and_expect(script, vcpu, 0, all, one);
	set_and_expect(script, vcpu, 0, all, all);
	free_vcpu(vcpu);
	expect_life(script, "destroy", 0);
}

static void test_sve(void)
{
	static struct script script;
	struct vcpu vcpu;

	listen();
	new_vcpu(&vcpu, true);
	learn_vm(&script);
	free_vcpu(&vcpu);

	listen();
	new_vcpu(&vcpu, true);
	script.vm++;
	configure(&script, &vcpu);
	use(&script, &vcpu);
	compare(&script, "a vcpu with SVE");
	last_vm = script.vm;
}

static void test_no_sve(void)
{
	static struct script script;
	struct vcpu vcpu;

	listen();
	new_vcpu(&vcpu, false);
	script.vm = last_vm + 1;
	expect_life(&script, "init", 0);
	set_and_expect(&script, &vcpu, 0, 0, 1);
	run_immediately(&vcpu);
	expect_life(&script, "first_run", 0);
	free_vcpu(&vcpu);
	expect_life(&script, "destroy", 0);
	compare(&script, "a vcpu without SVE");
	last_vm = script.vm;
}

static void test_policy(void)
{
	static struct script script;
	struct vcpu vcpu;

	write_text(DEFAULT, "128");
	listen();
	new_vcpu(&vcpu, true);
	free_vcpu(&vcpu);
	script.vm = last_vm + 1;
	expect_set(&script, "policy", 0, 0, 1, (struct answer){ 0 });
	expect_life(&script, "init", 0);
	expect_life(&script, "destroy", 0);
	compare(&script, "a vcpu with default_vls");
	write_text(DEFAULT, "max");
}

int main(void)
{
	learn_host(&host);
	test_sve();
	test_no_sve();
	test_policy();
	return tap_end();
}

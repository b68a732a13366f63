// SPDX-License-Identifier: GPL-2.0
/*
 * Unit tests of the rules of kvm-sve lint (lint_rules.c, lint_vcpus.c): a vcpu is known
 * by its serial number, what could not be read is no value, and the cost of a vcpu does
 * not grow with the number of others. The fixtures of tests/cases/bpf make the mistakes.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "bpf/lint/lint_rules.c"
#include "bpf/lint/lint_vcpus.c"

#define MAX_SEEN 8
#define ALL 2 /* largest VQ of the host */

static struct lint_finding seen[MAX_SEEN];
static unsigned int n_seen;

/* The wording is tested with the command. */

const char *lint_call_words(const struct lint_event *event)
{
	return "a call";
}

const char *lint_errno_name(int ret)
{
	return "an error";
}

const char *lint_refusal_words(const struct lint_event *event)
{
	return "";
}

const char *lint_set_words(__u64 vqs)
{
	return "a set";
}

static void keep(void *arg, const struct lint_finding *finding)
{
	if (n_seen < MAX_SEEN)
		seen[n_seen] = *finding;
	n_seen++;
}

static struct lint_rules rules;

static int setup(void **state)
{
	n_seen = 0;
	rules = (struct lint_rules){ .report = keep };
	return 0;
}

static int teardown(void **state)
{
	lint_rules_free(&rules);
	return 0;
}

/* A vcpu as its VMM sees it, and what happens to it. */
struct test_vcpu {
	__u64 serial, vm;
	__u32 id;
	unsigned int max_vq;
};

static void send(struct lint_event event)
{
	assert_int_equal(lint_rules_event(&rules, &event), 0);
}

/* What is known of every call: no more, where its data cannot be read. */
static struct lint_event event_of(const struct test_vcpu *vcpu, enum lint_call call, int ret)
{
	return (struct lint_event){
		.serial = vcpu->serial,
		.vm = vcpu->vm,
		.vcpu = vcpu->id,
		.call = call,
		.ret = ret,
		.max_vq = vcpu->max_vq,
	};
}

static void does(const struct test_vcpu *vcpu, enum lint_call call, int ret)
{
	struct lint_event event = event_of(vcpu, call, ret);

	event.vqs = 1;
	event.pid = 77;
	strcpy(event.comm, "vmm");
	send(event);
}

static void does_unreadable(const struct test_vcpu *vcpu, enum lint_call call, int ret)
{
	struct lint_event event = event_of(vcpu, call, ret);

	event.unreadable = 1;
	send(event);
}

/* A new vcpu after its INIT: with SVE, and without. */
static struct test_vcpu new_vcpu(__u64 serial, __u64 vm, __u32 id)
{
	struct test_vcpu vcpu = { serial, vm, id, 0 };

	does(&vcpu, LINT_CREATE, 0);
	vcpu.max_vq = ALL;
	does(&vcpu, LINT_INIT, 0);
	return vcpu;
}

static struct test_vcpu new_without(__u64 serial, __u64 vm, __u32 id)
{
	struct test_vcpu vcpu = { serial, vm, id, 0 };

	does(&vcpu, LINT_CREATE, 0);
	does(&vcpu, LINT_INIT, 0);
	return vcpu;
}

static void says(unsigned int n, enum lint_id id, __u32 vcpu)
{
	assert_int_equal(n_seen, n);
	assert_int_equal(seen[n - 1].id, id);
	assert_int_equal(seen[n - 1].vcpu, vcpu);
}

/* Who is who */

/* Linux 6.12: kvm_arch_vcpu_create() of an id that exists, then kvm_arch_vcpu_destroy(). */
static void test_id_that_exists(void **state)
{
	struct test_vcpu first = new_vcpu(1, 1, 0), again = { 2, 1, 0, 0 };

	does(&again, LINT_CREATE, 0);
	does(&again, LINT_FAILED, 0);
	assert_int_equal(rules.vcpus, 1);
	assert_int_equal(rules.vms, 1);

	does(&first, LINT_FINALIZE, 0);
	does(&first, LINT_SET_REG, -EPERM);
	says(1, LINT_SET_AFTER_FINALIZE, 0);
}

/* Another thread's calls may come between. */
static void test_id_that_exists_meanwhile(void **state)
{
	struct test_vcpu first = new_vcpu(1, 1, 0), again = { 2, 1, 0, 0 };

	does(&again, LINT_CREATE, 0);
	does(&first, LINT_RUN, -EPERM);
	says(1, LINT_NO_FINALIZE, 0);
	does(&again, LINT_FAILED, 0);
	does(&first, LINT_FINALIZE, 0);
	does(&first, LINT_FINALIZE, -EPERM);
	says(2, LINT_FINALIZE_TWICE, 0);
}

static void test_vm_of_failures(void **state)
{
	struct test_vcpu failed = { 1, 1, 0, 0 }, vcpu = { 2, 1, 0, 0 };

	does(&failed, LINT_CREATE, 0);
	does(&failed, LINT_FAILED, 0);
	assert_int_equal(rules.vcpus, 0);
	assert_int_equal(rules.vms, 0);

	does(&vcpu, LINT_CREATE, 0);
	does(&vcpu, LINT_DESTROY, 0);
	assert_int_equal(rules.vcpus, 1);
	assert_int_equal(rules.vms, 1);
}

/* Vcpus of one id in different VMs, and in one VM after the other. */
static void test_one_id(void **state)
{
	struct test_vcpu a = new_vcpu(1, 1, 0), b = new_vcpu(2, 2, 0), c;

	does(&a, LINT_FINALIZE, 0);
	does(&b, LINT_REG_LIST, -EPERM);
	says(1, LINT_LIST_BEFORE_FINALIZE, 0);
	assert_int_equal(seen[0].vm, 2);
	does(&a, LINT_DESTROY, 0);
	c = new_vcpu(3, 1, 0);
	does(&c, LINT_RUN, -EPERM);
	says(2, LINT_NO_FINALIZE, 0);
	assert_int_equal(rules.vcpus, 3);
	assert_int_equal(rules.vms, 3);
}

static void test_late(void **state)
{
	struct test_vcpu vcpu = { 1, 1, 0, ALL };

	does(&vcpu, LINT_LATE, 0);
	does(&vcpu, LINT_RUN, -EPERM);
	assert_int_equal(rules.late, 1);
	assert_int_equal(rules.vcpus, 0);
	assert_int_equal(n_seen, 0);
}

/* What could not be read */

static void test_unreadable_set(void **state)
{
	struct test_vcpu vcpu = new_vcpu(1, 1, 0), other = new_vcpu(2, 1, 1);

	does(&vcpu, LINT_SET_REG, -EINVAL);
	does_unreadable(&vcpu, LINT_SET, 0); /* perhaps this one mends it, or is a TRY */
	does(&vcpu, LINT_FINALIZE, 0);
	does(&vcpu, LINT_WRITE, 0);
	does(&vcpu, LINT_RUN, 0);
	does(&other, LINT_SET_REG, 0);
	does(&other, LINT_FINALIZE, 0);
	does(&other, LINT_RUN, 0);
	assert_int_equal(rules.unreadable, 1);
	assert_int_equal(n_seen, 0);
}

/* A later set that can be read counts. */
static void test_unreadable_then_set(void **state)
{
	struct test_vcpu vcpu = new_vcpu(1, 1, 0), other = new_vcpu(2, 1, 1);

	does_unreadable(&vcpu, LINT_SET_REG, 0);
	does(&vcpu, LINT_SET_REG, 0);
	does(&vcpu, LINT_FINALIZE, 0);
	does(&other, LINT_FINALIZE, 0);
	does(&vcpu, LINT_RUN, 0);
	does(&other, LINT_RUN, 0);
	assert_int_equal(rules.unreadable, 1);
	says(1, LINT_SET_MISSING, 1);
}

/* A write whose data is unknown is neither zeros nor state. */
static void test_unreadable_write(void **state)
{
	struct test_vcpu vcpu = new_vcpu(1, 1, 0);

	does(&vcpu, LINT_FINALIZE, 0);
	does_unreadable(&vcpu, LINT_WRITE, 0);
	does(&vcpu, LINT_RUN, 0);
	assert_int_equal(rules.unreadable, 1);
	assert_int_equal(n_seen, 0);
}

/* That a register is unknown says nothing against one that is known. */
static void test_write_then_unreadable(void **state)
{
	struct test_vcpu vcpu = new_vcpu(1, 1, 0);

	does(&vcpu, LINT_FINALIZE, 0);
	does(&vcpu, LINT_WRITE, 0);
	does_unreadable(&vcpu, LINT_WRITE, 0);
	does(&vcpu, LINT_RUN, 0);
	says(1, LINT_RESTORE_UNCHECKED, 0);
}

/* It may have read the set, or made it. */
static void test_unreadable_one_reg(void **state)
{
	struct test_vcpu vcpu = new_vcpu(1, 1, 0);

	does_unreadable(&vcpu, LINT_ONE_REG, 0);
	does(&vcpu, LINT_FINALIZE, 0);
	does(&vcpu, LINT_WRITE, 0);
	does(&vcpu, LINT_RUN, 0);
	assert_int_equal(n_seen, 0);
}

static void test_unreadable_finalize(void **state)
{
	struct test_vcpu vcpu = new_without(1, 1, 0), early = { 2, 1, 1, 0 };

	does_unreadable(&vcpu, LINT_FINALIZE, -EINVAL);
	does(&early, LINT_CREATE, 0);
	does_unreadable(&early, LINT_FINALIZE, -ENOEXEC);
	assert_int_equal(rules.unreadable, 2);
	assert_int_equal(n_seen, 0);
}

/* Before INIT no call does anything, whatever it is. */
static void test_unreadable_before_init(void **state)
{
	struct test_vcpu vcpu = { 1, 1, 0, 0 };

	does(&vcpu, LINT_CREATE, 0);
	does_unreadable(&vcpu, LINT_ONE_REG, -ENOEXEC);
	vcpu.max_vq = ALL;
	does(&vcpu, LINT_INIT, 0);
	does(&vcpu, LINT_FINALIZE, 0);
	does(&vcpu, LINT_WRITE, 0);
	does(&vcpu, LINT_RUN, 0);
	assert_int_equal(rules.unreadable, 1);
	says(1, LINT_RESTORE_UNCHECKED, 0);
}

/* Nor is anything that a call's place alone decides taken back. */
static void test_unreadable_then_refused(void **state)
{
	struct test_vcpu vcpu = new_vcpu(1, 1, 0);

	does_unreadable(&vcpu, LINT_SET, 0);
	does(&vcpu, LINT_RUN, -EPERM);
	says(1, LINT_NO_FINALIZE, 0);
}

/* Vcpus of one VM */

static void runs(struct test_vcpu vcpu, unsigned int max_vq)
{
	if (max_vq) {
		vcpu.max_vq = max_vq;
		does(&vcpu, LINT_SET_REG, 0);
	}
	does(&vcpu, LINT_FINALIZE, 0);
	does(&vcpu, LINT_RUN, 0);
}

/* Each one without is told of once, whether it ran before the one with a set or after. */
static void test_set_missing(void **state)
{
	runs(new_vcpu(1, 1, 0), 0);
	runs(new_vcpu(2, 1, 1), 0);
	assert_int_equal(n_seen, 0);
	runs(new_vcpu(3, 1, 2), 1);
	says(2, LINT_SET_MISSING, 0);
	runs(new_vcpu(4, 1, 3), 1);
	assert_int_equal(n_seen, 2);
	runs(new_vcpu(5, 1, 4), 0);
	says(3, LINT_SET_MISSING, 4);
}

/* The first one is what the others are compared to. */
static void test_sets_differ(void **state)
{
	runs(new_vcpu(1, 1, 0), 1);
	runs(new_vcpu(2, 1, 1), 2);
	says(1, LINT_SETS_DIFFER, 1);
	runs(new_vcpu(3, 1, 2), 1);
	runs(new_vcpu(4, 2, 0), 2);
	assert_int_equal(n_seen, 1);
}

/* A vcpu with a finding of its own is none to compare to; nor is one that is gone. */
static void test_not_compared(void **state)
{
	struct test_vcpu wrong = new_vcpu(1, 1, 0), gone = new_vcpu(2, 1, 1);

	does(&wrong, LINT_FINALIZE, 0);
	does(&wrong, LINT_SET_REG, -EPERM);
	does(&wrong, LINT_RUN, 0);
	says(1, LINT_SET_AFTER_FINALIZE, 0);
	runs(gone, 0);
	does(&gone, LINT_DESTROY, 0);
	runs(new_vcpu(3, 1, 2), 1);
	assert_int_equal(n_seen, 1);
}

/* Notes */

static void test_without_sve(void **state)
{
	struct test_vcpu a = new_without(1, 1, 0), b = new_without(2, 1, 1);
	struct test_vcpu idle = new_without(3, 2, 0), with = new_vcpu(4, 3, 0);

	does(&a, LINT_RUN, 0);
	does(&a, LINT_RUN, 0);
	does(&b, LINT_RUN, 0);
	runs(with, 0);
	assert_int_equal(n_seen, 0);
	does(&idle, LINT_DESTROY, 0);
	does(&with, LINT_DESTROY, 0);
	does(&b, LINT_DESTROY, 0);
	assert_int_equal(n_seen, 0);
	does(&a, LINT_DESTROY, 0);
	says(1, LINT_SVE_NOT_ENABLED, 0);
	assert_int_equal(seen[0].vm, 1);
	assert_int_equal(seen[0].pid, 77);
	assert_string_equal(seen[0].comm, "vmm");
	assert_string_equal(seen[0].what, "2 vcpus ran without SVE, which this host has.");
	lint_rules_end(&rules);
	assert_int_equal(n_seen, 1);
}

/* VMs that go on when lint ends, in the order of their numbers. */
static void test_without_sve_at_end(void **state)
{
	struct test_vcpu a = new_without(1, 9, 0), b = new_without(2, 4, 0);

	does(&a, LINT_RUN, 0);
	does(&b, LINT_RUN, 0);
	lint_rules_end(&rules);
	assert_int_equal(n_seen, 2);
	assert_int_equal(seen[0].vm, 4);
	assert_int_equal(seen[1].vm, 9);
	assert_string_equal(seen[1].what, "1 vcpu ran without SVE, which this host has.");
}

/* Linux 6.1 lets a VM have vcpus of both kinds. */
static void test_some_without_sve(void **state)
{
	struct test_vcpu without = new_without(1, 1, 0);

	does(&without, LINT_RUN, 0);
	runs(new_vcpu(2, 1, 1), 0);
	says(1, LINT_SETS_DIFFER, 1);
	lint_rules_end(&rules);
	assert_int_equal(n_seen, 1);
}

/* Cost */

/* CPU time of a whole life of @n vcpus, of one VM or of one each. */
static clock_t cost(unsigned int n, bool one_vm)
{
	clock_t start = clock();
	unsigned int i;

	for (i = 0; i < n; i++)
		runs(new_vcpu(i + 1, one_vm ? 1 : i + 1, i), 0);
	for (i = 0; i < n; i++)
		does(&(struct test_vcpu){ i + 1, one_vm ? 1 : i + 1, i, ALL }, LINT_DESTROY, 0);
	return clock() - start;
}

static clock_t least_cost(unsigned int n, bool one_vm)
{
	clock_t least = cost(n, one_vm), next;
	unsigned int i;

	for (i = 0; i < 4; i++) {
		next = cost(n, one_vm);
		if (next < least)
			least = next;
	}
	return least ?: 1;
}

/* For 4 times as many, quadratic would be 16 times as much. */
static void compare_costs(bool one_vm)
{
	double ratio = (double)least_cost(10000, one_vm) / least_cost(2500, one_vm);

	print_message("10,000 vcpus against 2,500: %.1f times\n", ratio);
	assert_true(ratio < 10);
	assert_int_equal(n_seen, 0);
}

static void test_cost_of_a_vm(void **state)
{
	compare_costs(true);
}

static void test_cost_of_vms(void **state)
{
	compare_costs(false);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(test_id_that_exists),
		TEST(test_id_that_exists_meanwhile),
		TEST(test_vm_of_failures),
		TEST(test_one_id),
		TEST(test_late),
		TEST(test_unreadable_set),
		TEST(test_unreadable_then_set),
		TEST(test_unreadable_write),
		TEST(test_write_then_unreadable),
		TEST(test_unreadable_one_reg),
		TEST(test_unreadable_finalize),
		TEST(test_unreadable_before_init),
		TEST(test_unreadable_then_refused),
		TEST(test_set_missing),
		TEST(test_sets_differ),
		TEST(test_not_compared),
		TEST(test_without_sve),
		TEST(test_without_sve_at_end),
		TEST(test_some_without_sve),
		TEST(test_cost_of_a_vm),
		TEST(test_cost_of_vms),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

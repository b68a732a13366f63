// SPDX-License-Identifier: GPL-2.0
/*
 * The VL set calls in bad company: another process's vcpu, a VM that is closed,
 * structs at odd places and across pages that differ, addresses that are no
 * user memory, and calls that only look alike. Wrong contents: vls_ioctl,
 * vls_random; other threads: vls_race.
 */
#include <errno.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tap.h"
#include "vls_test.h"

#define GET KVM_ARM_VCPU_GET_SVE_VLS
#define SET KVM_ARM_VCPU_SET_SVE_VLS
#define SIZE sizeof(struct kvm_arm_sve_vls)

static struct vls_host host;
static uint64_t small, full; /* two sets; the same one where the host has one VL */
static long page;

static int errno_of(int fd, unsigned long call, void *arg)
{
	return ioctl(fd, call, arg) ? errno : 0;
}

static void *map_pages(unsigned int n)
{
	void *map =
		mmap(NULL, n * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (map == MAP_FAILED)
		tap_bail("mmap");
	return map;
}

/* --- whose vcpu it is */

static void child_calls(int fd)
{
	struct kvm_arm_sve_vls arg = { .vqs = { small } }, was = arg;
	bool good = errno_of(fd, GET, &arg) == EIO && errno_of(fd, SET, &arg) == EIO &&
		    errno_of(fd, SET, NULL) == EIO && !memcmp(&arg, &was, SIZE);

	_exit(good ? 0 : 1);
}

static void test_other_process(void)
{
	struct vcpu vcpu;
	int status = -1;
	pid_t pid;

	new_vcpu(&vcpu, true);
	pid = fork();
	if (!pid)
		child_calls(vcpu.fd);
	if (pid < 0 || waitpid(pid, &status, 0) != pid)
		tap_bail("fork");
	tap_ok(!status, "another process gets EIO, whatever it asks, and nothing is written");
	tap_ok(has_mask(&vcpu, full) && !set_mask(&vcpu, 0, small).err && has_mask(&vcpu, small),
	       "the vcpu is as it was, and still its owner's");
	free_vcpu(&vcpu);
}

static void test_closed_vm(void)
{
	struct kvm_arm_sve_vls arg = { .vqs = { small } };
	struct vcpu vcpu;
	int pipes[2];

	new_vcpu(&vcpu, true);
	tap_ok(errno_of(vcpu.vm->fd, SET, &arg) == EINVAL &&
		       errno_of(vcpu.vm->kvm_fd, SET, &arg) == EINVAL,
	       "the fds of a VM and of /dev/kvm do not have the call: EINVAL");
	tap_ok(!pipe(pipes) && errno_of(pipes[0], SET, &arg) == ENOTTY, "nor has a pipe: ENOTTY");
	close(pipes[0]);
	close(pipes[1]);
	close(vcpu.vm->fd);
	vcpu.vm->fd = -1;
	tap_ok(!set_mask(&vcpu, 0, small).err && has_mask(&vcpu, small),
	       "a vcpu whose VM's fd is closed can be set");
	free_vcpu(&vcpu);
}

/* --- where the struct is */

/* SET of @mask with the struct at @at, which can be written. */
static bool set_at(struct vcpu *vcpu, void *at, uint64_t mask)
{
	struct kvm_arm_sve_vls arg = { .reason = 9, .vqs = { mask } };

	memcpy(at, &arg, SIZE);
	if (errno_of(vcpu->fd, SET, at))
		return false;
	memcpy(&arg, at, SIZE);
	return !arg.reason && arg.max_vq == mask_max(mask) && has_mask(vcpu, mask);
}

static bool get_at(struct vcpu *vcpu, void *at, uint64_t mask)
{
	struct kvm_arm_sve_vls arg;

	memset(at, 0, SIZE);
	if (errno_of(vcpu->fd, GET, at))
		return false;
	memcpy(&arg, at, SIZE);
	return arg.vqs[0] == mask && arg.max_vq == mask_max(mask);
}

static void test_placement(void)
{
	char *map = map_pages(2);
	struct vcpu vcpu;
	unsigned int i;

	new_vcpu(&vcpu, true);
	for (i = 1; i < SIZE; i++) {
		uint64_t mask = i % 2 ? small : full;

		tap_many(set_at(&vcpu, map + page - i, mask), "SET, %u bytes before the edge", i);
		tap_many(get_at(&vcpu, map + page - i, mask), "GET, %u bytes before the edge", i);
	}
	tap_ok(!tap_many_bad(), "a struct that lies across two pages, at any alignment, works");
	munmap(map, 2 * page);
	free_vcpu(&vcpu);
}

/* One page of two has @prot: a struct across them is EFAULT and changes nothing. */
static void test_half(int prot, bool second, const char *what)
{
	struct kvm_arm_sve_vls arg = { .vqs = { small } };
	char *map = map_pages(2), *at;
	struct vcpu vcpu;
	unsigned int i;

	new_vcpu(&vcpu, true);
	for (i = 1; i < SIZE; i++) {
		at = map + page - i;
		mprotect(map, 2 * page, PROT_READ | PROT_WRITE);
		memcpy(at, &arg, SIZE);
		mprotect(second ? map + page : map, page, prot);
		tap_many(errno_of(vcpu.fd, SET, at) == EFAULT, "SET, %u bytes before it", i);
		tap_many(errno_of(vcpu.fd, GET, at) == EFAULT, "GET, %u bytes before it", i);
		tap_many(has_mask(&vcpu, full), "the set, %u bytes before it", i);
	}
	tap_ok(!tap_many_bad(), "a struct %s is EFAULT and changes nothing", what);
	munmap(map, 2 * page);
	free_vcpu(&vcpu);
}

static void test_not_user_memory(void)
{
	static const uint64_t addresses[] = {
		1,
		0x1000,
		1ULL << 47,
		1ULL << 48,
		1ULL << 52,
		0x00f0000000000000, /* none, holes */
		1ULL << 55,
		1ULL << 63,
		0xff00000000000000,
		0xffff000000000000, /* the kernel's */
		0xffff800080000000,
		-SIZE,
		-SIZE / 2,
		-1, /* the last ones end at, or wrap to, 0 */
	};
	struct vcpu vcpu;
	unsigned int i;

	new_vcpu(&vcpu, true);
	for (i = 0; i < sizeof(addresses) / sizeof(addresses[0]); i++) {
		void *at = (void *)addresses[i];

		tap_many(errno_of(vcpu.fd, SET, at) == EFAULT, "SET at %p", at);
		tap_many(errno_of(vcpu.fd, GET, at) == EFAULT, "GET at %p", at);
	}
	tap_ok(!tap_many_bad() && has_mask(&vcpu, full),
	       "what is no user memory is EFAULT and changes nothing");
	free_vcpu(&vcpu);
}

/* The kernel takes a tag in the top byte from a thread that asked for that, and no other. */
static void test_tagged(void)
{
	struct kvm_arm_sve_vls *arg = map_pages(1);
	void *tagged = (void *)((uintptr_t)arg | 0x2aULL << 56);
	struct vcpu vcpu;

	new_vcpu(&vcpu, true);
	arg->vqs[0] = small;
	tap_ok(errno_of(vcpu.fd, SET, tagged) == EFAULT &&
		       errno_of(vcpu.fd, GET, tagged) == EFAULT && has_mask(&vcpu, full),
	       "a pointer with a tag is EFAULT");
	if (prctl(PR_SET_TAGGED_ADDR_CTRL, PR_TAGGED_ADDR_ENABLE, 0, 0, 0)) {
		tap_skip("this kernel has no tagged address ABI",
			 "it works for a thread that enabled tagged addresses");
	} else {
		tap_ok(!errno_of(vcpu.fd, SET, tagged) && has_mask(&vcpu, small),
		       "it works for a thread that enabled tagged addresses");
		prctl(PR_SET_TAGGED_ADDR_CTRL, 0, 0, 0, 0);
	}
	munmap(arg, page);
	free_vcpu(&vcpu);
}

/* --- calls that look alike */

static void test_numbers(void)
{
	static const unsigned int nrs[] = { 0xef, 0xf0, 0xf1, 0xf2 };
	static const unsigned int dirs[] = { _IOC_NONE, _IOC_READ, _IOC_WRITE,
					     _IOC_READ | _IOC_WRITE };
	static const unsigned int sizes[] = { 0, 8, 95, 96, 97, 128, 8192 };
	struct kvm_arm_sve_vls arg = { .reason = 9, .vqs = { small } }, was = arg;
	unsigned int nr, dir, size;
	struct vcpu vcpu;

	new_vcpu(&vcpu, true);
	for (nr = 0; nr < 4; nr++)
		for (dir = 0; dir < 4; dir++)
			for (size = 0; size < 7; size++) {
				unsigned long call = _IOC(dirs[dir], KVMIO, nrs[nr], sizes[size]);

				if (call == GET || call == SET)
					continue;
				tap_many(errno_of(vcpu.fd, call, &arg) == EINVAL, "call %#lx",
					 call);
			}
	tap_many(errno_of(vcpu.fd, _IOWR(0xaf, 0xf0, was), &arg) == EINVAL, "another type");
	tap_ok(!tap_many_bad() && !memcmp(&arg, &was, SIZE) && has_mask(&vcpu, full),
	       "another number, size or direction is EINVAL and touches nothing");
	free_vcpu(&vcpu);
}

int main(void)
{
	page = sysconf(_SC_PAGESIZE);
	learn_host(&host);
	small = mask_upto(host.guest_max, 1);
	full = host.guest_max;
	test_other_process();
	test_closed_vm();
	test_placement();
	test_half(PROT_READ, true, "that goes on in a read-only page");
	test_half(PROT_READ, false, "that begins in a read-only page");
	test_half(PROT_NONE, true, "that goes on where nothing can be read");
	test_half(PROT_NONE, false, "that begins where nothing can be read");
	test_not_user_memory();
	test_tagged();
	test_numbers();
	return tap_end();
}

// SPDX-License-Identifier: GPL-2.0
/*
 * hold_vms [-t MS] [-d] VCPU[+VCPU]...: hold VMs with known vcpus, one VM an
 * argument, until SIGTERM. No case; for case scripts.
 *
 * A VCPU is SET[@STATE]: a set or "none" (no SVE); created (not even initialized),
 * configurable, finalized or run (the default). "ready PID" on stdout once all are there: the process that
 * made them.
 *
 *	-t MS	end after MS milliseconds instead
 *	-d	each vcpu held by another descriptor, by a child process, by a
 *		thread with a table of files of its own, and by the process that was
 *		started, which made none and has the lowest number of all
 */
#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "lib/vcpu.h"

#define VMS_MAX 8
#define VCPUS_MAX 64

static struct vm vms[VMS_MAX];
static struct vcpu vcpus[VCPUS_MAX];
static bool to_run[VCPUS_MAX];
static unsigned int nr_vms, nr_vcpus;

static void __attribute__((format(printf, 1, 2), noreturn)) die(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	fputs("hold_vms: ", stderr);
	vfprintf(stderr, fmt, args);
	fputc('\n', stderr);
	va_end(args);
	exit(1);
}

/* immediate_exit: it counts as the first run, and no guest code is needed. */
static void run(struct vcpu *vcpu)
{
	vcpu->run->immediate_exit = 1;
	if (vcpu_run_once(vcpu) != -EINTR)
		die("KVM_RUN did not end at once");
}

static void make_vcpu(struct vm *vm, int id, char *text)
{
	struct vcpu *vcpu = &vcpus[nr_vcpus++];
	char *state = strchr(text, '@');
	struct vls set;
	bool sve;
	int err;

	if (state)
		*state++ = '\0';
	if (nr_vcpus >= VCPUS_MAX || vls_parse(text, &set, NULL, NULL))
		die("bad vcpu '%s'", text);
	sve = !vls_empty(&set);
	err = vcpu_create(vcpu, vm, id);
	if (!err && state && !strcmp(state, "created"))
		return;
	if (!err)
		err = vcpu_init(vcpu, sve);
	if (!err && sve)
		err = vcpu_set_vls(vcpu, &set);
	if (!err && !(state && !strcmp(state, "configurable")))
		err = vcpu_finalize(vcpu);
	if (err)
		die("%s", vcpu->msg);
	to_run[vcpu - vcpus] = !state || !strcmp(state, "run");
}

/* All are there before one runs: since Linux 7 hyp takes no more in protected mode. */
static void make_vm(char *text)
{
	unsigned int first = nr_vcpus;
	struct vm *vm = &vms[nr_vms++];
	char *vcpu, *rest = text;
	int id = 0;

	if (nr_vms >= VMS_MAX || vm_open(vm, 0))
		die("%s", vm->msg);
	while ((vcpu = strsep(&rest, "+")))
		make_vcpu(vm, id++, vcpu);
	for (unsigned int i = first; i < nr_vcpus; i++)
		if (to_run[i])
			run(&vcpus[i]);
}

/* What a message with the descriptors of all vcpus takes. */
union control {
	struct cmsghdr head;
	char bytes[CMSG_SPACE(sizeof(int) * VCPUS_MAX)];
};

static void send_vcpus(int sock)
{
	union control control = { 0 };
	struct iovec byte = { .iov_base = "", .iov_len = 1 };
	struct msghdr msg = { .msg_iov = &byte, .msg_iovlen = 1, .msg_control = &control,
			      .msg_controllen = CMSG_SPACE(sizeof(int) * nr_vcpus) };

	control.head = (struct cmsghdr){ .cmsg_level = SOL_SOCKET, .cmsg_type = SCM_RIGHTS,
					 .cmsg_len = CMSG_LEN(sizeof(int) * nr_vcpus) };
	for (unsigned int i = 0; i < nr_vcpus; i++)
		memcpy(CMSG_DATA(&control.head) + i * sizeof(int), &vcpus[i].fd, sizeof(int));
	if (sendmsg(sock, &msg, 0) != 1 || read(sock, &(char){ 0 }, 1) != 1)
		die("the vcpus cannot be passed on");
}

/* Take the descriptors, say so, and keep them. */
static void __attribute__((noreturn)) keep_vcpus(int sock)
{
	union control control;
	char byte = 0;
	struct iovec vec = { .iov_base = &byte, .iov_len = 1 };
	struct msghdr msg = { .msg_iov = &vec, .msg_iovlen = 1, .msg_control = &control,
			      .msg_controllen = sizeof(control) };

	if (recvmsg(sock, &msg, 0) != 1 || (msg.msg_flags & MSG_CTRUNC) ||
	    write(sock, &byte, 1) != 1)
		die("no vcpus came");
	for (;;)
		pause();
}

/* Go on in a child; the process that was started only keeps what that makes. */
static int start_maker(void)
{
	int socks[2];
	pid_t child;

	if (socketpair(AF_UNIX, SOCK_STREAM, 0, socks))
		die("no socket");
	child = fork();
	if (child < 0)
		die("no child");
	if (child) {
		close(socks[1]);
		keep_vcpus(socks[0]);
	}
	close(socks[0]);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	return socks[1];
}

static void *hold_by_thread(void *arg)
{
	if (unshare(CLONE_FILES))
		die("unshare failed");
	for (;;)
		pause();
}

static void hold_more(int keeper)
{
	pthread_t thread;
	pid_t parent = getpid();

	send_vcpus(keeper);
	for (unsigned int i = 0; i < nr_vcpus; i++)
		if (dup(vcpus[i].fd) < 0)
			die("dup failed");
	if (!fork()) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		while (getppid() == parent)
			pause();
		_exit(0);
	}
	if (pthread_create(&thread, NULL, hold_by_thread, NULL))
		die("no thread");
}

int main(int argc, char **argv)
{
	int keeper = -1;
	long ms = -1;
	int c;

	while ((c = getopt(argc, argv, "t:d")) != -1) {
		if (c == 't')
			ms = strtol(optarg, NULL, 10);
		if (c == 'd')
			keeper = start_maker();
	}
	for (; optind < argc; optind++)
		make_vm(argv[optind]);
	if (keeper >= 0)
		hold_more(keeper);
	printf("ready %d\n", getpid());
	fflush(stdout);
	while (ms < 0)
		pause();
	usleep(ms * 1000);
	return 0;
}

// SPDX-License-Identifier: GPL-2.0
/*
 * trace_calls: the VMM of trace.sh. No case.
 *
 *	calls FILE [GO]	wait for the file GO, make calls of every kind on two
 *			vcpus of a VM, write to FILE what kvm-sve trace must tell
 *			of them, a line an event, and make FILE.done
 *	plain FILE	the same, but only calls of an unchanged KVM
 *	render		the JSON of kvm-sve trace from stdin, as such lines
 *	flood N [STOP]	four threads make N SETs each; with STOP our parent is
 *			stopped meanwhile
 */
#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "guest.h"
#include "bench/cases/payload.h"
#include "tap.h"
#include "vls_test.h"

#define COMM "trace calls"
#define THREADS 4

static struct vls_host host;
static bool plain;

static void die(const char *what)
{
	fprintf(stderr, "trace_calls: %s: %s\n", what, strerror(errno));
	exit(1);
}

/* What must be told */

static FILE *want;

static const char *vls_text(uint64_t vqs)
{
	const struct vls set = { .vqs = { vqs } };
	static char texts[2][VLS_TEXT_MAX];
	static unsigned int next;
	char *text = texts[next++ % 2];

	vls_format(text, VLS_TEXT_MAX, &set);
	return text;
}

static void expect_head(const char *event, const struct vcpu *vcpu)
{
	fprintf(want, "%s comm '%s' pid %d vcpu %d ", event, COMM, getpid(), vcpu->id);
}

static void expect_set(const struct vcpu *vcpu, const char *source, bool try, uint64_t old,
		       uint64_t new, struct answer answer)
{
	expect_head("vls_set", vcpu);
	fprintf(want, "source %s try %d old %s new %s errno %s reason %s bad_vl %u\n", source, try,
		vls_text(old), vls_text(new), answer.err ? strerrorname_np(answer.err) : "-",
		answer.reason ? vls_reason_name(answer.reason) : "-", answer.bad_vq * 128);
}

static void expect_life(const struct vcpu *vcpu, const char *what, int err)
{
	expect_head("vcpu", vcpu);
	fprintf(want, "what %s errno %s\n", what, err ? strerrorname_np(err) : "-");
}

static void expect_vl(const struct vcpu *vcpu, unsigned int old, unsigned int new, unsigned int zcr)
{
	expect_head("vl_change", vcpu);
	fprintf(want, "old %u new %u zcr %u\n", old * 128, new * 128, zcr);
}

/* The calls */

/* GET, which is no event, tells what the host can, where there is one. */
static struct vcpu *new_in(struct vm *vm, int id)
{
	struct vcpu *vcpu = calloc(1, sizeof(*vcpu));
	struct kvm_arm_sve_vls arg = { .vqs = { host.guest_max } };

	if (!vcpu || vcpu_create(vcpu, vm, id) || vcpu_init(vcpu, true) ||
	    (!plain && call_get(vcpu, KVM_ARM_SVE_VLS_GUEST_MAX, &arg).err))
		die("a vcpu");
	host.guest_max = arg.vqs[0];
	host.max_vq = mask_max(host.guest_max);
	expect_set(vcpu, "default", false, 0, host.guest_max, (struct answer){ 0 });
	expect_life(vcpu, "init", 0);
	return vcpu;
}

static void set(struct vcpu *vcpu, uint32_t flags, uint64_t old, uint64_t mask)
{
	struct answer answer = set_mask(vcpu, flags, mask);

	expect_set(vcpu, "ioctl", flags & KVM_ARM_SVE_VLS_TRY, old, mask, answer);
}

static void write_reg(struct vcpu *vcpu, uint64_t old, uint64_t mask)
{
	const uint64_t vqs[KVM_ARM64_SVE_VLS_WORDS] = { mask };
	int err = -vcpu_set_reg(vcpu, KVM_REG_ARM64_SVE_VLS, vqs);

	expect_set(vcpu, "onereg", false, old, mask, (struct answer){ err, 0, 0 });
}

/* By SET: every reason. */
static void try_sets(struct vcpu *vcpu, uint64_t all, uint64_t one)
{
	set(vcpu, KVM_ARM_SVE_VLS_TRY, all, one);
	set(vcpu, 0, all, one);
	set(vcpu, 0, one, all | VQ_BIT(17));
	set(vcpu, 0, one, all & ~VQ_BIT(1));
	set(vcpu, 1U << 31, one, all);
	set(vcpu, 0, one, 0);
	ioctl(vcpu->fd, KVM_ARM_VCPU_SET_SVE_VLS, NULL);
	expect_set(vcpu, "ioctl", false, one, 0, (struct answer){ EFAULT, 0, 0 });
	write_reg(vcpu, one, all);
}

/* Every source, by all calls that change a set and that do not. */
static void configure(struct vcpu *vcpu)
{
	uint64_t all = host.guest_max, one = mask_upto(all, 1);

	if (!plain)
		try_sets(vcpu, all, one);
	write_reg(vcpu, all, all | VQ_BIT(17));
	write_reg(vcpu, all, one);
	vcpu_init(vcpu, true);
	expect_set(vcpu, "init", false, one, all, (struct answer){ 0 });
	expect_life(vcpu, "init", 0);
	expect_life(vcpu, "first_run", -vcpu_run_once(vcpu));
	must_finalize(vcpu);
	expect_life(vcpu, "finalize", 0);
	expect_life(vcpu, "finalize", -vcpu_finalize(vcpu));
	write_reg(vcpu, all, all);
}

/* The guest starts at its smallest VL, goes to the largest and back. */
static void run_guest(struct vcpu *vcpu)
{
	unsigned int min = mask_max(mask_upto(host.guest_max, 1));
	struct guest guest;

	if (guest_start(&guest, vcpu, GUEST_SVE, host.max_vq - 1))
		die(guest.msg);
	expect_life(vcpu, "first_run", 0);
	expect_vl(vcpu, min, host.max_vq, host.max_vq - 1);
	if (guest_start(&guest, vcpu, GUEST_SVE, 0))
		die(guest.msg);
	expect_vl(vcpu, host.max_vq, min, 0);
}

static void gone(struct vcpu *vcpu)
{
	vcpu_close(vcpu);
	free(vcpu);
}

static void wait_for(const char *file)
{
	while (file && access(file, F_OK))
		usleep(10000);
}

static int calls(const char *file, const char *go)
{
	struct vcpu *vcpus[2];
	char done[256];
	struct vm vm;
	int i;

	want = fopen(file, "we");
	snprintf(done, sizeof(done), "%s.done", file);
	wait_for(go);
	if (!want || prctl(PR_SET_NAME, COMM) || vm_open(&vm, PAYLOAD_MEM_SIZE) ||
	    vm_load(&vm, PAYLOAD_GPA, payload_start, payload_end - payload_start))
		die(file);
	for (i = 0; i < 2; i++)
		vcpus[i] = new_in(&vm, i);
	configure(vcpus[1]);
	run_guest(vcpus[1]);
	must_finalize(vcpus[0]);
	expect_life(vcpus[0], "finalize", 0);
	gone(vcpus[0]);
	gone(vcpus[1]);
	vm_close(&vm); /* this is what destroys the vcpus, in the order of their numbers */
	for (i = 0; i < 2; i++)
		expect_life(&(struct vcpu){ .id = i }, "destroy", 0);
	fclose(want);
	return close(open(done, O_CREAT | O_WRONLY | O_CLOEXEC, 0600));
}

/* What was told */

static void print_vls(const json_t *line, const char *name)
{
	const json_t *array = json_object_get(line, name), *vl;
	size_t i;

	json_array_foreach(array, i, vl)
		printf("%s%lld", i ? "," : "", json_integer_value(vl));
	printf("%s", json_array_size(array) ? "" : "none");
}

static const char *text_of(const json_t *line, const char *name)
{
	return json_string_value(json_object_get(line, name)) ?: "-";
}

static long long number_of(const json_t *line, const char *name)
{
	return json_integer_value(json_object_get(line, name));
}

static void render_line(const json_t *line)
{
	const char *event = text_of(line, "event");

	printf("%s comm '%s' pid %lld vcpu %lld ", event, text_of(line, "comm"),
	       number_of(line, "pid"), number_of(line, "vcpu"));
	if (!strcmp(event, "vls_set")) {
		printf("source %s try %d old ", text_of(line, "source"),
		       json_is_true(json_object_get(line, "try")));
		print_vls(line, "old_vls");
		printf(" new ");
		print_vls(line, "new_vls");
		printf(" errno %s reason %s bad_vl %lld\n", text_of(line, "errno"),
		       text_of(line, "reason"), number_of(line, "bad_vl"));
	} else if (!strcmp(event, "vl_change")) {
		printf("old %lld new %lld zcr %lld\n", number_of(line, "old_vl"),
		       number_of(line, "new_vl"), number_of(line, "zcr"));
	} else {
		printf("what %s errno %s\n", text_of(line, "what"), text_of(line, "errno"));
	}
}

static int render(void)
{
	char buf[8192];

	while (fgets(buf, sizeof(buf), stdin)) {
		json_error_t error;
		json_t *line = json_loads(buf, 0, &error);

		if (!line || strcmp(text_of(line, "schema"), "kvm-sve/trace") ||
		    number_of(line, "version") != 1 || number_of(line, "vm") < 1 ||
		    strlen(text_of(line, "time")) != strlen("2026-01-01T00:00:00.000000Z")) {
			printf("no line of kvm-sve trace: %s", buf);
			return 1;
		}
		render_line(line);
		json_decref(line);
	}
	return 0;
}

/* A flood */

static unsigned long flood_sets;

static void *flood_vcpu(void *arg)
{
	unsigned long i;

	for (i = 0; i < flood_sets; i++)
		set_mask(arg, 0, i & 1 ? host.guest_max : mask_upto(host.guest_max, 1));
	return NULL;
}

static int flood(const char *n, bool stop)
{
	pthread_t threads[THREADS];
	struct vcpu vcpus[THREADS];
	int i;

	flood_sets = strtoul(n, NULL, 10);
	learn_host(&host);
	for (i = 0; i < THREADS; i++)
		new_vcpu(&vcpus[i], true);
	if (stop && kill(getppid(), SIGSTOP))
		die("kill");
	for (i = 0; i < THREADS; i++)
		if (pthread_create(&threads[i], NULL, flood_vcpu, &vcpus[i]))
			die("pthread_create");
	for (i = 0; i < THREADS; i++)
		pthread_join(threads[i], NULL);
	if (stop && kill(getppid(), SIGCONT))
		die("kill");
	return 0;
}

int main(int argc, char **argv)
{
	if (argc >= 3 && !strcmp(argv[1], "calls"))
		return calls(argv[2], argv[3]);
	if (argc == 3 && !strcmp(argv[1], "plain")) {
		plain = true;
		host.guest_max = kvm_guest_max();
		return calls(argv[2], NULL);
	}
	if (argc == 2 && !strcmp(argv[1], "render"))
		return render();
	if (argc >= 3 && !strcmp(argv[1], "flood"))
		return flood(argv[2], argc > 3);
	fprintf(stderr, "trace_calls calls FILE [GO] | plain FILE | render | flood N [STOP]\n");
	return 2;
}

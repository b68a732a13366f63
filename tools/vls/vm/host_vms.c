// SPDX-License-Identifier: GPL-2.0
/*
 * The VMs of the host: what host_vms.bpf.c finds among the files of all tasks, each
 * vcpu once however many hold it, and by VM. See vms.h.
 *
 * The set of a vcpu is the host's up to the vcpu's maximum: KVM keeps no more
 * than that number.
 */
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "bpf/load.h"
#include "bpf/pid_ns.h" /* for the skeleton */
#include "host_vms.h"
#include "host_vms.skel.h"
#include "lib/cli/cli.h"
#include "lib/cli/printable.h"
#include "lib/host.h"
#include "vms.h"

#define READ_MIN (64 * sizeof(struct vcpus_record))
#define VQ_BYTES (VLS_VQ_BITS / 8)

struct records {
	struct vcpus_record *record;
	size_t n;
};

/*
 * All that the iterator has to say. It stops with EAGAIN after a million files
 * of which none was a vcpu, to be asked again. Return: 0 or a negative errno.
 */
static int read_all(int fd, char **buf, size_t *len)
{
	size_t size = 0;
	ssize_t got;
	char *more;

	for (;;) {
		if (size - *len < READ_MIN) {
			size = 2 * size + READ_MIN;
			more = realloc(*buf, size);
			if (!more)
				return -ENOMEM;
			*buf = more;
		}
		got = read(fd, *buf + *len, size - *len);
		if (got < 0 && errno != EAGAIN && errno != EINTR)
			return -errno;
		if (!got)
			return 0;
		*len += got > 0 ? got : 0;
	}
}

static int read_link(struct bpf_link *link, struct records *records)
{
	int fd = bpf_iter_create(bpf_link__fd(link)), err;
	char *buf = NULL;
	size_t len = 0;

	if (fd < 0)
		return -errno;
	err = read_all(fd, &buf, &len);
	close(fd);
	if (err) {
		free(buf);
		return err;
	}
	records->record = (struct vcpus_record *)buf;
	records->n = len / sizeof(*records->record);
	return 0;
}

/* Return: CLI_OK, or CLI_CANNOT with a message and nothing to free. */
static int read_records(struct records *records)
{
	struct host_vms_bpf *skel = host_vms_bpf__open();
	struct bpf_link *link;
	int err, ret = CLI_OK;

	if (!skel)
		return bpf_report_error("open", -errno);
	err = host_vms_bpf__load(skel);
	if (err) {
		ret = bpf_report_error("load", err);
		goto destroy;
	}
	link = bpf_program__attach_iter(skel->progs.list_vcpus, NULL);
	if (!link) {
		ret = bpf_report_error("attach", -errno);
		goto destroy;
	}
	err = read_link(link, records);
	if (err)
		ret = bpf_report_error("read the vcpus from", err);
	bpf_link__destroy(link);
destroy:
	host_vms_bpf__destroy(skel);
	return ret;
}

static int order(uint64_t a, uint64_t b)
{
	return (a > b) - (a < b);
}

/* By vcpu; of the records of one, first that of the process that can run it. */
static int by_vcpu(const void *left, const void *right)
{
	const struct vcpus_record *a = left, *b = right;
	int ret = order(a->vcpu, b->vcpu);

	if (!ret)
		ret = order(b->flags & VCPUS_OWNER, a->flags & VCPUS_OWNER);
	if (!ret)
		ret = order(a->pid, b->pid);
	return ret ? ret : order(a->fd, b->fd);
}

/* By VM, and in it by vcpu number. */
static int by_vm(const void *left, const void *right)
{
	const struct vcpus_record *a = left, *b = right;
	int ret = order(a->kvm, b->kvm);

	return ret ? ret : order(a->vcpu_id, b->vcpu_id);
}

/* Each vcpu once, those of a VM one after the other. */
static void sort_records(struct records *records)
{
	size_t n = 0;

	qsort(records->record, records->n, sizeof(*records->record), by_vcpu);
	for (size_t i = 0; i < records->n; i++)
		if (!n || records->record[i].vcpu != records->record[n - 1].vcpu)
			records->record[n++] = records->record[i];
	records->n = n;
	qsort(records->record, records->n, sizeof(*records->record), by_vm);
}

static enum vcpu_state state_of(const struct vcpus_record *record)
{
	if (record->flags & VCPUS_RAN)
		return VCPU_RUN;
	if (record->flags & VCPUS_FINALIZED)
		return VCPU_FINALIZED;
	return record->max_vl ? VCPU_CONFIGURABLE : VCPU_CREATED;
}

static int add_vcpu(struct vm_info *vm, const struct vcpus_record *record, const struct vls *host)
{
	struct vm_vcpu *vcpu = vm_add_vcpu(vm);

	if (!vcpu)
		return -ENOMEM;
	vcpu->id = record->vcpu_id;
	vcpu->state = state_of(record);
	vcpu->set = vls_prefix(host, record->max_vl / VQ_BYTES);
	/* A maximum that the host's set lacks: that is not this vcpu's. */
	if (vls_max(&vcpu->set) * VQ_BYTES != record->max_vl)
		vcpu->set = (struct vls){ 0 };
	vcpu->no_sve = !record->max_vl && (record->flags & VCPUS_INITIALIZED);
	vcpu->has_policy = record->flags & VCPUS_SERIES;
	vcpu->set_explicit = record->flags & VCPUS_EXPLICIT;
	vcpu->guest_max = vls_prefix(host, record->guest_max_vl / VQ_BYTES);
	vcpu->def = vls_prefix(host, record->default_vl / VQ_BYTES);
	return 0;
}

/* The VM of the @n records from @record on; it is numbered by its first fd for now. */
static int add_vm(struct vms *vms, const struct vcpus_record *record, size_t n,
		  const struct vls *host)
{
	const struct vcpus_record *holder = record;
	struct vm_info *vm = vms_add(vms);
	int err = vm ? 0 : -ENOMEM;

	for (size_t i = 0; !err && i < n; i++) {
		if ((record[i].flags & VCPUS_OWNER) && !(holder->flags & VCPUS_OWNER))
			holder = &record[i];
		err = add_vcpu(vm, &record[i], host);
	}
	if (err)
		return err;
	vm->pid = holder->pid;
	vm->number = holder->fd;
	vm->trace_id = holder->vm_id;
	printable_copy(vm->command, sizeof(vm->command), holder->comm);
	return 0;
}

/* By process, and there in the order in which the VMs were made, as far as that is known. */
static int by_process(const void *left, const void *right)
{
	const struct vm_info *a = left, *b = right;
	int ret = order(a->pid, b->pid);

	if (!ret)
		ret = order(a->trace_id, b->trace_id);
	return ret ? ret : order(a->number, b->number);
}

static void number_vms(struct vms *vms)
{
	struct vm_info *vm = vms->vm;

	if (vms->n)
		qsort(vm, vms->n, sizeof(*vm), by_process);
	for (size_t i = 0; i < vms->n; i++)
		vm[i].number = i && vm[i].pid == vm[i - 1].pid ? vm[i - 1].number + 1 : 1;
}

static int add_vms(struct vms *vms, const struct records *records, const struct vls *host)
{
	size_t first, end;
	int err = 0;

	for (first = 0; !err && first < records->n; first = end) {
		for (end = first + 1; end < records->n; end++)
			if (records->record[end].kvm != records->record[first].kvm)
				break;
		err = add_vm(vms, &records->record[first], end - first, host);
	}
	number_vms(vms);
	return err;
}

static void keep_process(struct vms *vms, int pid)
{
	size_t n = 0;

	for (size_t i = 0; i < vms->n; i++) {
		if (vms->vm[i].pid == pid)
			vms->vm[n++] = vms->vm[i];
		else
			free(vms->vm[i].vcpu);
	}
	vms->n = n;
}

int vms_of_host(struct vms *vms, int pid)
{
	struct records records = { 0 };
	struct vls host;
	int err;

	*vms = (struct vms){ 0 };
	err = cli_host_vls(&host);
	if (err)
		return err;
	bpf_quiet();
	err = read_records(&records);
	if (err)
		return err;
	if (records.n)
		sort_records(&records);
	err = add_vms(vms, &records, &host);
	free(records.record);
	if (err) {
		vms_free(vms);
		cli_error("out of memory");
		return CLI_CANNOT;
	}
	if (pid)
		keep_process(vms, pid);
	return CLI_OK;
}

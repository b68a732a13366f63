// SPDX-License-Identifier: GPL-2.0
/*
 * linux_vmm IMAGE DTB INITRD: boot a Linux guest with SVE on one vcpu until it powers off;
 * what it prints goes to stdout. The device tree is that of QEMU's machine "virt", of
 * which there are the interrupt controller, the timer and what a PL011 UART needs to
 * print; a read of all else says that nothing is there. No case; for case scripts.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "bench/cases/vgic.h"
#include "lib/vcpu.h"

#define MEM_SIZE (256UL << 20)
#define DTB_GPA (VM_MEM_BASE + 0x7e00000)
#define INITRD_GPA (VM_MEM_BASE + 0x8000000) /* as linux.sh tells the guest */
#define TEXT_OFFSET 8			     /* in IMAGE, Documentation/arch/arm64/booting.rst */

/* Arm PL011 TRM (DDI 0183), "Register descriptions". */
#define UART_BASE 0x09000000
#define UART_SIZE 0x1000
#define UART_DR 0
#define UART_FR 0x18
#define UART_FR_EMPTY 0x90 /* TXFE, RXFE */

static struct vm vm;
static struct vcpu vcpu;

static void __attribute__((noreturn)) die(const char *what, const char *why)
{
	fprintf(stderr, "linux_vmm: %s: %s\n", what, why);
	exit(1);
}

/* The file at @gpa. Return: its byte @offset on, as a 64-bit number. */
static uint64_t load(const char *path, uint64_t gpa, size_t offset)
{
	FILE *file = fopen(path, "re");
	struct stat st;
	uint64_t word = 0;
	char *data;

	if (!file || fstat(fileno(file), &st))
		die(path, strerror(errno));
	data = malloc(st.st_size + sizeof(word));
	if (!data || fread(data, 1, st.st_size, file) != (size_t)st.st_size)
		die(path, "cannot be read");
	memcpy(&word, data + offset, sizeof(word));
	if (gpa && vm_load(&vm, gpa, data, st.st_size))
		die(path, vm.msg);
	free(data);
	fclose(file);
	return word;
}

static void make_vcpu(void)
{
	if (vcpu_create(&vcpu, &vm, 0) || vcpu_init(&vcpu, true) || vcpu_finalize(&vcpu))
		die("vcpu", vcpu.msg);
	if (vgic_create(&vm) < 0)
		die("GICv3", vm.msg);
}

static void on_mmio(struct kvm_run *run)
{
	uint64_t addr = run->mmio.phys_addr, offset = addr - UART_BASE;
	bool uart = addr >= UART_BASE && offset < UART_SIZE;

	if (run->mmio.is_write) {
		if (uart && offset == UART_DR)
			putchar(run->mmio.data[0]);
		return;
	}
	/* No device has an ID of 0; a PCI function that is not there reads as ones. */
	memset(run->mmio.data, uart || addr < VM_MEM_BASE ? 0 : 0xff, run->mmio.len);
	if (uart && offset == UART_FR)
		run->mmio.data[0] = UART_FR_EMPTY;
}

/* What the kernel counted, where it does. */
static void print_stats(void)
{
	struct vcpu_fp_stats fp;
	uint64_t exits;

	if (vcpu_stat(&vcpu, "exits", &exits) || vcpu_fp_stats(&vcpu, &fp))
		return;
	fprintf(stderr, "linux_vmm: %" PRIu64 " exits, %" PRIu64 " traps, %" PRIu64
		" early, %" PRIu64 " kept\n", exits, fp.trapped, fp.early, fp.kept);
}

int main(int argc, char **argv)
{
	uint64_t start;

	if (argc != 4)
		die("usage", "linux_vmm IMAGE DTB INITRD");
	if (vm_open(&vm, MEM_SIZE))
		die("VM", vm.msg);
	start = VM_MEM_BASE + load(argv[1], 0, TEXT_OFFSET);
	load(argv[1], start, TEXT_OFFSET);
	load(argv[2], DTB_GPA, 0);
	load(argv[3], INITRD_GPA, 0);
	make_vcpu();
	if (vcpu_set_pc(&vcpu, start) || vcpu_set_x(&vcpu, 0, DTB_GPA))
		die("vcpu", vcpu.msg);
	while (!vcpu_run(&vcpu)) {
		if (vcpu.run->exit_reason == KVM_EXIT_SYSTEM_EVENT) {
			print_stats();
			return 0;
		}
		if (vcpu.run->exit_reason != KVM_EXIT_MMIO)
			die("KVM_RUN", "an exit that is neither MMIO nor the end");
		on_mmio(vcpu.run);
	}
	die("KVM_RUN", vcpu.msg);
}

// SPDX-License-Identifier: GPL-2.0
/* An interrupt controller for a VM; see vgic.h. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "vgic.h"

/* Guest physical addresses without anything else, below those of the payload. */
#define DIST_BASE	0x08000000ULL
#define REDIST_BASE	0x080a0000ULL

#define GICD_CTLR		0
#define GICD_CTLR_ENABLE_G1	2
#define GICR_ISENABLER0		(0x10000 + 0x100)
#define VTIMER_PPI		27
#define ICC_PMR_EL1		(3 << 14 | 4 << 7 | 6 << 3)	/* S3_0_C4_C6_0 */
#define PMR_ALL			0xf0

static int set_attr(int fd, uint32_t group, uint64_t attr, void *val)
{
	struct kvm_device_attr arg = { .group = group, .attr = attr, .addr = (uintptr_t)val };

	return ioctl(fd, KVM_SET_DEVICE_ATTR, &arg) ? -errno : 0;
}

/* The vcpu with id 0 has MPIDR 0, which stands in the upper half of an attribute. */
static int enable_timer(int fd)
{
	uint32_t ctlr = GICD_CTLR_ENABLE_G1, enable = 1U << VTIMER_PPI;
	uint64_t pmr = PMR_ALL;
	int err;

	err = set_attr(fd, KVM_DEV_ARM_VGIC_GRP_DIST_REGS, GICD_CTLR, &ctlr);
	if (!err)
		err = set_attr(fd, KVM_DEV_ARM_VGIC_GRP_REDIST_REGS, GICR_ISENABLER0, &enable);
	if (!err)
		err = set_attr(fd, KVM_DEV_ARM_VGIC_GRP_CPU_SYSREGS, ICC_PMR_EL1, &pmr);
	return err;
}

static int set_up(int fd)
{
	uint64_t dist = DIST_BASE, redist = REDIST_BASE;
	int err;

	err = set_attr(fd, KVM_DEV_ARM_VGIC_GRP_ADDR, KVM_VGIC_V3_ADDR_TYPE_DIST, &dist);
	if (!err)
		err = set_attr(fd, KVM_DEV_ARM_VGIC_GRP_ADDR, KVM_VGIC_V3_ADDR_TYPE_REDIST,
			       &redist);
	if (!err)
		err = set_attr(fd, KVM_DEV_ARM_VGIC_GRP_CTRL, KVM_DEV_ARM_VGIC_CTRL_INIT, NULL);
	return err ? err : enable_timer(fd);
}

int vgic_create(struct vm *vm)
{
	struct kvm_create_device dev = { .type = KVM_DEV_TYPE_ARM_VGIC_V3 };
	int err;

	if (ioctl(vm->fd, KVM_CREATE_DEVICE, &dev)) {
		err = -errno;
		snprintf(vm->msg, sizeof(vm->msg), "KVM has no GICv3 for guests here: %s",
			 strerror(-err));
		return err;
	}
	err = set_up(dev.fd);
	if (!err)
		return dev.fd;
	snprintf(vm->msg, sizeof(vm->msg), "setting up the guest's GICv3: %s", strerror(-err));
	close(dev.fd);
	return err;
}

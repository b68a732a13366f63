/* SPDX-License-Identifier: GPL-2.0 */
/*
 * An interrupt controller (GICv3) for a VM, without which KVM leaves KVM_RUN
 * each time that the virtual timer fires. The timer's interrupt is enabled in the
 * vcpu 0, so that KVM wakes it up, but not in its CPU interface: the guest sees no
 * interrupt and need not touch the controller.
 */
#ifndef KVM_SVE_BENCH_VGIC_H
#define KVM_SVE_BENCH_VGIC_H

#include "lib/vcpu.h"

/*
 * For the vcpus of @vm, which exist and did not run. Return: its fd, to be closed,
 * or a negative errno and vm->msg: -ENODEV where the host has no GICv3.
 */
int vgic_create(struct vm *vm);

#endif /* KVM_SVE_BENCH_VGIC_H */

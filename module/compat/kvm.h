/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The kernel that this module is built for: all differences between kernel
 * lines are hidden here, so no other file tests a version.
 */
#ifndef KVM_SVE_COMPAT_KVM_H
#define KVM_SVE_COMPAT_KVM_H

#include <linux/version.h>

#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 12, 0)
#error "kvm_sve needs Linux 6.12 with the series in patches/linux-6.12"
#endif

#include <linux/kconfig.h>
#if !IS_ENABLED(CONFIG_KVM_ARM_SVE_HOOKS)
#error "this kernel lacks CONFIG_KVM_ARM_SVE_HOOKS: apply patches/ and enable it"
#endif

#include <linux/kvm_host.h>
#include <asm/fpsimd.h>
#include <asm/kvm_emulate.h>
#include <asm/kvm_nested.h>
#include <asm/kvm_sve.h>
#include <asm/kvm_sve_hooks.h>

#endif /* KVM_SVE_COMPAT_KVM_H */

/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The kernel that this module is built for: all differences between kernel
 * lines are hidden here, so no other file tests a version.
 */
#ifndef KVM_SVE_MODULE_COMPAT_KVM_H
#define KVM_SVE_MODULE_COMPAT_KVM_H

#include <linux/version.h>

#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 1, 0)
#error "kvm_sve needs Linux 6.1 or later, of a line that patches/ has a series for"
#endif

#include <linux/kconfig.h>
#if !IS_ENABLED(CONFIG_KVM_ARM_SVE_HOOKS)
#error "this kernel lacks CONFIG_KVM_ARM_SVE_HOOKS: apply patches/ and enable it"
#endif

#include <linux/bitfield.h>
#include <linux/kvm_host.h>
#include <asm/fpsimd.h>
#include <asm/kvm_emulate.h>
#include <asm/kvm_sve.h>
#include <asm/kvm_sve_hooks.h>

/* Since 6.7 a flag of the vcpu says it, and asm/kvm_host.h asks that. */
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 7, 0)
static inline bool kvm_vcpu_initialized(const struct kvm_vcpu *vcpu)
{
	return vcpu->arch.target >= 0;
}
#endif

/* As KVM's message at boot has it, but for "Protected". hVHE is there since 6.6. */
static inline const char *compat_kvm_mode(void)
{
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 17, 0)
	if (cpus_have_final_cap(ARM64_HAS_NESTED_VIRT))
		return "VHE+NV2";
#endif
	if (is_kernel_in_hyp_mode())
		return "VHE";
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 6, 0)
	if (cpus_have_final_cap(ARM64_KVM_HVHE))
		return "hVHE";
#endif
	return "nVHE";
}

#endif /* KVM_SVE_MODULE_COMPAT_KVM_H */

/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What a host can give its guests, as labels of a Kubernetes node: the lines of a
 * local feature file of node-feature-discovery.
 *
 *	kvm-sve.vl-256=true	guests can get this VL; one line a VL
 *	kvm-sve.set-0xb=true	guests can get exactly this set; one line a set
 *	kvm-sve.max-vl=512	the largest VL, a number
 *	kvm-sve.guest-max=0xb	the guest maximum, and the default of a new vcpu
 *	kvm-sve.default=0x3
 *	kvm-sve.module=true	exact sets can be asked for (KVM_ARM_VCPU_SET_SVE_VLS)
 *
 * A label's value holds no comma and 63 characters, so that a set is a number there:
 * bit n is VL 128 * (n + 1), as in KVM_REG_ARM64_SVE_VLS. A set is settable or not as a
 * whole, which no selector can make of single VLs: hence the labels of sets.
 */
#ifndef KVM_SVE_TOOLS_VLS_NFD_H
#define KVM_SVE_TOOLS_VLS_NFD_H

#include <stdio.h>

#include "lib/yes_no.h"
#include "lib/vls.h"

/* "0x", a digit for 4 VQs, and a NUL. */
#define NFD_SET_MAX (2 + VLS_VQ_MAX / 4 + 1)

/* The number of @set as text. */
void nfd_set_text(char text[NFD_SET_MAX], const struct vls *set);

/*
 * The labels. Without VLs beyond those of the architecture, which would not fit, and
 * without "module" where it is not known whether that is loaded.
 */
void nfd_print(FILE *out, const struct vls *guest_max, const struct vls *def,
	       enum yes_no module);

/* The label of the nodes that can give a guest exactly @set. */
void nfd_print_set(FILE *out, const struct vls *set);

#endif /* KVM_SVE_TOOLS_VLS_NFD_H */

// SPDX-License-Identifier: GPL-2.0
/*
 * A set of VLs in the words of QEMU, libvirt and kvmtool; vmm_format.h is the
 * manual. With a length on, QEMU and libvirt turn off all larger ones; kvmtool
 * caps the length, which is the same thing, since KVM gives a vcpu all of the
 * host's VLs up to its maximum. Where QEMU's host lacks one that is named, or has
 * a smaller one that is not, QEMU refuses to start or turns it on: check the node
 * first (vls check).
 */
#include <stdio.h>

#include "lib/cli/cli.h"
#include "vmm_format.h"

static void print_qemu(const struct vls *set)
{
	printf("-cpu host");
	for (unsigned int vq = vls_ceil(set, 1); vq; vq = vls_ceil(set, vq + 1))
		printf(",sve%u=on", vq * VLS_VQ_BITS);
	printf("\n");
}

static void print_libvirt(const struct vls *set)
{
	printf("<cpu mode='host-passthrough'>\n"
	       "  <feature policy='require' name='sve'/>\n");
	for (unsigned int vq = vls_ceil(set, 1); vq; vq = vls_ceil(set, vq + 1))
		printf("  <feature policy='require' name='sve%u'/>\n", vq * VLS_VQ_BITS);
	printf("</cpu>\n");
}

static void print_kvmtool(const struct vls *set)
{
	printf("--sve-max-vl=%u\n", vls_max(set) * VLS_VQ_BITS);
}

bool vmm_format_is(enum out_format format)
{
	return OUT_VMMS >> format & 1;
}

int vmm_format_print(enum out_format format, const struct vls *set)
{
	unsigned int max = vls_max(set);

	if (max > VLS_VQ_ARCH_MAX) {
		cli_error("%s has no option for VL %u: its largest is %u", out_format_names[format],
			  max * VLS_VQ_BITS, VLS_VQ_ARCH_MAX * VLS_VQ_BITS);
		return CLI_NO;
	}
	switch (format) {
	case OUT_QEMU:
		print_qemu(set);
		break;
	case OUT_LIBVIRT:
		print_libvirt(set);
		break;
	default:
		print_kvmtool(set);
		break;
	}
	return cli_flush();
}

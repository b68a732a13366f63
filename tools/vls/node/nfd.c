// SPDX-License-Identifier: GPL-2.0
/* Labels for node-feature-discovery; see nfd.h. */
#include "nfd.h"

/* Not all versions of it put this before a name. */
#define PREFIX "feature.node.kubernetes.io/kvm-sve."

void nfd_set_text(char text[NFD_SET_MAX], const struct vls *set)
{
	int w = KVM_ARM_SVE_VLS_WORDS - 1, len;

	while (w && !set->vqs[w])
		w--;
	len = sprintf(text, "0x%llx", (unsigned long long)set->vqs[w]);
	while (w--)
		len += sprintf(text + len, "%016llx", (unsigned long long)set->vqs[w]);
}

void nfd_print_set(FILE *out, const struct vls *set)
{
	char text[NFD_SET_MAX];

	nfd_set_text(text, set);
	fprintf(out, PREFIX "set-%s=true\n", text);
}

static void print_value(FILE *out, const char *name, const struct vls *set)
{
	char text[NFD_SET_MAX];

	nfd_set_text(text, set);
	fprintf(out, PREFIX "%s=%s\n", name, text);
}

void nfd_print(FILE *out, const struct vls *guest_max, const struct vls *def,
	       enum yes_no module)
{
	const struct vls all = vls_prefix(guest_max, VLS_VQ_ARCH_MAX);
	const struct vls start = vls_prefix(def, VLS_VQ_ARCH_MAX);
	unsigned int vq;

	for (vq = vls_ceil(&all, 1); vq; vq = vls_ceil(&all, vq + 1))
		fprintf(out, PREFIX "vl-%u=true\n", vq * VLS_VQ_BITS);
	for (vq = vls_ceil(&all, 1); vq; vq = vls_ceil(&all, vq + 1)) {
		const struct vls set = vls_prefix(&all, vq);

		nfd_print_set(out, &set);
	}
	fprintf(out, PREFIX "max-vl=%u\n", vls_max(&all) * VLS_VQ_BITS);
	print_value(out, "guest-max", &all);
	print_value(out, "default", &start);
	if (module != UNKNOWN)
		fprintf(out, PREFIX "module=%s\n", module == YES ? "true" : "false");
}

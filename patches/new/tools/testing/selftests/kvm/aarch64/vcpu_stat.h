/* SPDX-License-Identifier: GPL-2.0-only */
/* A vcpu's binary statistics by name. */
#ifndef SELFTEST_KVM_VCPU_STAT_H
#define SELFTEST_KVM_VCPU_STAT_H

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "kvm_util.h"

/* Read a statistic of one value. Return: false if this kernel does not have it. */
static inline bool vcpu_read_stat(struct kvm_vcpu *vcpu, const char *name, uint64_t *val)
{
	struct kvm_stats_header header;
	struct kvm_stats_desc *descs, *desc;
	int fd = vcpu_get_stats_fd(vcpu);
	bool found = false;
	int i;

	read_stats_header(fd, &header);
	descs = read_stats_descriptors(fd, &header);
	for (i = 0; i < header.num_desc && !found; i++) {
		desc = get_stats_descriptor(descs, i, &header);
		if (strcmp(desc->name, name))
			continue;
		read_stat_data(fd, &header, desc, val, 1);
		found = true;
	}
	free(descs);
	close(fd);

	return found;
}

#endif /* SELFTEST_KVM_VCPU_STAT_H */

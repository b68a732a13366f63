/* SPDX-License-Identifier: GPL-2.0 */
/*
 * KVM's binary statistics of a vcpu or VM, from a file that KVM_GET_STATS_FD returned:
 * struct kvm_stats_header in linux/kvm.h, "4.133 KVM_GET_STATS_FD" in the kernel's
 * Documentation/virt/kvm/api.rst.
 */
#ifndef KVM_SVE_LIB_KVM_STATS_H
#define KVM_SVE_LIB_KVM_STATS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#define KVM_STATS_VALUES 64 /* of one statistic, at most */

/* Where a statistic is in the file. */
struct kvm_stats_place {
	off_t offset;
	size_t n; /* values: 1, or the buckets of a histogram */
	/*
	 * A logarithmic histogram of ns: bucket 0 counts 0 ns, bucket i from 2^(i - 1) up to
	 * 2^i - 1 ns, and the last one all above.
	 */
	bool log_ns;
};

/*
 * Find the statistic @name. Return: 0; -ENOENT: this kernel has none of that name; -EPROTO:
 * the file makes no sense, or the statistic has too many values; or why it cannot be read,
 * a negative errno.
 */
int kvm_stats_find(int fd, const char *name, struct kvm_stats_place *place);

/* Its @place->n values now. Return: 0 or a negative errno. */
int kvm_stats_read(int fd, const struct kvm_stats_place *place, uint64_t *values);

#endif /* KVM_SVE_LIB_KVM_STATS_H */

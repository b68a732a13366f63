// SPDX-License-Identifier: GPL-2.0
/* KVM's binary statistics; see kvm_stats.h. */
#include <errno.h>
#include <linux/kvm.h>
#include <string.h>
#include <unistd.h>

#include "kvm_stats.h"

#define DESC_MAX 256 /* bytes of a statistic's descriptor, its name included */

static int read_all(int fd, void *buf, size_t size, off_t offset)
{
	ssize_t n = pread(fd, buf, size, offset);

	if (n < 0)
		return -errno;
	return (size_t)n == size ? 0 : -EPROTO;
}

static bool is_log_ns(const struct kvm_stats_desc *desc)
{
	return (desc->flags & KVM_STATS_TYPE_MASK) == KVM_STATS_TYPE_LOG_HIST &&
	       (desc->flags & KVM_STATS_UNIT_MASK) == KVM_STATS_UNIT_SECONDS &&
	       (desc->flags & KVM_STATS_BASE_MASK) == KVM_STATS_BASE_POW10 &&
	       desc->exponent == -9;
}

int kvm_stats_find(int fd, const char *name, struct kvm_stats_place *place)
{
	union {
		struct kvm_stats_desc desc;
		char bytes[DESC_MAX];
	} u;
	struct kvm_stats_header header;
	int err = read_all(fd, &header, sizeof(header), 0);
	size_t size;

	if (err)
		return err;
	if (header.name_size > sizeof(u) - sizeof(u.desc))
		return -EPROTO;
	size = sizeof(u.desc) + header.name_size;

	for (uint32_t i = 0; i < header.num_desc; i++) {
		err = read_all(fd, &u, size, header.desc_offset + (off_t)i * size);
		if (err)
			return err;
		if (strncmp(u.desc.name, name, header.name_size))
			continue;
		*place = (struct kvm_stats_place){
			.offset = header.data_offset + (off_t)u.desc.offset,
			.n = u.desc.size,
			.log_ns = is_log_ns(&u.desc),
		};
		return place->n && place->n <= KVM_STATS_VALUES ? 0 : -EPROTO;
	}
	return -ENOENT;
}

int kvm_stats_read(int fd, const struct kvm_stats_place *place, uint64_t *values)
{
	return read_all(fd, values, place->n * sizeof(*values), place->offset);
}

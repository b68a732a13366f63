/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Sets of SVE vector lengths: arithmetic and text form.
 *
 * One implementation for the kernel module, the tools and the tests. All
 * functions are pure: no allocation, no locking, any context.
 *
 * VQ = VL in bits / 128; a set holds VQ 1..VLS_VQ_MAX, bit (VQ - 1) of the
 * words, as KVM_REG_ARM64_SVE_VLS does.
 */
#ifndef KVM_SVE_LIB_VLS_H
#define KVM_SVE_LIB_VLS_H

#include <linux/kvm_sve.h>

#ifdef __KERNEL__
#include <linux/types.h>
#else
#include <stdbool.h>
#include <stddef.h>
#endif

#define VLS_VQ_BITS	128U		/* bits of one VQ */
#define VLS_VQ_MAX	512U		/* largest VQ that a set can hold */
#define VLS_VQ_ARCH_MAX	16U		/* largest VQ of the architecture: 2048 bits */
#define VLS_TEXT_MAX	4096		/* bytes that the text of any set fits in, with its NUL */

struct vls {
	__u64 vqs[KVM_ARM_SVE_VLS_WORDS];
};

/* Is @vq in @set? A @vq out of 1..VLS_VQ_MAX is in none. */
bool vls_has(const struct vls *set, unsigned int vq);

/* Put @vq, 1..VLS_VQ_MAX, into @set; any other is ignored. */
void vls_add(struct vls *set, unsigned int vq);

bool vls_empty(const struct vls *set);
bool vls_equal(const struct vls *a, const struct vls *b);

/* Largest VQ of @set, 0 if it is empty. */
unsigned int vls_max(const struct vls *set);

/* Largest VQ of @set that is at most @vq, 0 if there is none. */
unsigned int vls_floor(const struct vls *set, unsigned int vq);

/* Smallest VQ of @set that is at least @vq, 0 if there is none. */
unsigned int vls_ceil(const struct vls *set, unsigned int vq);

/* The members of @set up to @vq. */
struct vls vls_prefix(const struct vls *set, unsigned int vq);

/**
 * vls_settable() - can a host give a guest exactly this set?
 * @host:	the VLs that every CPU of the host has
 * @guest_max:	largest VQ that the host can give a guest
 * @want:	the set asked for
 * @bad_vq:	out: the VQ that the answer speaks of, else 0
 *
 * ZCR_EL2.LEN can only cap, so a set is settable exactly when it equals @host
 * up to its own maximum, which is at most @guest_max.
 *
 * Return: 0, or KVM_ARM_SVE_VLS_R_EMPTY, _UNSUPPORTED or _UNMASKABLE, checked
 * in that order over the whole set.
 */
unsigned int vls_settable(const struct vls *host, unsigned int guest_max,
			  const struct vls *want, unsigned int *bad_vq);

/**
 * vls_common() - the largest set that is settable on each of two hosts
 * @a:		settable sets of one are the prefixes of this set
 * @b:		and of the other of this
 *
 * Fold it over more hosts: the prefixes of the result are exactly the sets
 * that are settable on both. Empty if there is none.
 */
struct vls vls_common(const struct vls *a, const struct vls *b);

/**
 * vls_format() - text of a set: "128,256,512", or "none"
 * @buf:	out: always NUL-terminated when @size is not 0
 *
 * Return: length of the whole text without its NUL, as snprintf() does; it was
 * cut if that is @size or more.
 */
int vls_format(char *buf, size_t size, const struct vls *set);

/**
 * vls_parse() - a set from its text
 * @text:	ascending VLs in bits, comma-separated, or "none". A newline at
 *		the end is allowed (sysfs); blanks are not.
 * @set:	out: untouched on error
 * @err:	out, if not NULL: where and why it failed; constant text
 * @pos:	out, if not NULL: offset of the item in @text that is wrong
 *
 * Return: 0 or -EINVAL.
 */
int vls_parse(const char *text, struct vls *set, const char **err, size_t *pos);

/* The name of a KVM_ARM_SVE_VLS_R_* ("UNMASKABLE"), or "?" for an unknown one. */
const char *vls_reason_name(unsigned int reason);

#endif /* KVM_SVE_LIB_VLS_H */

// SPDX-License-Identifier: GPL-2.0
/*
 * Sets of SVE vector lengths; see vls.h.
 *
 * Built into kvm_sve.ko, the tools and the tests, so nothing here may need
 * either C library. Sets are handled a word at a time: the module compares them
 * in ioctls whose cost is budgeted.
 */
#ifdef __KERNEL__
#include <linux/build_bug.h>
#include <linux/errno.h>
#include <linux/stddef.h>
#else
#include <assert.h>
#include <errno.h>
#endif

#include "vls.h"

#define WORD_BITS	64U
#define BITS_MAX	(VLS_VQ_ARCH_MAX * VLS_VQ_BITS)
#define DIGITS_MAX	5	/* of the largest VL that a set can hold: 65536 */

static_assert(KVM_ARM_SVE_VLS_WORDS * WORD_BITS == VLS_VQ_MAX,
	      "a set has one bit for each VQ");

/* The bits of word @word that stand for VQs up to @vq. */
static __u64 word_upto(unsigned int word, unsigned int vq)
{
	unsigned int base = word * WORD_BITS;

	if (vq <= base)
		return 0;
	if (vq - base >= WORD_BITS)
		return ~0ULL;
	return (1ULL << (vq - base)) - 1;
}

/* The members of @a that are not in @b. */
static struct vls minus(const struct vls *a, const struct vls *b)
{
	struct vls set;

	for (unsigned int i = 0; i < KVM_ARM_SVE_VLS_WORDS; i++)
		set.vqs[i] = a->vqs[i] & ~b->vqs[i];
	return set;
}

bool vls_has(const struct vls *set, unsigned int vq)
{
	unsigned int bit = vq - 1;	/* VQ 0 wraps, and is out of range too */

	if (bit >= VLS_VQ_MAX)
		return false;
	return set->vqs[bit / WORD_BITS] >> (bit % WORD_BITS) & 1;
}

void vls_add(struct vls *set, unsigned int vq)
{
	unsigned int bit = vq - 1;

	if (bit < VLS_VQ_MAX)
		set->vqs[bit / WORD_BITS] |= 1ULL << (bit % WORD_BITS);
}

bool vls_empty(const struct vls *set)
{
	return !vls_max(set);
}

bool vls_equal(const struct vls *a, const struct vls *b)
{
	for (unsigned int i = 0; i < KVM_ARM_SVE_VLS_WORDS; i++)
		if (a->vqs[i] != b->vqs[i])
			return false;
	return true;
}

unsigned int vls_max(const struct vls *set)
{
	return vls_floor(set, VLS_VQ_MAX);
}

unsigned int vls_floor(const struct vls *set, unsigned int vq)
{
	for (unsigned int i = KVM_ARM_SVE_VLS_WORDS; i-- > 0;) {
		__u64 bits = set->vqs[i] & word_upto(i, vq);

		if (bits)
			return (i + 1) * WORD_BITS - __builtin_clzll(bits);
	}
	return 0;
}

unsigned int vls_ceil(const struct vls *set, unsigned int vq)
{
	unsigned int below = vq ? vq - 1 : 0;

	for (unsigned int i = 0; i < KVM_ARM_SVE_VLS_WORDS; i++) {
		__u64 bits = set->vqs[i] & ~word_upto(i, below);

		if (bits)
			return i * WORD_BITS + __builtin_ctzll(bits) + 1;
	}
	return 0;
}

struct vls vls_prefix(const struct vls *set, unsigned int vq)
{
	struct vls low;

	for (unsigned int i = 0; i < KVM_ARM_SVE_VLS_WORDS; i++)
		low.vqs[i] = set->vqs[i] & word_upto(i, vq);
	return low;
}

unsigned int vls_settable(const struct vls *host, unsigned int guest_max,
			  const struct vls *want, unsigned int *bad_vq)
{
	unsigned int max = vls_max(want);
	struct vls can, odd;

	*bad_vq = 0;
	if (!max)
		return KVM_ARM_SVE_VLS_R_EMPTY;

	can = vls_prefix(host, guest_max);
	odd = minus(want, &can);
	*bad_vq = vls_ceil(&odd, 1);
	if (*bad_vq)
		return KVM_ARM_SVE_VLS_R_UNSUPPORTED;

	can = vls_prefix(host, max);
	odd = minus(&can, want);
	*bad_vq = vls_ceil(&odd, 1);
	return *bad_vq ? KVM_ARM_SVE_VLS_R_UNMASKABLE : 0;
}

/* Below the first VQ that only one of them has, they are the same set. */
struct vls vls_common(const struct vls *a, const struct vls *b)
{
	struct vls diff;
	unsigned int vq;

	for (unsigned int i = 0; i < KVM_ARM_SVE_VLS_WORDS; i++)
		diff.vqs[i] = a->vqs[i] ^ b->vqs[i];
	vq = vls_ceil(&diff, 1);
	return vq ? vls_prefix(a, vq - 1) : *a;
}

/* Text on its way into a buffer that may be too small for it. */
struct text {
	char *buf;
	size_t size;
	size_t len;	/* of the whole text, what did not fit included */
};

static void put(struct text *text, char c)
{
	if (text->len + 1 < text->size)
		text->buf[text->len] = c;
	text->len++;
}

static void put_string(struct text *text, const char *s)
{
	while (*s)
		put(text, *s++);
}

static void put_number(struct text *text, unsigned int n)
{
	char digits[DIGITS_MAX];
	unsigned int len = 0;

	do {
		digits[len++] = '0' + n % 10;
		n /= 10;
	} while (n);
	while (len)
		put(text, digits[--len]);
}

static void put_end(struct text *text)
{
	if (text->size)
		text->buf[text->len < text->size ? text->len : text->size - 1] = '\0';
}

int vls_format(char *buf, size_t size, const struct vls *set)
{
	struct text text = { .buf = buf, .size = size };
	unsigned int vq = vls_ceil(set, 1);

	if (!vq)
		put_string(&text, "none");
	while (vq) {
		put_number(&text, vq * VLS_VQ_BITS);
		vq = vls_ceil(set, vq + 1);
		if (vq)
			put(&text, ',');
	}
	put_end(&text);
	return text.len;
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Does text end here? sysfs writers send a newline. */
static bool at_end(const char *p)
{
	return !*p || (p[0] == '\n' && !p[1]);
}

/*
 * Read the digits at *@p and move it past them. A number that is too large by
 * any count stays at the first such value, so that none wraps.
 */
static unsigned int get_number(const char **p)
{
	unsigned int n = 0;

	for (; is_digit(**p); (*p)++)
		if (n <= BITS_MAX)
			n = n * 10 + (**p - '0');
	return n;
}

/* What is wrong with @bits as the VL that follows the members of @set? */
static const char *check_bits(const struct vls *set, unsigned int bits)
{
	unsigned int last = vls_max(set) * VLS_VQ_BITS;

	if (bits < VLS_VQ_BITS || bits > BITS_MAX)
		return "out of range: a VL has 128 to 2048 bits";
	if (bits % VLS_VQ_BITS)
		return "not a multiple of 128 bits";
	if (bits == last)
		return "given twice";
	if (bits < last)
		return "out of order: VLs are given in ascending order";
	return NULL;
}

/* Add the VL at *@p to @set and move past it, or say why it is none. */
static const char *get_item(const char **p, struct vls *set)
{
	const char *err;
	unsigned int bits;

	if (**p == ',' || at_end(*p))
		return "empty: a VL is missing";
	if (!is_digit(**p))
		return "not a number";
	if ((*p)[0] == '0' && is_digit((*p)[1]))
		return "not a plain decimal number: it begins with 0";
	bits = get_number(p);
	if (**p != ',' && !at_end(*p))
		return "junk after the number";

	err = check_bits(set, bits);
	if (!err)
		vls_add(set, bits / VLS_VQ_BITS);
	return err;
}

/* Move past "none" at *@p, if it is that. */
static bool skip_none(const char **p)
{
	const char *none = "none";
	const char *q = *p;

	while (*none && *q == *none) {
		none++;
		q++;
	}
	if (*none)
		return false;
	*p = q;
	return true;
}

/*
 * Read all of @text into @set. *@item is left at the item that is wrong, or
 * that was read last.
 */
static const char *get_set(const char *text, struct vls *set, const char **item)
{
	const char *p = text;
	const char *err;

	*item = text;
	if (at_end(p))
		return "empty: the set without a VL is called \"none\"";
	if (skip_none(&p))
		return at_end(p) ? NULL : "junk after \"none\"";

	for (;; p++) {
		*item = p;
		err = get_item(&p, set);
		if (err || *p != ',')
			return err;
	}
}

int vls_parse(const char *text, struct vls *set, const char **err, size_t *pos)
{
	struct vls parsed = { 0 };
	const char *item;
	const char *why = get_set(text, &parsed, &item);

	if (why) {
		if (err)
			*err = why;
		if (pos)
			*pos = item - text;
		return -EINVAL;
	}
	*set = parsed;
	return 0;
}

const char *vls_reason_name(unsigned int reason)
{
	switch (reason) {
	case KVM_ARM_SVE_VLS_R_NO_SVE:
		return "NO_SVE";
	case KVM_ARM_SVE_VLS_R_BAD_ARG:
		return "BAD_ARG";
	case KVM_ARM_SVE_VLS_R_EMPTY:
		return "EMPTY";
	case KVM_ARM_SVE_VLS_R_UNSUPPORTED:
		return "UNSUPPORTED";
	case KVM_ARM_SVE_VLS_R_UNMASKABLE:
		return "UNMASKABLE";
	case KVM_ARM_SVE_VLS_R_RAN:
		return "RAN";
	case KVM_ARM_SVE_VLS_R_STATE:
		return "STATE";
	default:
		return "?";
	}
}

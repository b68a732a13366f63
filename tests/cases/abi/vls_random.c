// SPDX-License-Identifier: GPL-2.0
/*
 * Random sets of all 512 bits, as TRY and as SET, against the model: vls_random
 * [SEED [ROUNDS]]. Plain noise meets one answer only, so most sets begin as one
 * that this host can give. The seed is printed; a set that fails is, in hex.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "random.h"
#include "tap.h"
#include "vls_test.h"

#define WORDS KVM_ARM_SVE_VLS_WORDS
#define NR_REASONS (KVM_ARM_SVE_VLS_R_STATE + 1)

enum shape { NOISE, SETTABLE, BITS_OFF, SUBSET, SPARSE, HIGH_WORDS, NR_SHAPES };

static struct vls_host host;
static uint64_t state;
static unsigned long answers[NR_REASONS]; /* how often each reason was met */

static void flip(uint64_t *vqs, unsigned int bit)
{
	vqs[bit / 64] ^= 1ULL << bit % 64;
}

static void noise(uint64_t *vqs, unsigned int from)
{
	unsigned int word;

	for (word = from; word < WORDS; word++)
		vqs[word] = random_next(&state);
}

static void random_set(uint64_t *vqs, enum shape shape)
{
	unsigned int n;

	memset(vqs, 0, WORDS * sizeof(*vqs));
	if (shape == SETTABLE || shape == BITS_OFF || shape == HIGH_WORDS)
		vqs[0] = mask_upto(host.guest_max, 1 + random_below(&state, host.max_vq));

	switch (shape) {
	case NOISE:
		noise(vqs, 0);
		break;
	case BITS_OFF: /* one to three, half of them where the host has VLs */
		for (n = 1 + random_below(&state, 3); n; n--)
			flip(vqs, random_below(&state, random_below(&state, 2) ? host.max_vq : VLS_VQ_MAX));
		break;
	case SUBSET:
		vqs[0] = random_next(&state) & host.guest_max;
		break;
	case SPARSE:
		for (n = random_below(&state, 4); n; n--)
			flip(vqs, random_below(&state, VLS_VQ_MAX));
		break;
	case HIGH_WORDS:
		noise(vqs, 1 + random_below(&state, WORDS - 1));
		break;
	default:
		break;
	}
}

static const char *hex(const uint64_t *vqs)
{
	static char text[WORDS * 17 + 1];
	int word, len = 0;

	for (word = WORDS - 1; word >= 0; word--)
		len += snprintf(text + len, sizeof(text) - len, "%016llx%s",
				(unsigned long long)vqs[word], word ? "_" : "");
	return text;
}

static unsigned int model_max(const uint64_t *vqs)
{
	unsigned int word, max = 0;

	for (word = 0; word < WORDS; word++)
		if (vqs[word])
			max = word * 64 + mask_max(vqs[word]);
	return max;
}

/* One call; the answer and all that it leaves in the struct must be the model's. */
static struct answer ask(struct vcpu *vcpu, const uint64_t *vqs, uint32_t flags)
{
	const char *name = flags ? "TRY" : "SET";
	struct answer got, want = model_set_vqs(&host, vqs);
	struct kvm_arm_sve_vls arg = { .flags = flags, .reason = 77, .bad_vq = 78, .max_vq = 79 };

	memcpy(arg.vqs, vqs, sizeof(arg.vqs));
	got = call_set(vcpu, &arg);
	tap_many(same_answer(got, want), "%s %s: %s, not %s", name, hex(vqs), answer_text(got),
		 answer_text(want));
	tap_many(!arg.flags && arg.max_vq == model_max(vqs) &&
			 !memcmp(arg.vqs, vqs, sizeof(arg.vqs)),
		 "%s %s: flags %u, max_vq %u or vqs are wrong", name, hex(vqs), arg.flags,
		 arg.max_vq);
	return got;
}

/* Does GET give @mask? has_mask() asks ONE_REG as well, at twice the price. */
static bool has_set(struct vcpu *vcpu, uint64_t mask)
{
	struct kvm_arm_sve_vls arg = { 0 };
	const uint64_t want[WORDS] = { mask };

	return !call_get(vcpu, 0, &arg).err && !memcmp(arg.vqs, want, sizeof(want));
}

static void test_random(bool finalized, unsigned long rounds)
{
	uint64_t vqs[WORDS], have = host.guest_max;
	struct answer got;
	struct vcpu vcpu;
	unsigned long i;

	new_vcpu(&vcpu, true);
	if (finalized)
		must_finalize(&vcpu);
	for (i = 0; i < rounds; i++) {
		random_set(vqs, i % NR_SHAPES);
		ask(&vcpu, vqs, KVM_ARM_SVE_VLS_TRY);
		tap_many(has_set(&vcpu, have), "TRY %s changed the set", hex(vqs));
		got = ask(&vcpu, vqs, 0);
		if (!got.err)
			have = vqs[0];
		tap_many(has_set(&vcpu, have), "SET %s: not the set that GET gives", hex(vqs));
		answers[got.reason % NR_REASONS]++;
	}
	tap_ok(!tap_many_bad() && has_mask(&vcpu, have), "%lu sets %s FINALIZE as the model says",
	       rounds, finalized ? "after" : "before");
	free_vcpu(&vcpu);
}

/* A run that met one answer only would be no test of the others. */
static void test_spread(void)
{
	unsigned long *n = answers;

	tap_note("0: %lu, EMPTY %lu, UNSUPPORTED %lu, UNMASKABLE %lu", n[0],
		 n[KVM_ARM_SVE_VLS_R_EMPTY], n[KVM_ARM_SVE_VLS_R_UNSUPPORTED],
		 n[KVM_ARM_SVE_VLS_R_UNMASKABLE]);
	tap_ok(n[0] && n[KVM_ARM_SVE_VLS_R_EMPTY] && n[KVM_ARM_SVE_VLS_R_UNSUPPORTED],
	       "success, EMPTY and UNSUPPORTED were all met");
	if (mask_upto(host.guest_max, host.max_vq - 1))
		tap_ok(n[KVM_ARM_SVE_VLS_R_UNMASKABLE], "so was UNMASKABLE");
	else
		tap_skip("this host has one VL", "so was UNMASKABLE");
}

static uint64_t number(const char *text)
{
	char *end;
	uint64_t val;

	errno = 0;
	val = strtoull(text, &end, 0);
	if (errno || end == text || *end || !val)
		tap_bail("\"%s\" is no number above 0", text);
	return val;
}

int main(int argc, char **argv)
{
	unsigned long rounds = argc > 2 ? number(argv[2]) : 100000;
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	state = argc > 1 && strcmp(argv[1], "-") ? number(argv[1]) : (uint64_t)now.tv_sec << 30 ^ now.tv_nsec;
	tap_note("seed %#llx", (unsigned long long)state);
	learn_host(&host);
	test_random(false, rounds - rounds / 2);
	test_random(true, rounds / 2);
	test_spread();
	return tap_end();
}

// SPDX-License-Identifier: GPL-2.0
/*
 * Is the guest of the migrations as good a witness as they take it for? For
 * every set: stopped half-way and put into another vcpu it comes to the same
 * end; with one bit of any Z, P or FFR the other way it must not.
 */
#include <inttypes.h>
#include <string.h>

#include "mixer.h"
#include "tap.h"
#include "vcpu_state.h"
#include "vls_test.h"

#define NR_Z 32
#define NR_P 16
#define STEPS 200

static struct vls_host host;
static uint8_t mem[MIXER_MEM_SIZE];

static void must(int err, const char *msg)
{
	if (err)
		tap_bail("%s", msg);
}

static void new_with_set(struct vcpu *vcpu, uint64_t mask)
{
	new_vcpu(vcpu, true);
	if (set_mask(vcpu, 0, mask).err)
		tap_bail("SET of %#" PRIx64, mask);
	must_finalize(vcpu);
}

/* Run it, with the state half-way in @half and mem[]. Return: the checksum. */
static uint64_t original(uint64_t mask, struct vcpu_state *half)
{
	struct mixer mixer;
	struct vcpu vcpu;

	new_with_set(&vcpu, mask);
	must(mixer_start(&mixer, &vcpu, mask, 15, STEPS, STEPS / 2), mixer.msg);
	must(mixer_run_to_stop(&mixer), mixer.msg);
	must(vcpu_settle(&vcpu), vcpu.msg);
	must(vcpu_state_get(&vcpu, half), vcpu.msg);
	memcpy(mem, vcpu.vm->mem, sizeof(mem));
	must(mixer_finish(&mixer, &vcpu), mixer.msg);
	free_vcpu(&vcpu);
	return mixer.sum;
}

/* The end that another vcpu comes to from there. */
static uint64_t second_half(uint64_t mask, const struct vcpu_state *half)
{
	struct mixer mixer;
	struct vcpu vcpu;

	new_with_set(&vcpu, mask);
	memcpy(vcpu.vm->mem, mem, sizeof(mem));
	must(vcpu_state_put(&vcpu, half), vcpu.msg);
	must(mixer_finish(&mixer, &vcpu), mixer.msg);
	free_vcpu(&vcpu);
	return mixer.sum;
}

static struct vcpu_reg *find(struct vcpu_state *state, uint64_t id)
{
	for (size_t i = 0; i < state->count; i++)
		if (state->regs[i].id == id)
			return &state->regs[i];
	tap_bail("KVM_GET_REG_LIST has no %#" PRIx64, id);
}

/*
 * The bit of @reg to turn: another place in each, and the very last in some. In
 * FFR, which must be a run of ones from its first bit, only its length can change.
 */
static unsigned int bit_to_turn(const struct vcpu_reg *reg, unsigned int n, unsigned int vq)
{
	unsigned int bits = n < NR_Z ? vq * 128 : vq * 16, at = 0;

	if (n < NR_Z + NR_P)
		return n % 4 ? (n * 37 + vq * 11) % bits : bits - 1;
	while (at < bits - 1 && reg->val[at / 8] & 1 << at % 8)
		at++;
	return at;
}

static void test_set(uint64_t mask)
{
	unsigned int n, bit, vq = mask_max(mask);
	struct vcpu_state half;
	uint64_t sum = original(mask, &half);

	tap_many(second_half(mask, &half) == sum, "another checksum with nothing changed");
	for (n = 0; n < SVE_REGS; n++) {
		struct vcpu_reg *reg = find(&half, sve_reg_id(n));

		bit = bit_to_turn(reg, n, vq);
		reg->val[bit / 8] ^= 1 << bit % 8;
		tap_many(second_half(mask, &half) != sum, "bit %u of register %u goes unseen", bit,
			 n);
		reg->val[bit / 8] ^= 1 << bit % 8;
	}
	vcpu_state_free(&half);
	tap_ok(!tap_many_bad(), "up to VQ %u: a changed bit of any register is seen at the end",
	       vq);
}

int main(void)
{
	unsigned int vq;

	learn_host(&host);
	for (vq = 1; vq <= host.max_vq; vq++)
		if (host.guest_max & VQ_BIT(vq))
			test_set(mask_upto(host.guest_max, vq));
	return tap_end();
}

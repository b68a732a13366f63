// SPDX-License-Identifier: GPL-2.0-only
/*
 * Changing the SVE vector lengths (VLs) of a vcpu
 *
 * A vcpu's set of VLs is the host's set up to the vcpu's maximum, since
 * ZCR_EL2.LEN can cap the VL and do nothing else. So a change of the set is a
 * change of vcpu->arch.sve_max_vl and, once the registers are allocated, of
 * their layout in vcpu->arch.sve_state, which follows from it.
 *
 * A change is prepared, then committed or aborted, so that a caller can do
 * what may fail (a copy to user memory) in between.
 */
#include <linux/err.h>
#include <linux/export.h>
#include <linux/kvm_host.h>
#include <linux/lockdep.h>
#include <linux/moduleparam.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/sysfs.h>

#include <asm/fpsimd.h>
#include <asm/kvm_emulate.h>
#include <asm/kvm_mmu.h>
#include <asm/kvm_sve_hooks.h>
#include <asm/sigcontext.h>

/* Z0-Z31, P0-P15 and FFR, in the order of their places in sve_state. */
#define NR_SVE_REGS	(SVE_NUM_ZREGS + SVE_NUM_PREGS + 1)

/* Bytes of register @n for each VQ. */
static size_t sve_reg_vq_size(unsigned int n)
{
	return n < SVE_NUM_ZREGS ? SVE_SIG_ZREG_SIZE(1) : SVE_SIG_PREG_SIZE(1);
}

/* Register @n in an sve_state with the layout of @vq. */
static void *sve_reg(void *sve_state, unsigned int vq, unsigned int n)
{
	size_t offset;

	BUILD_BUG_ON(SVE_SIG_FFR_OFFSET(1) != SVE_SIG_PREG_OFFSET(1, SVE_NUM_PREGS));

	if (n < SVE_NUM_ZREGS)
		offset = SVE_SIG_ZREG_OFFSET(vq, n);
	else
		offset = SVE_SIG_PREG_OFFSET(vq, n - SVE_NUM_ZREGS);

	return sve_state + (offset - SVE_SIG_REGS_OFFSET);
}

/* The smallest VQ whose layout holds every non-zero bit; 0 if all are zero. */
static unsigned int sve_state_used_vq(void *sve_state, unsigned int vq)
{
	unsigned int n, used = 0;

	for (n = 0; n < NR_SVE_REGS; n++) {
		size_t size = sve_reg_vq_size(n);
		void *reg = sve_reg(sve_state, vq, n);

		while (used < vq && memchr_inv(reg + used * size, 0, (vq - used) * size))
			used++;
	}

	return used;
}

/* Bits that only one of the layouts has are dropped, or zero. */
static void sve_state_copy(void *to, unsigned int to_vq, void *from, unsigned int from_vq)
{
	unsigned int n, vq = min(to_vq, from_vq);

	for (n = 0; n < NR_SVE_REGS; n++)
		memcpy(sve_reg(to, to_vq, n), sve_reg(from, from_vq, n),
		       vq * sve_reg_vq_size(n));
}

/**
 * kvm_arm_sve_state_alloc() - registers of a vcpu, all zero, shared with hyp
 * @vl:	maximum VL in bytes, valid
 *
 * Context: may sleep.
 * Return: the registers, or an ERR_PTR().
 */
void *kvm_arm_sve_state_alloc(unsigned int vl)
{
	size_t size = SVE_SIG_REGS_SIZE(sve_vq_from_vl(vl));
	void *buf;
	int ret;

	buf = kzalloc(size, GFP_KERNEL_ACCOUNT);
	if (!buf)
		return ERR_PTR(-ENOMEM);

	ret = kvm_share_hyp(buf, buf + size);
	if (ret) {
		kfree(buf);
		return ERR_PTR(ret);
	}

	return buf;
}

/**
 * kvm_arm_sve_state_free() - undo kvm_arm_sve_state_alloc()
 * @sve_state:	what it returned, or NULL
 * @vl:		the VL it was given
 */
void kvm_arm_sve_state_free(void *sve_state, unsigned int vl)
{
	if (!sve_state)
		return;

	kvm_unshare_hyp(sve_state, sve_state + SVE_SIG_REGS_SIZE(sve_vq_from_vl(vl)));
	kfree(sve_state);
}

/**
 * kvm_arm_sve_get_vqs() - the host's VQs up to a maximum
 * @max_vq:	the maximum
 * @vqs:	out: KVM_ARM64_SVE_VLS_WORDS words, bit (VQ - 1) set for each
 *
 * The host's VQs are those that all its CPUs have. Any context.
 */
void kvm_arm_sve_get_vqs(unsigned int max_vq, u64 *vqs)
{
	unsigned int vq;

	memset(vqs, 0, KVM_ARM64_SVE_VLS_WORDS * sizeof(*vqs));
	for (vq = SVE_VQ_MIN; vq <= max_vq && vq <= SVE_VQ_MAX; vq++)
		if (sve_vq_available(vq))
			vqs[(vq - SVE_VQ_MIN) / 64] |= BIT_ULL((vq - SVE_VQ_MIN) % 64);
}
EXPORT_SYMBOL_GPL(kvm_arm_sve_get_vqs);

/* The host's largest VQ up to a maximum; 0 if there is none. */
static unsigned int sve_floor_vq(unsigned int max_vq)
{
	unsigned int vq = min_t(unsigned int, max_vq, SVE_VQ_MAX);

	while (vq >= SVE_VQ_MIN && !sve_vq_available(vq))
		vq--;

	return vq;
}

/*
 * The host's policy, and what a VM took of it, as one word each, so that nobody
 * sees half of one: guest_max_vq, default_vq << 16; a VM's copy says that it is one.
 */
#define POLICY_LATCHED	BIT(31)

static u32 host_policy;

static struct kvm_arm_sve_policy unpack_policy(u32 word)
{
	return (struct kvm_arm_sve_policy) {
		.guest_max_vq = word,
		.default_vq = (word & ~POLICY_LATCHED) >> 16,
	};
}

/**
 * kvm_arm_sve_get_policy() - the host's policy for new VMs
 *
 * Any context.
 */
struct kvm_arm_sve_policy kvm_arm_sve_get_policy(void)
{
	return unpack_policy(READ_ONCE(host_policy));
}
EXPORT_SYMBOL_GPL(kvm_arm_sve_get_policy);

/**
 * kvm_arm_sve_set_policy() - set the host's policy for new VMs
 * @policy:	VQs that all CPUs of the host have, or 0; @default_vq is at most
 *		@guest_max_vq, if both are given
 *
 * It stays until it is set again, whoever set it. A VM takes it once, at the first
 * KVM_ARM_VCPU_INIT with SVE of any of its vcpus, for all of them.
 *
 * Context: any. One caller at a time.
 */
void kvm_arm_sve_set_policy(struct kvm_arm_sve_policy policy)
{
	WRITE_ONCE(host_policy, policy.guest_max_vq | policy.default_vq << 16);
}
EXPORT_SYMBOL_GPL(kvm_arm_sve_set_policy);

/* The policy that @kvm has taken; it takes the host's if it has none yet. */
static struct kvm_arm_sve_policy latch_policy(struct kvm *kvm)
{
	u32 word = READ_ONCE(host_policy) | POLICY_LATCHED;

	return unpack_policy(cmpxchg(&kvm->arch.sve_policy, 0, word) ?: word);
}

/* The same of a VM that has taken one, as any with an initialised vcpu with SVE. */
static struct kvm_arm_sve_policy vcpu_policy(const struct kvm_vcpu *vcpu)
{
	return unpack_policy(READ_ONCE(vcpu->kvm->arch.sve_policy));
}

/**
 * kvm_arm_vcpu_sve_limit_vq() - the VQ that no set of @vcpu goes beyond
 * @vcpu:	an initialised vcpu with SVE
 *
 * Without a policy that is KVM's own maximum, which need not be a VQ of the host.
 * Any context.
 */
unsigned int kvm_arm_vcpu_sve_limit_vq(const struct kvm_vcpu *vcpu)
{
	unsigned int max_vq = sve_vq_from_vl(kvm_sve_max_vl);
	unsigned int policy_vq = vcpu_policy(vcpu).guest_max_vq;

	return policy_vq ? min(policy_vq, max_vq) : max_vq;
}

/* The largest VQ that @vcpu can be given, one of the host's. Any context. */
unsigned int kvm_arm_vcpu_sve_guest_max_vq(const struct kvm_vcpu *vcpu)
{
	return sve_floor_vq(kvm_arm_vcpu_sve_limit_vq(vcpu));
}
EXPORT_SYMBOL_GPL(kvm_arm_vcpu_sve_guest_max_vq);

/* The set up to @max_vq as an event shows it: VQ 1..64. */
static u64 sve_event_vqs(unsigned int max_vq)
{
	u64 vqs[KVM_ARM64_SVE_VLS_WORDS];

	kvm_arm_sve_get_vqs(max_vq, vqs);

	return vqs[0];
}

/**
 * kvm_arm_vcpu_sve_init() - give @vcpu the default set of its VM
 * @vcpu:	at a KVM_ARM_VCPU_INIT with SVE before KVM_ARM_VCPU_FINALIZE, with a
 *		set that is not explicit
 *
 * Context: preemption off, from kvm_reset_vcpu().
 */
void kvm_arm_vcpu_sve_init(struct kvm_vcpu *vcpu)
{
	struct kvm_arm_sve_policy policy = latch_policy(vcpu->kvm);
	struct kvm_arm_sve_event event = { .source = KVM_ARM_SVE_INIT };
	unsigned int old_vl = vcpu->arch.sve_max_vl;

	vcpu->arch.sve_max_vl = sve_vl_from_vq(policy.default_vq ?:
					       kvm_arm_vcpu_sve_limit_vq(vcpu));
	if (vcpu->arch.sve_max_vl == old_vl)
		return;

	if (old_vl)
		event.old_vqs = sve_event_vqs(sve_vq_from_vl(old_vl));
	else
		event.source = policy.default_vq ? KVM_ARM_SVE_POLICY : KVM_ARM_SVE_DEFAULT;
	event.new_vqs = sve_event_vqs(vcpu_sve_max_vq(vcpu));
	kvm_arm_sve_vls_event(vcpu, &event);
}

#ifdef CONFIG_KVM_ARM_SVE_HOOKS
/* /sys/module/kvm/parameters: the policy in bytes, 0 for none, module or not. */
static int get_policy_param(char *buf, const struct kernel_param *kp)
{
	struct kvm_arm_sve_policy policy = kvm_arm_sve_get_policy();
	unsigned int vq = kp->arg ? policy.default_vq : policy.guest_max_vq;

	return sysfs_emit(buf, "%u\n", vq * SVE_VQ_BYTES);
}

static const struct kernel_param_ops policy_param_ops = {
	.get = get_policy_param,
};

module_param_cb(sve_guest_max_vl, &policy_param_ops, NULL, 0444);
module_param_cb(sve_default_vl, &policy_param_ops, &host_policy, 0444);
#endif

/* The smallest maximum of the host's VQs that keeps all bits of @vcpu. */
static unsigned int vcpu_sve_min_vq(struct kvm_vcpu *vcpu)
{
	unsigned int max_vq = vcpu_sve_max_vq(vcpu);
	unsigned int vq, floor_vq = sve_floor_vq(max_vq);

	if (!vcpu->arch.sve_state)
		return 0;

	/* No guest sees what is above the largest of the host's VQs. */
	vq = min(sve_state_used_vq(vcpu->arch.sve_state, max_vq), floor_vq);
	while (vq && vq < floor_vq && !sve_vq_available(vq))
		vq++;

	return vq;
}

/*
 * Has hyp made its copy of @vcpu, with sve_state pinned in the layout of now? That is
 * the last thing before the first run, and if that ever changes, a set must not.
 */
static bool sve_state_pinned(const struct kvm_vcpu *vcpu)
{
#ifdef VCPU_PKVM_FINALIZED
	return WARN_ON_ONCE(vcpu_get_flag(vcpu, VCPU_PKVM_FINALIZED));
#else
	return false;
#endif
}

/**
 * kvm_arm_vcpu_sve_check() - can the largest VQ of @vcpu be made @vq?
 * @vcpu:	an initialised vcpu that is not loaded
 * @vq:		the largest VQ asked for
 * @min_vq:	out, with -EOVERFLOW: the smallest that would do
 *
 * A PSCI reset that is still owed is done first, so that the registers are
 * those that the guest will see. Once @vcpu has run, only the VQ that it has
 * is accepted: such a call is a check of restored state, not an error.
 *
 * Context: vcpu->mutex held, as for any vcpu ioctl. May sleep.
 * Return: 0; -ENOENT: no SVE; -EINVAL: not one of the host's VQs, or more than
 * a guest can have; -EBUSY: the vcpu has run; -EOVERFLOW: non-zero bits of a Z,
 * P or FFR register would be dropped.
 */
int kvm_arm_vcpu_sve_check(struct kvm_vcpu *vcpu, unsigned int vq,
			   unsigned int *min_vq)
{
	lockdep_assert_held(&vcpu->mutex);

	if (!vcpu_has_sve(vcpu))
		return -ENOENT;

	if (vq < SVE_VQ_MIN || vq > kvm_arm_vcpu_sve_guest_max_vq(vcpu) ||
	    !sve_vq_available(vq))
		return -EINVAL;

	if (vq == sve_floor_vq(vcpu_sve_max_vq(vcpu)))
		return 0;

	if (vcpu_has_run_once(vcpu) || sve_state_pinned(vcpu))
		return -EBUSY;

	if (kvm_check_request(KVM_REQ_VCPU_RESET, vcpu))
		kvm_reset_vcpu(vcpu);

	if (vq < vcpu_sve_max_vq(vcpu)) {
		*min_vq = vcpu_sve_min_vq(vcpu);
		if (vq < *min_vq)
			return -EOVERFLOW;
	}

	return 0;
}
EXPORT_SYMBOL_GPL(kvm_arm_vcpu_sve_check);

/**
 * kvm_arm_vcpu_sve_prepare() - check and prepare a change of the largest VQ
 * @vcpu:	as for kvm_arm_vcpu_sve_check()
 * @vq:		likewise
 * @min_vq:	likewise
 * @change:	out, on success: to be committed or aborted, under the same
 *		hold of vcpu->mutex
 *
 * Growing zero-extends the registers, shrinking keeps them. @vcpu does not
 * change yet, but for a reset that was owed.
 *
 * Context: vcpu->mutex held. May sleep.
 * Return: 0, -ENOMEM, or as kvm_arm_vcpu_sve_check().
 */
int kvm_arm_vcpu_sve_prepare(struct kvm_vcpu *vcpu, unsigned int vq,
			     unsigned int *min_vq,
			     struct kvm_arm_sve_change *change)
{
	unsigned int old_vq;
	void *buf;
	int ret;

	*change = (struct kvm_arm_sve_change) {};

	ret = kvm_arm_vcpu_sve_check(vcpu, vq, min_vq);
	if (ret)
		return ret;

	old_vq = vcpu_sve_max_vq(vcpu);
	if (vq == sve_floor_vq(old_vq))
		return 0;

	change->max_vl = sve_vl_from_vq(vq);
	if (!vcpu->arch.sve_state)
		return 0;

	buf = kvm_arm_sve_state_alloc(change->max_vl);
	if (IS_ERR(buf))
		return PTR_ERR(buf);

	sve_state_copy(buf, vq, vcpu->arch.sve_state, old_vq);
	change->sve_state = buf;

	return 0;
}
EXPORT_SYMBOL_GPL(kvm_arm_vcpu_sve_prepare);

/**
 * kvm_arm_vcpu_sve_commit() - make a prepared change; it cannot fail
 * @vcpu:	the vcpu it was prepared for
 * @change:	what kvm_arm_vcpu_sve_prepare() gave
 *
 * The set becomes explicit: KVM_ARM_VCPU_INIT no longer resets it.
 *
 * Context: vcpu->mutex held since @change was prepared. May sleep.
 */
void kvm_arm_vcpu_sve_commit(struct kvm_vcpu *vcpu,
			     struct kvm_arm_sve_change *change)
{
	lockdep_assert_held(&vcpu->mutex);

	if (!vcpu_has_run_once(vcpu))
		vcpu_set_flag(vcpu, VCPU_SVE_VLS_EXPLICIT);

	if (!change->max_vl)
		return;

	if (change->sve_state) {
		kvm_arm_sve_state_free(vcpu->arch.sve_state, vcpu->arch.sve_max_vl);
		vcpu->arch.sve_state = change->sve_state;
	}
	vcpu->arch.sve_max_vl = change->max_vl;
}
EXPORT_SYMBOL_GPL(kvm_arm_vcpu_sve_commit);

/**
 * kvm_arm_vcpu_sve_abort() - drop a prepared change
 * @change:	what kvm_arm_vcpu_sve_prepare() gave
 *
 * Context: may sleep.
 */
void kvm_arm_vcpu_sve_abort(struct kvm_arm_sve_change *change)
{
	kvm_arm_sve_state_free(change->sve_state, change->max_vl);
}
EXPORT_SYMBOL_GPL(kvm_arm_vcpu_sve_abort);

/**
 * kvm_arm_vm_set_sve_replay() - accept a replay of the SVE vector lengths
 * @kvm:	a VM without vcpus
 * @on:		whether writing KVM_REG_ARM64_SVE_VLS after FINALIZE with the
 *		set that the vcpu has returns 0, and not -EPERM
 *
 * Context: may sleep; takes kvm->lock.
 * Return: 0, or -EBUSY: the VM has vcpus.
 */
int kvm_arm_vm_set_sve_replay(struct kvm *kvm, bool on)
{
	int ret = -EBUSY;

	mutex_lock(&kvm->lock);
	if (!kvm->created_vcpus) {
		assign_bit(KVM_ARCH_FLAG_SVE_VLS_REPLAY, &kvm->arch.flags, on);
		ret = 0;
	}
	mutex_unlock(&kvm->lock);

	return ret;
}
EXPORT_SYMBOL_GPL(kvm_arm_vm_set_sve_replay);

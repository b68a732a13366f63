// SPDX-License-Identifier: GPL-2.0
/*
 * Several threads at once on one vcpu. Which of them is first is not known, so that the model
 * learns the set from KVM; what must hold whoever is first is checked.
 */
#include <pthread.h>
#include <sys/ioctl.h>

#include "random.h"
#include "tap.h"
#include "target.h"

#define STORM_THREADS 3
#define STORM_CALLS 12

struct stormer {
	pthread_t thread;
	const struct target *target;
	uint64_t random;
};

static void *storm(void *arg)
{
	struct stormer *s = arg;
	const struct target *t = s->target;
	uint8_t data[256];
	unsigned int i;

	for (i = 0; i < STORM_CALLS; i++) {
		struct kvm_arm_sve_vls vls = { 0 };

		vls.vqs[0] = model_set_of(t->run->model, random_below(&s->random, 256));
		switch (random_below(&s->random, 4)) {
		case 0:
			ioctl(t->vcpu->fd, KVM_ARM_VCPU_SET_SVE_VLS, &vls);
			break;
		case 1:
			vls.flags = KVM_ARM_SVE_VLS_TRY;
			ioctl(t->vcpu->fd, KVM_ARM_VCPU_SET_SVE_VLS, &vls);
			break;
		case 2:
			vls.vqs[0] = 0;
			ioctl(t->vcpu->fd, KVM_ARM_VCPU_GET_SVE_VLS, &vls);
			break;
		default: {
			struct kvm_one_reg reg = {
				.id = sve_reg_id(random_below(&s->random, SVE_REGS)),
				.addr = (uintptr_t)data,
			};

			ioctl(t->vcpu->fd, KVM_GET_ONE_REG, &reg);
			break;
		}
		}
	}
	return NULL;
}

/* What one of them had is what the vcpu has. SET of that tells the model, and is allowed. */
static void adopt_set(const struct target *t)
{
	struct model_vcpu *vcpu = t->model;
	struct kvm_arm_sve_vls vls = { 0 };

	if (call_get(t->vcpu, 0, &vls).err) {
		differs(t, "GET fails after it");
		return;
	}
	if (vcpu->ran && vls.vqs[0] != vcpu->set)
		differs(t, "the set of a vcpu that ran changed");
	if (model_needed(vcpu) > mask_max(vls.vqs[0]))
		differs(t, "the set became smaller than the state");
	vcpu->set = vls.vqs[0];
	expect(t, set_mask(t->vcpu, 0, vcpu->set).err,
	       model_call_set(t->run->model, vcpu, 0, vcpu->set, false).err);
}

void do_storm(const struct target *t)
{
	struct stormer stormers[STORM_THREADS];
	int i;

	for (i = 0; i < STORM_THREADS; i++) {
		stormers[i].target = t;
		stormers[i].random = 1 + t->op->a + 256 * i;
		if (pthread_create(&stormers[i].thread, NULL, storm, &stormers[i]))
			tap_bail("pthread_create");
	}
	for (i = 0; i < STORM_THREADS; i++)
		pthread_join(stormers[i].thread, NULL);
	if (t->run->model->loaded && t->model->initialized && t->run->model->sve)
		adopt_set(t);
}

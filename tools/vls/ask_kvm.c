// SPDX-License-Identifier: GPL-2.0
/* Can a vcpu of this host have a set? ask_kvm.h is the manual. */
#include <errno.h>
#include <string.h>
#include <sys/ioctl.h>

#include "ask_kvm.h"
#include "lib/cli/cli.h"
#include "lib/host.h"

int ask_kvm_open(struct ask_kvm *ask)
{
	int err = cli_need_sve();

	if (err)
		return err;
	if (vm_open(&ask->vm, 0)) {
		cli_error("%s", ask->vm.msg);
		return CLI_CANNOT;
	}
	err = vcpu_create(&ask->vcpu, &ask->vm, 0);
	if (!err)
		err = vcpu_init(&ask->vcpu, true);
	/* Now: without the interface it is the set that the vcpu starts with. */
	if (!err)
		err = vcpu_guest_max(&ask->vcpu, &ask->max);
	if (!err)
		return CLI_OK;
	cli_error("KVM cannot be asked: %s", ask->vcpu.msg);
	ask_kvm_close(ask);
	return CLI_CANNOT;
}

static int by_try(struct vcpu *vcpu, const struct vls *set, unsigned int *reason,
		  unsigned int *bad_vq)
{
	struct kvm_arm_sve_vls arg = { .flags = KVM_ARM_SVE_VLS_TRY };

	memcpy(arg.vqs, set->vqs, sizeof(arg.vqs));
	if (!ioctl(vcpu->fd, KVM_ARM_VCPU_SET_SVE_VLS, &arg))
		return 0;
	*reason = arg.reason;
	*bad_vq = arg.bad_vq;
	return arg.reason ? 0 : -errno;
}

/* This gives no reason, but the host's set and the vcpu's maximum do. */
static int by_register(struct ask_kvm *ask, const struct vls *set, unsigned int *reason,
		       unsigned int *bad_vq)
{
	struct vls host = host_probe_vls();
	int err = vcpu_set_reg(&ask->vcpu, KVM_REG_ARM64_SVE_VLS, set->vqs);

	if (err != -EINVAL)
		return err;
	*reason = vls_settable(&host, vls_max(&ask->max), set, bad_vq);
	return *reason ? 0 : err;
}

int ask_kvm_set(struct ask_kvm *ask, const struct vls *set, unsigned int *reason,
		unsigned int *bad_vq)
{
	int err;

	*reason = 0;
	*bad_vq = 0;
	if (ask->vm.sve_vls)
		err = by_try(&ask->vcpu, set, reason, bad_vq);
	else
		err = by_register(ask, set, reason, bad_vq);
	if (!err)
		return CLI_OK;
	cli_error("KVM does not say whether a vcpu can have this set: %s", strerror(-err));
	return CLI_CANNOT;
}

void ask_kvm_close(struct ask_kvm *ask)
{
	vcpu_close(&ask->vcpu);
	vm_close(&ask->vm);
}

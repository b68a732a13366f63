// SPDX-License-Identifier: GPL-2.0
/* What KVM gives a vcpu of this host; see kvm_probe.h. */
#include <errno.h>
#include <string.h>
#include <sys/ioctl.h>

#include "kvm_probe.h"
#include "lib/cli/cli.h"
#include "lib/host.h"

int kvm_probe_open(struct kvm_probe *probe)
{
	int err = cli_need_sve();

	if (err)
		return err;
	if (vm_open(&probe->vm, 0)) {
		cli_error("%s", probe->vm.msg);
		return CLI_CANNOT;
	}
	err = vcpu_create(&probe->vcpu, &probe->vm, 0);
	if (!err)
		err = vcpu_init(&probe->vcpu, true);
	/* Now: without the interface the maximum is the set that the vcpu starts with. */
	if (!err)
		err = vcpu_get_vls(&probe->vcpu, &probe->def);
	if (!err)
		err = vcpu_guest_max(&probe->vcpu, &probe->max);
	if (!err)
		return CLI_OK;
	if (err == -ENODEV)
		cli_error("KVM gives guests no SVE on this host, though user space has it; 'dmesg | grep -i kvm' may say why");
	else
		cli_error("cannot probe KVM: %s", probe->vcpu.msg);
	kvm_probe_close(probe);
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

/*
 * This gives no reason, but the host's set and the vcpu's maximum do. -ECANCELED: those
 * cannot be learned, and that was said.
 */
static int by_register(struct kvm_probe *probe, const struct vls *set, unsigned int *reason,
		       unsigned int *bad_vq)
{
	int err = vcpu_set_reg(&probe->vcpu, KVM_REG_ARM64_SVE_VLS, set->vqs);
	struct vls host;

	if (err != -EINVAL)
		return err;
	if (cli_host_vls(&host))
		return -ECANCELED;
	*reason = vls_settable(&host, vls_max(&probe->max), set, bad_vq);
	return *reason ? 0 : err;
}

int kvm_probe_set(struct kvm_probe *probe, const struct vls *set, unsigned int *reason,
		unsigned int *bad_vq)
{
	int err;

	*reason = 0;
	*bad_vq = 0;
	if (probe->vm.sve_vls)
		err = by_try(&probe->vcpu, set, reason, bad_vq);
	else
		err = by_register(probe, set, reason, bad_vq);
	if (!err)
		return CLI_OK;
	if (err != -ECANCELED)
		cli_error("cannot probe this set: %s", strerror(-err));
	return CLI_CANNOT;
}

void kvm_probe_close(struct kvm_probe *probe)
{
	vcpu_close(&probe->vcpu);
	vm_close(&probe->vm);
}

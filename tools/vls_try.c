// SPDX-License-Identifier: GPL-2.0
/*
 * kvm-sve vls try: can a vcpu of this host have a set? KVM itself is asked, by
 * a vcpu made for it: with TRY, or on a kernel without the interface by
 * KVM_REG_ARM64_SVE_VLS, and the reason is then found here.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>

#include "cli.h"
#include "host.h"
#include "vcpu.h"
#include "vls_cmd.h"

struct options {
	bool json;
	struct vls set;
};

/* What KVM says; a negative errno: it could not be asked. */
static int ask(struct vcpu *vcpu, const struct vls *set, unsigned int *reason, unsigned int *bad_vq)
{
	struct kvm_arm_sve_vls arg = { .flags = KVM_ARM_SVE_VLS_TRY };
	struct vls max, host;
	int err;

	*reason = 0;
	*bad_vq = 0;
	if (vcpu->vm->sve_vls) {
		memcpy(arg.vqs, set->vqs, sizeof(arg.vqs));
		if (!ioctl(vcpu->fd, KVM_ARM_VCPU_SET_SVE_VLS, &arg))
			return 0;
		*reason = arg.reason;
		*bad_vq = arg.bad_vq;
		return arg.reason ? 0 : -errno;
	}
	err = vcpu_guest_max(vcpu, &max);
	if (err)
		return err;
	err = vcpu_set_reg(vcpu, KVM_REG_ARM64_SVE_VLS, set->vqs);
	if (err != -EINVAL)
		return err;
	host = host_probe_vls();
	*reason = vls_settable(&host, vls_max(&max), set, bad_vq);
	return *reason ? 0 : err;
}

static int ask_kvm(const struct vls *set, unsigned int *reason, unsigned int *bad_vq)
{
	struct vcpu vcpu = { .fd = -1, .stats_fd = -1 };
	struct vm vm;
	int err;

	if (vm_open(&vm, 0)) {
		cli_error("%s", vm.msg);
		return CLI_CANNOT;
	}
	err = vcpu_create(&vcpu, &vm, 0);
	if (!err)
		err = vcpu_init(&vcpu, true);
	if (err)
		cli_error("%s", vcpu.msg);
	else
		err = ask(&vcpu, set, reason, bad_vq);
	if (err && !vcpu.msg[0])
		cli_error("KVM could not be asked: %s", strerror(-err));
	vcpu_close(&vcpu);
	vm_close(&vm);
	return err ? CLI_CANNOT : CLI_OK;
}

static const struct argp_option argp_options[] = {
	{ "json", 'j', NULL, 0, "Print JSON (schema kvm-sve/vls-try)", 0 },
	{ 0 }
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct options *opts = state->input;

	switch (key) {
	case 'j':
		opts->json = true;
		return 0;
	case ARGP_KEY_ARG:
		if (!vls_empty(&opts->set))
			argp_error(state, "one SET");
		opts->set = vls_argument(state, arg);
		return 0;
	case ARGP_KEY_NO_ARGS:
		argp_error(state, "which SET? As 128,256");
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp try_argp = {
	.options = argp_options,
	.parser = parse,
	.args_doc = "SET",
	.doc = "Can a vcpu of this host have exactly SET? KVM is asked, and nothing changes."
	       "\v"
	       "Example: kvm-sve vls try 128,256,512\n\n"
	       "Exit status: 0 yes; 1 no, and why; 3 KVM cannot be asked.",
};

static int report(const struct options *opts, unsigned int reason, unsigned int bad_vq)
{
	json_t *json;
	int err;

	if (opts->json) {
		json = cli_json_new("vls-try", 1);
		json_object_set_new(json, "set", json_from_vls(&opts->set));
		json_object_set_new(json, "fits", json_boolean(!reason));
		json_object_set_new(json, "reason", reason ?
				    json_string(vls_reason_name(reason)) : json_null());
		json_object_set_new(json, "vl", reason ?
				    json_integer(bad_vq * VLS_VQ_BITS) : json_null());
		err = cli_json_print(json, true);
	} else {
		printf("%s%s\n", reason ? "no: " : "yes", reason ? vls_refusal(reason, bad_vq) : "");
		err = cli_flush();
	}
	return err ? err : reason ? CLI_NO : CLI_OK;
}

int cmd_vls_try(int argc, char **argv)
{
	struct options opts = { 0 };
	unsigned int reason, bad_vq;
	int err;

	cli_parse("vls try", &try_argp, argc, argv, &opts, NULL);
	err = cli_need_sve();
	if (!err)
		err = ask_kvm(&opts.set, &reason, &bad_vq);
	return err ? err : report(&opts, reason, bad_vq);
}

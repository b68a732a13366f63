// SPDX-License-Identifier: GPL-2.0
/*
 * Why this host cannot do what was asked, and what to do about it: one message
 * for each reason, the most basic one first.
 */
#include <asm/hwcap.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "cli.h"
#include "lib/yes_no.h"
#include "lib/host.h"

#define HOOKS_SYMBOL	"kvm_arm_sve_register_hooks"
#define HOOKS_CONFIG	"CONFIG_KVM_ARM_SVE_HOOKS=y"

/* Has the text file @path a line with @word in it? UNKNOWN: it has no lines. */
static enum yes_no file_has(const char *path, const char *word)
{
	FILE *f = fopen(path, "re");
	enum yes_no answer = UNKNOWN;
	char *line = NULL;
	size_t size = 0;

	if (!f)
		return UNKNOWN;
	while (answer != YES && getline(&line, &size, f) >= 0)
		answer = strstr(line, word) ? YES : NO;
	free(line);
	fclose(f);
	return answer;
}

/*
 * Has this kernel the hooks that the module needs? The names in kallsyms are
 * there for everybody, but the file is an option of the kernel.
 */
static enum yes_no kernel_has_hooks(const char *release)
{
	enum yes_no answer = file_has("/proc/kallsyms", " " HOOKS_SYMBOL);
	char path[sizeof(struct utsname)];

	if (answer != UNKNOWN)
		return answer;
	snprintf(path, sizeof(path), "/boot/config-%s", release);
	return file_has(path, HOOKS_CONFIG);
}

static enum yes_no module_installed(const char *release)
{
	char path[sizeof(struct utsname)];

	snprintf(path, sizeof(path), "/lib/modules/%s/modules.dep", release);
	return file_has(path, "/kvm_sve.ko");
}

int cli_need_sve(void)
{
	if (!(getauxval(AT_HWCAP) & HWCAP_SVE)) {
		cli_error("this host has no SVE: its CPUs lack it, or the kernel does not use it (CONFIG_ARM64_SVE, arm64.nosve); run on a CPU with SVE");
		return CLI_CANNOT;
	}
	if (access("/dev/kvm", F_OK)) {
		cli_error("this host has no KVM: no /dev/kvm; the kernel needs CONFIG_KVM, no kvm-arm.mode=none, and to be started at EL2 (a VM needs nested virtualization); 'dmesg | grep -i kvm' says more");
		return CLI_CANNOT;
	}
	if (access("/dev/kvm", R_OK | W_OK)) {
		cli_error("/dev/kvm: %s; run as root, or as a member of the group that owns it (often kvm)",
			  strerror(errno));
		return CLI_CANNOT;
	}
	return CLI_OK;
}

/* The kernel could run the module. */
static void say_load_it(const char *release)
{
	if (module_installed(release) == NO)
		cli_error("the kvm_sve module is not installed for kernel %s; as root: dkms install kvm-sve/"
			  KVM_SVE_VERSION " && modprobe kvm_sve", release);
	else
		cli_error("the kvm_sve module is not loaded; as root: modprobe kvm_sve");
}

static void say_no_module(void)
{
	struct utsname uts;

	uname(&uts);
	switch (kernel_has_hooks(uts.release)) {
	case NO:
		cli_error("kernel %s has no SVE hooks, so it cannot load the kvm_sve module; boot one with the kvm-sve patch series and "
			  HOOKS_CONFIG, uts.release);
		break;
	case YES:
		say_load_it(uts.release);
		break;
	case UNKNOWN:
		cli_error("the kvm_sve module is not loaded; as root: modprobe kvm_sve; kernel %s must have the kvm-sve patch series and "
			  HOOKS_CONFIG ", which cannot be seen here (no /proc/kallsyms)",
			  uts.release);
		break;
	}
}

int cli_no_module(void)
{
	char version[64];
	int err;

	if (cli_need_sve())
		return CLI_CANNOT;

	err = cli_module_read("version", version, sizeof(version));
	if (err == -ENOENT)
		say_no_module();
	else if (err)
		cli_error("/sys/kernel/kvm_sve/version: %s; is /sys mounted whole?",
			  strerror(-err));
	else
		cli_error("the kvm_sve module %s is loaded but lacks what this needs; kvm-sve is "
			  KVM_SVE_VERSION ": install and load the module of that version", version);
	return CLI_CANNOT;
}

int cli_host_vls(struct vls *set)
{
	char text[VLS_TEXT_MAX];
	int err = host_probe_vls(set);

	if (!err)
		return CLI_OK;
	if (!cli_module_read("host_vls", text, sizeof(text)) && !vls_parse(text, set, NULL, NULL))
		return CLI_OK;
	cli_error("cannot learn the vector lengths of this host: prctl(PR_SVE_SET_VL): %s; run outside of the sandbox (a seccomp filter?), or load the module kvm_sve",
		  strerror(-err));
	return CLI_CANNOT;
}

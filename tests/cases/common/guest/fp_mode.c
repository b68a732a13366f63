// SPDX-License-Identifier: GPL-2.0
/* kvm.fp_restore; see fp_mode.h. */
#include <string.h>
#include <unistd.h>

#include "fp_mode.h"
#include "lib/host.h"
#include "lib/sysfs.h"
#include "tap.h"
#include "write.h"

const char *const fp_mode_names[NR_FP_MODES] = { "off", "adaptive", "always" };

void fp_mode_need(void)
{
	if (access(FP_MODE_FILE, W_OK))
		tap_skip_all("this kernel has no kvm.fp_restore");
}

enum fp_mode fp_mode_get(void)
{
	char now[16];
	enum fp_mode mode = FP_OFF;

	if (sysfs_read_line(now, sizeof(now), FP_MODE_FILE))
		return FP_OFF;
	while (mode < NR_FP_MODES && strcmp(now, fp_mode_names[mode]))
		mode++;
	if (mode == NR_FP_MODES)
		tap_bail("%s: %s is no mode", FP_MODE_FILE, now);
	return mode;
}

void fp_mode_set(enum fp_mode mode)
{
	write_text(FP_MODE_FILE, fp_mode_names[mode]);
}

bool fp_hotplug_panics(void)
{
	return !strncmp(host_kvm_mode(), "protected", strlen("protected")) &&
	       host_hyp_saves_at_exit() != YES;
}

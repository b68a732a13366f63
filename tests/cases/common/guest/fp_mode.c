// SPDX-License-Identifier: GPL-2.0
/* kvm.fp_restore; see fp_mode.h. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "fp_mode.h"
#include "lib/kvm_mode.h"
#include "tap.h"

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

	if (access(FP_MODE_FILE, R_OK))
		return FP_OFF;
	fp_read(FP_MODE_FILE, now, sizeof(now));
	now[strcspn(now, "\n")] = '\0';
	while (mode < NR_FP_MODES && strcmp(now, fp_mode_names[mode]))
		mode++;
	if (mode == NR_FP_MODES)
		tap_bail("%s: %s is no mode", FP_MODE_FILE, now);
	return mode;
}

void fp_mode_set(enum fp_mode mode)
{
	int fd = open(FP_MODE_FILE, O_WRONLY);
	ssize_t len = strlen(fp_mode_names[mode]);

	if (fd < 0 || write(fd, fp_mode_names[mode], len) != len)
		tap_bail("%s > %s", fp_mode_names[mode], FP_MODE_FILE);
	close(fd);
}

void fp_read(const char *path, char *text, size_t size)
{
	int fd = open(path, O_RDONLY);
	ssize_t n = read(fd, text, size - 1);

	if (n <= 0)
		tap_bail("%s: nothing to read", path);
	text[n] = '\0';
	close(fd);
}

bool fp_hyp_saves(void)
{
	char mode[64];
	struct utsname uts;

	uname(&uts);
	kvm_mode_read(mode, sizeof(mode), "", NULL);
	return kvm_mode_hyp_saves(mode, uts.release) == YES;
}

bool fp_hotplug_panics(void)
{
	char mode[64];

	kvm_mode_read(mode, sizeof(mode), "", NULL);
	return !strncmp(mode, "protected", strlen("protected")) && !fp_hyp_saves();
}

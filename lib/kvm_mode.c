// SPDX-License-Identifier: GPL-2.0
/* The mode in which KVM runs on this host; see kvm_mode.h. */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kvm_mode.h"
#include "sysfs.h"

#define PROTECTED	"protected"
#define COLUMNS_MAX	8	/* of a line of /proc/interrupts, from its end */

/* The private interrupts of the timers, as Arm's BSA numbers them. */
enum timer {
	TIMER_HYP = 26,
	TIMER_HYP_VIRTUAL = 28,
	TIMER_EL1_PHYSICAL = 30,
};

static const struct {
	const char *said;	/* in the kernel log */
	const char *name;
} modes[] = {
	{ "Protected nVHE mode initialized", "protected nVHE" },
	{ "Protected hVHE mode initialized", "protected hVHE" },
	{ "Hyp nVHE mode initialized", "nVHE" },
	{ "Hyp hVHE mode initialized", "hVHE" },
	{ ": Hyp mode initialized", "nVHE" }, /* before Linux 6.6 */
	{ ": VHE mode initialized", "VHE" },
	{ ": VHE+NV2 mode initialized", "VHE+NV2" },
};

static const char *mode_in_log(const char *log)
{
	for (size_t i = 0; log && i < sizeof(modes) / sizeof(modes[0]); i++)
		if (strstr(log, modes[i].said))
			return modes[i].name;
	return NULL;
}

/*
 * "11:  9  8  GICv3  26 Level  arch_timer": the number after the interrupt controller.
 * 0: @line is not of the timer, or of a controller that numbers otherwise.
 */
static int timer_of_line(char *line)
{
	char *column[COLUMNS_MAX] = { NULL }, *save, *text;

	for (text = strtok_r(line, " \n", &save); text; text = strtok_r(NULL, " \n", &save)) {
		memmove(column + 1, column, sizeof(column) - sizeof(column[0]));
		column[0] = text;
	}
	if (!column[0] || strcmp(column[0], "arch_timer"))
		return 0;
	for (int i = 1; i + 1 < COLUMNS_MAX && column[i + 1]; i++)
		if (!strncmp(column[i + 1], "GIC", 3))
			return atoi(column[i]);
	return 0;
}

/* The interrupt of the timer that the kernel uses; 0: not known. */
static int timer_in_use(const char *root)
{
	char path[SYSFS_PATH_MAX], *line = NULL;
	int timer = 0;
	size_t size = 0;
	FILE *f;

	snprintf(path, sizeof(path), "%s/proc/interrupts", root);
	f = fopen(path, "re");
	if (!f)
		return 0;
	while (!timer && getline(&line, &size, f) >= 0)
		timer = timer_of_line(line);
	free(line);
	fclose(f);
	return timer;
}

/* What the boot command line asks of KVM. */
struct asked {
	char mode[16];	/* kvm-arm.mode=; empty: nothing */
	bool hvhe;	/* arm64_sw.hvhe= */
};

/* The kernel takes '-' and '_' in a name for the same. */
static void ask_word(struct asked *asked, char *word)
{
	char *value = strchr(word, '=');

	if (!value)
		return;
	*value++ = '\0';
	for (char *c = word; *c; c++)
		*c = *c == '-' ? '_' : *c;
	if (!strcmp(word, "kvm_arm.mode"))
		snprintf(asked->mode, sizeof(asked->mode), "%s", value);
	if (!strcmp(word, "arm64_sw.hvhe"))
		asked->hvhe = strcmp(value, "0");
}

/* Return: 0, or a negative errno, and @asked is not known. */
static int read_asked(struct asked *asked, const char *root)
{
	char line[4096], *save, *word;
	int err = sysfs_read_at(line, sizeof(line), root, "/proc/cmdline");

	*asked = (struct asked){ 0 };
	if (err)
		return err;
	for (word = strtok_r(line, " ", &save); word; word = strtok_r(NULL, " ", &save))
		ask_word(asked, word);
	return 0;
}

/*
 * A kernel at EL2 uses the timer of EL2, and one at EL1 that could be at EL2 leaves the
 * virtual timer to guests. NULL: not known.
 */
static const char *derive(const char *root)
{
	struct asked asked;

	if (read_asked(&asked, root) || !strcmp(asked.mode, "none"))
		return NULL;
	switch (timer_in_use(root)) {
	case TIMER_HYP:
	case TIMER_HYP_VIRTUAL:
		return strcmp(asked.mode, "nested") ? "VHE" : "VHE or VHE+NV2";
	case TIMER_EL1_PHYSICAL:
		if (!strcmp(asked.mode, PROTECTED))
			return PROTECTED " nVHE or hVHE";
		return asked.hvhe ? "nVHE or hVHE" : "nVHE";
	default:
		return NULL;
	}
}

void kvm_mode_read(char *mode, size_t size, const char *root, const char *log)
{
	const char *name;

	if (!sysfs_read_at(mode, size, root, "/sys/kernel/kvm_sve/kvm_mode") && mode[0])
		return;
	name = mode_in_log(log);
	if (!name)
		name = derive(root);
	snprintf(mode, size, "%s", name ? name : "");
}

enum yes_no kvm_mode_hyp_saves(const char *mode, const char *release)
{
	unsigned int major, minor;

	if (mode[0] && strncmp(mode, PROTECTED, strlen(PROTECTED)))
		return NO;
	if (sscanf(release, "%u.%u", &major, &minor) != 2)
		return UNKNOWN;
	if (major < 6 || (major == 6 && minor < 11))
		return NO;
	return mode[0] ? YES : UNKNOWN;
}

enum yes_no kvm_mode_is_vhe(const char *mode)
{
	if (!mode[0])
		return UNKNOWN;
	return strncmp(mode, "VHE", 3) ? NO : YES;
}

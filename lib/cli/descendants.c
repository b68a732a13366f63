// SPDX-License-Identifier: GPL-2.0
/* The processes below this one; see descendants.h. */
#include <ctype.h>
#include <dirent.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "descendants.h"

struct process {
	pid_t pid, parent;
	bool ended;
	bool below; /* us */
};

struct processes {
	struct process *all;
	size_t n, room;
};

static bool add(struct processes *list, const struct process *process)
{
	if (list->n == list->room) {
		size_t room = list->room ? 2 * list->room : 256;
		struct process *more = reallocarray(list->all, room, sizeof(*more));

		if (!more)
			return false;
		list->all = more;
		list->room = room;
	}
	list->all[list->n++] = *process;
	return true;
}

/* "PID (NAME) STATE PARENT ...", where NAME may hold anything. */
static bool read_process(const char *pid, struct process *process)
{
	char path[32], line[256], state = 0;
	const char *rest;
	FILE *in;

	snprintf(path, sizeof(path), "/proc/%.10s/stat", pid);
	in = fopen(path, "re");
	if (!in)
		return false;
	rest = fgets(line, sizeof(line), in) ? strrchr(line, ')') : NULL;
	fclose(in);
	*process = (struct process){ .pid = atoi(pid) };
	if (!rest || sscanf(rest, ") %c %d", &state, &process->parent) != 2)
		return false;
	process->ended = state == 'Z' || state == 'X';
	return true;
}

static void read_all(struct processes *list)
{
	DIR *dir = opendir("/proc");
	struct process process;
	struct dirent *entry;
	bool room = true;

	while (dir && room && (entry = readdir(dir)))
		if (isdigit((unsigned char)entry->d_name[0]) &&
		    read_process(entry->d_name, &process))
			room = add(list, &process);
	if (dir)
		closedir(dir);
}

static int by_pid(const void *a, const void *b)
{
	return ((const struct process *)a)->pid - ((const struct process *)b)->pid;
}

static bool is_below(const struct processes *list, pid_t pid)
{
	const struct process key = { .pid = pid };
	const struct process *found = bsearch(&key, list->all, list->n, sizeof(key), by_pid);

	return pid == getpid() || (found && found->below);
}

/* A parent may stand behind its child, so until nothing changes. */
static void mark_below(struct processes *list)
{
	bool more = list->n;

	if (more)
		qsort(list->all, list->n, sizeof(*list->all), by_pid);
	while (more) {
		more = false;
		for (size_t i = 0; i < list->n; i++) {
			struct process *process = &list->all[i];

			if (process->below || !is_below(list, process->parent))
				continue;
			process->below = more = true;
		}
	}
}

size_t descendants_signal(int sig)
{
	struct processes list = { 0 };
	size_t living = 0;

	read_all(&list);
	mark_below(&list);
	for (size_t i = 0; i < list.n; i++)
		if (list.all[i].below && !list.all[i].ended && !kill(list.all[i].pid, sig))
			living++;
	free(list.all);
	return living;
}

// SPDX-License-Identifier: GPL-2.0
/*
 * lat attaches before it starts its command. That command tells us so through
 * one pipe and waits for the end on another; a shell reaches both by /proc, so
 * that no file descriptor need be inherited.
 */
#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include "lat_watch.h"
#include "tap.h"

#define READY_MS 60000

static bool is_ready(struct lat_watch *watch)
{
	struct pollfd fds[] = {
		{ .fd = watch->ready[0], .events = POLLIN },
		{ .fd = fileno(watch->out) }, /* closed: it has ended */
	};

	return poll(fds, 2, READY_MS) > 0 && fds[0].revents & POLLIN;
}

void lat_begin(struct lat_watch *watch, const char *options)
{
	char command[256];

	if (pipe2(watch->ready, O_CLOEXEC) || pipe2(watch->done, O_CLOEXEC))
		tap_bail("pipe");
	snprintf(command, sizeof(command),
		 "exec kvm-sve lat --json --all %s -c 'echo >/proc/%d/fd/%d; read -r _ </proc/%d/fd/%d'",
		 options, getpid(), watch->ready[1], getpid(), watch->done[0]);
	watch->out = popen(command, "re");
	if (!watch->out || !is_ready(watch))
		tap_bail("did not start: %s", command);
}

json_t *lat_end(struct lat_watch *watch)
{
	json_error_t error;
	json_t *json;
	int i, status;

	if (write(watch->done[1], "\n", 1) != 1)
		tap_bail("pipe");
	json = json_loadf(watch->out, JSON_DISABLE_EOF_CHECK, &error);
	status = pclose(watch->out);
	for (i = 0; i < 2; i++) {
		close(watch->ready[i]);
		close(watch->done[i]);
	}
	if (json && !status)
		return json;
	tap_ok(false, "kvm-sve lat: status %#x, %s", status, json ? "" : error.text);
	json_decref(json);
	return NULL;
}

int64_t json_int(const json_t *object, const char *name)
{
	const json_t *value = json_object_get(object, name);

	return json_is_integer(value) ? json_integer_value(value) : -1;
}

// SPDX-License-Identifier: GPL-2.0
/*
 * Unit tests of how a command that watches ends: bpf/watch.c, lib/cli/child.c, and the signals
 * and the output of lib/cli/cli.c. What is closed, whom a signal reaches, what is left.
 */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "bpf/watch.h"
#include "lib/cli/cli.h"
#include "lib/cli/descendants.h"

enum kind { PIPE, SOCKET, TERMINAL };

/* The end to write to of such an output, and in @reader the other one. */
static int make_output(enum kind kind, int *reader)
{
	int fds[2] = { -1, -1 };

	if (kind == PIPE) {
		assert_int_equal(pipe(fds), 0);
	} else if (kind == SOCKET) {
		assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, fds), 0);
	} else {
		fds[0] = posix_openpt(O_RDWR | O_NOCTTY);
		assert_true(fds[0] >= 0);
		assert_int_equal(grantpt(fds[0]) | unlockpt(fds[0]), 0);
		fds[1] = open(ptsname(fds[0]), O_RDWR | O_NOCTTY);
		assert_true(fds[1] >= 0);
	}
	*reader = fds[0];
	return fds[1];
}

/* What watch_wait() says within a tenth of a second, while the reader is there, or gone. */
static enum watch_event wait_with(enum kind kind, bool gone, bool silent, bool *said_gone)
{
	struct watch watch = { .silent = silent };
	struct timespec until;
	enum watch_event event;
	int reader;
	FILE *out = fdopen(make_output(kind, &reader), "w");

	assert_non_null(out);
	if (gone)
		close(reader);
	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_nsec += 100000000;
	cli_output_to(out, "test");
	event = watch_wait(&watch, -1, &until);
	*said_gone = cli_output_gone();
	cli_output_to(NULL, NULL);
	fclose(out);
	if (!gone)
		close(reader);
	return event;
}

static void test_closed_output(void **state)
{
	bool gone;

	for (enum kind kind = PIPE; kind <= TERMINAL; kind++) {
		assert_int_equal(wait_with(kind, true, false, &gone), WATCH_GONE);
		assert_true(gone);
		assert_int_equal(wait_with(kind, false, false, &gone), WATCH_OVER);
		assert_false(gone);
		/* Metrics that go to a file do not need it. */
		assert_int_equal(wait_with(kind, true, true, &gone), WATCH_OVER);
	}
}

/* A regular file never hangs up. */
static void test_file(void **state)
{
	FILE *out = tmpfile();
	bool gone;

	cli_output_to(out, "test");
	gone = cli_output_gone();
	cli_output_to(NULL, NULL);
	fclose(out);
	assert_false(gone);
}

/*
 * The exit status of a process that gets @sig, which was ignored at its start or not.
 * CLI_SIGNAL alone: the signal did not stop it.
 */
static int stopped_by(int sig, bool ignored)
{
	pid_t pid = fork();
	int status;

	assert_true(pid >= 0);
	if (!pid) {
		signal(sig, ignored ? SIG_IGN : SIG_DFL);
		cli_catch_signals();
		raise(sig);
		_exit(cli_stopped());
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

static void test_signals(void **state)
{
	assert_int_equal(stopped_by(SIGINT, false), CLI_SIGNAL + SIGINT);
	assert_int_equal(stopped_by(SIGTERM, false), CLI_SIGNAL + SIGTERM);
	assert_int_equal(stopped_by(SIGHUP, false), CLI_SIGNAL + SIGHUP);
	assert_int_equal(stopped_by(SIGQUIT, false), CLI_SIGNAL + SIGQUIT);
	/* As after nohup, or in the background of a script, which ignores SIGINT too. */
	assert_int_equal(stopped_by(SIGHUP, true), CLI_SIGNAL);
	assert_int_equal(stopped_by(SIGQUIT, true), CLI_SIGNAL);
	assert_int_equal(stopped_by(SIGINT, true), CLI_SIGNAL + SIGINT);
}

/* Start shell commands and wait until as many processes as they should make are there. */
static void start(struct watch *watch, const char *shell, size_t processes)
{
	*watch = (struct watch){ .shell = shell };
	assert_int_equal(watch_start(watch), CLI_OK);
	for (int i = 0; i < 3000 && descendants_signal(0) < processes; i++)
		usleep(10000);
	assert_int_equal(descendants_signal(0), processes);
}

static void reap(void)
{
	while (waitpid(-1, NULL, 0) > 0)
		;
}

static void assert_all_end(const char *shell, size_t processes)
{
	struct watch watch;

	start(&watch, shell, processes);
	assert_int_equal(watch_end(&watch), CLI_OK);
	assert_int_equal(descendants_signal(0), 0);
	reap();
}

/* With a child of the shell; one that has no parent; a group of its own; one that ignores TERM. */
static void test_all_end(void **state)
{
	assert_all_end("exec sleep 600", 1);
	assert_all_end("sleep 600 & wait", 2);
	assert_all_end("(sleep 600 &) ; exec sleep 600", 2);
	assert_all_end("setsid sh -c 'sleep 600 & wait' & wait", 3);
	assert_all_end("(trap '' TERM; exec sleep 600) & wait", 2);
}

/* What the command leaves when it ends by itself was meant to stay, as a daemon is. */
static void test_left_behind(void **state)
{
	struct watch watch;

	start(&watch, "sleep 600 & exec sleep 0.2", 2);
	assert_int_equal(watch_wait(&watch, -1, NULL), WATCH_OVER);
	assert_true(watch.ended);
	assert_int_equal(watch_end(&watch), CLI_OK);
	assert_int_equal(descendants_signal(SIGKILL), 1);
	reap();
}

/* So the terminal's Ctrl-C reaches it, and it may read there. */
static void test_same_group(void **state)
{
	struct watch watch;

	start(&watch, "exec sleep 600", 1);
	assert_int_equal(getpgid(watch.child.pid), getpgrp());
	watch_end(&watch);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_closed_output),
		cmocka_unit_test(test_file),
		cmocka_unit_test(test_signals),
		cmocka_unit_test(test_all_end),
		cmocka_unit_test(test_left_behind),
		cmocka_unit_test(test_same_group),
	};

	return cmocka_run_group_tests_name("watch", tests, NULL, NULL);
}

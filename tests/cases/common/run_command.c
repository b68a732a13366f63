// SPDX-License-Identifier: GPL-2.0
/* A command to its end; see run_command.h. */
#include <sys/wait.h>
#include <unistd.h>

#include "run_command.h"

int run_command(char *const argv[])
{
	int status;
	pid_t pid = fork();

	if (!pid) {
		execvp(argv[0], argv);
		_exit(127);
	}
	if (pid < 0 || waitpid(pid, &status, 0) != pid)
		return 1;
	return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}

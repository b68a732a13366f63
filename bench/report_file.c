// SPDX-License-Identifier: GPL-2.0
/* A file that appears whole or not at all; report_file.h is the manual. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli.h"
#include "report_file.h"

int report_file_open(struct report_file *file, const char *path)
{
	int fd = -1;

	*file = (struct report_file){ .path = path };
	if (!path)
		return CLI_OK;
	if (asprintf(&file->temporary, "%s.XXXXXX", path) < 0)
		file->temporary = NULL;
	else
		fd = mkstemp(file->temporary);
	if (fd >= 0)
		file->file = fdopen(fd, "w");
	if (file->file)
		return CLI_OK;
	cli_error("cannot write %s: %s", path, strerror(errno));
	return CLI_USAGE;
}

int report_file_commit(struct report_file *file)
{
	mode_t mask = umask(0);
	int err;

	umask(mask);
	err = fflush(file->file) || ferror(file->file) || fsync(fileno(file->file)) ||
	      fchmod(fileno(file->file), 0666 & ~mask) || rename(file->temporary, file->path);
	if (err) {
		cli_error("cannot write %s: %s", file->path, strerror(errno));
		return CLI_CANNOT;
	}
	free(file->temporary);
	file->temporary = NULL;
	return CLI_OK;
}

void report_file_close(struct report_file *file)
{
	if (file->file)
		fclose(file->file);
	if (file->temporary)
		unlink(file->temporary);
	free(file->temporary);
	*file = (struct report_file){ 0 };
}

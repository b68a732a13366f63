// SPDX-License-Identifier: GPL-2.0
/* A file that appears whole or not at all; atomic_file.h is the manual. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "atomic_file.h"
#include "cli.h"

/* Hidden, since some read all files of a folder. */
int whole_file_open(struct whole_file *whole, const char *path)
{
	const char *slash = strrchr(path, '/');
	int dir = slash ? slash + 1 - path : 0, fd, err = 0;

	*whole = (struct whole_file){ .path = path };
	if (asprintf(&whole->temporary, "%.*s.%s.XXXXXX", dir, path, path + dir) < 0) {
		whole->temporary = NULL;
		return -ENOMEM;
	}
	fd = mkstemp(whole->temporary);
	if (fd < 0) {
		err = -errno;
		free(whole->temporary);
		whole->temporary = NULL;
		return err;
	}
	whole->file = fdopen(fd, "w");
	if (!whole->file) {
		err = -errno;
		close(fd);
	}
	return err;
}

/* All that can fail comes before the rename. */
int whole_file_commit(struct whole_file *whole)
{
	mode_t mask = umask(0);
	int fd = fileno(whole->file);

	umask(mask);
	if (fflush(whole->file) || ferror(whole->file) || fsync(fd) || fchmod(fd, 0666 & ~mask) ||
	    rename(whole->temporary, whole->path)) {
		if (!errno) /* ferror() alone */
			errno = EIO;
		return -errno;
	}
	free(whole->temporary);
	whole->temporary = NULL;
	return 0;
}

int whole_file_start(struct whole_file *whole, const char *path)
{
	struct stat st;
	int err;

	if (!lstat(path, &st) && !S_ISREG(st.st_mode)) {
		cli_error("cannot write %s: it is there and is no file", path);
		return CLI_USAGE;
	}
	err = whole_file_open(whole, path);
	if (!err)
		return CLI_OK;
	cli_error("cannot write %s: %s", path, strerror(-err));
	return CLI_USAGE;
}

int whole_file_finish(struct whole_file *whole)
{
	int err = whole_file_commit(whole);

	if (!err)
		return CLI_OK;
	cli_error("cannot write %s: %s", whole->path, strerror(-err));
	return CLI_CANNOT;
}

int whole_file_try(const char *path)
{
	struct whole_file whole = { 0 };
	int err = whole_file_start(&whole, path);

	whole_file_close(&whole);
	return err;
}

int whole_file_write(const char *path, void (*write)(FILE *out, const void *arg), const void *arg)
{
	struct whole_file whole = { 0 };
	int err;

	if (!path) {
		write(stdout, arg);
		return cli_flush();
	}
	err = whole_file_start(&whole, path);
	if (!err) {
		write(whole.file, arg);
		err = whole_file_finish(&whole);
	}
	whole_file_close(&whole);
	return err;
}

void whole_file_close(struct whole_file *whole)
{
	if (whole->file)
		fclose(whole->file);
	if (whole->temporary)
		unlink(whole->temporary);
	free(whole->temporary);
	*whole = (struct whole_file){ 0 };
}

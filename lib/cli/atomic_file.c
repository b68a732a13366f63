// SPDX-License-Identifier: GPL-2.0
/* A file that appears whole or not at all; see atomic_file.h. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "atomic_file.h"
#include "cli.h"

/*
 * A file beside @path, hidden since some read all files of a folder. Return: 0 or a
 * negative errno.
 */
static int open_beside(struct atomic_file *file, const char *path)
{
	const char *slash = strrchr(path, '/');
	int dir = slash ? slash + 1 - path : 0, fd, err = 0;

	*file = (struct atomic_file){ .path = path };
	if (asprintf(&file->temporary, "%.*s.%s.XXXXXX", dir, path, path + dir) < 0) {
		file->temporary = NULL;
		return -ENOMEM;
	}
	fd = mkstemp(file->temporary);
	if (fd < 0) {
		err = -errno;
		free(file->temporary);
		file->temporary = NULL;
		return err;
	}
	file->file = fdopen(fd, "w");
	if (!file->file) {
		err = -errno;
		close(fd);
	}
	return err;
}

/*
 * Give @fd the owner, as far as we may, and the rights of file @path, or those of a new file
 * if there is none. Return: as fchmod().
 */
static int take_rights(int fd, const char *path)
{
	mode_t mask = umask(0);
	struct stat old;

	umask(mask);
	if (lstat(path, &old) || !S_ISREG(old.st_mode))
		return fchmod(fd, 0666 & ~mask);
	/* One after the other: the group may be ours to give where the owner is not. */
	if (fchown(fd, -1, old.st_gid) || fchown(fd, old.st_uid, -1))
		return fchmod(fd, old.st_mode & 0777);
	return fchmod(fd, old.st_mode & 07777);
}

/*
 * All is written, or failed to be, which ferror() of the file says: give it its name. All that
 * can fail comes before the rename. Return: 0 or a negative errno.
 */
static int commit(struct atomic_file *file)
{
	int fd = fileno(file->file);

	if (fflush(file->file) || ferror(file->file) || fsync(fd) ||
	    take_rights(fd, file->path) || rename(file->temporary, file->path)) {
		if (!errno) /* ferror() alone */
			errno = EIO;
		return -errno;
	}
	free(file->temporary);
	file->temporary = NULL;
	return 0;
}

int atomic_file_start(struct atomic_file *file, const char *path)
{
	struct stat st;
	int err;

	if (!lstat(path, &st) && !S_ISREG(st.st_mode)) {
		cli_error("cannot write %s: it is there and is no file%s", path,
			  S_ISLNK(st.st_mode) ? ", but a link; name what it points to" : "");
		return CLI_USAGE;
	}
	err = open_beside(file, path);
	if (!err)
		return CLI_OK;
	cli_error("cannot write %s: %s", path, strerror(-err));
	return CLI_USAGE;
}

int atomic_file_finish(struct atomic_file *file)
{
	int err = commit(file);

	if (!err)
		return CLI_OK;
	cli_error("cannot write %s: %s", file->path, strerror(-err));
	return CLI_CANNOT;
}

int atomic_file_try(const char *path)
{
	struct atomic_file file = { 0 };
	int err = atomic_file_start(&file, path);

	atomic_file_close(&file);
	return err;
}

void atomic_file_close(struct atomic_file *file)
{
	if (file->file)
		fclose(file->file);
	if (file->temporary)
		unlink(file->temporary);
	free(file->temporary);
	*file = (struct atomic_file){ 0 };
}

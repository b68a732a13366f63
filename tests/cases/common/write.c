// SPDX-License-Identifier: GPL-2.0
/* Writing to files of sysfs and tracefs; see write.h. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "tap.h"
#include "write.h"

int try_write(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_TRUNC | O_CLOEXEC), err = 0;
	ssize_t n;

	if (fd < 0)
		return errno;
	n = write(fd, text, strlen(text));
	if (n < 0)
		err = errno;
	else if (n != (ssize_t)strlen(text))
		err = EIO;
	close(fd);
	return err;
}

void write_text(const char *path, const char *text)
{
	int err = try_write(path, text);

	if (err)
		tap_bail("%s to %s: %s", text, path, strerror(err));
}

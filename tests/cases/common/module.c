// SPDX-License-Identifier: GPL-2.0
/* The module comes and goes; see module.h. */
#include <errno.h>
#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "module.h"

#define BUSY_TRIES 2000 /* ms that a call or a release of BPF may hold it */

int module_remove(void)
{
	return syscall(SYS_delete_module, "kvm_sve", O_NONBLOCK) ? errno : 0;
}

int module_remove_retry(void)
{
	int err, tries;

	for (tries = 0; tries < BUSY_TRIES; tries++) {
		err = module_remove();
		if (err != EAGAIN && err != EBUSY)
			break;
		usleep(1000);
	}
	return err;
}

int module_load(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC), err;

	if (fd < 0)
		return errno;
	err = syscall(SYS_finit_module, fd, "", 0) ? errno : 0;
	close(fd);
	return err;
}

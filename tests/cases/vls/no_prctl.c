// SPDX-License-Identifier: GPL-2.0
/*
 * A library to preload: a sandbox in which prctl() of SVE's vector lengths is refused,
 * as by the seccomp filter of a container. No case; for case scripts.
 */
#include <errno.h>
#include <stdarg.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

int prctl(int option, ...)
{
	unsigned long arg[4];
	va_list args;

	va_start(args, option);
	for (int i = 0; i < 4; i++)
		arg[i] = va_arg(args, unsigned long);
	va_end(args);
	if (option == PR_SVE_SET_VL || option == PR_SVE_GET_VL) {
		errno = EPERM;
		return -1;
	}
	return syscall(SYS_prctl, option, arg[0], arg[1], arg[2], arg[3]);
}

/* SPDX-License-Identifier: GPL-2.0 */
/* The processes below this one, as /proc shows them. */
#ifndef KVM_SVE_LIB_CLI_DESCENDANTS_H
#define KVM_SVE_LIB_CLI_DESCENDANTS_H

#include <stddef.h>

/*
 * Send @sig to each; 0: to none. Return: how many live and may be signalled; 0 too if /proc
 * cannot be read. Who has ended and waits for its parent does not count.
 */
size_t descendants_signal(int sig);

#endif /* KVM_SVE_LIB_CLI_DESCENDANTS_H */

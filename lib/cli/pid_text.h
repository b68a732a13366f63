/* SPDX-License-Identifier: GPL-2.0 */
/* A process that may be in another PID namespace, where its number is 0. */
#ifndef KVM_SVE_LIB_CLI_PID_TEXT_H
#define KVM_SVE_LIB_CLI_PID_TEXT_H

#include <jansson.h>

#define PID_TEXT_MAX 12

/* "-" for 0. Return: @buf. */
const char *pid_text(char buf[PID_TEXT_MAX], unsigned int pid);

/* null for 0. */
json_t *pid_json(unsigned int pid);

#endif /* KVM_SVE_LIB_CLI_PID_TEXT_H */

/* SPDX-License-Identifier: GPL-2.0 */
/* Points in time for programs, by ISO 8601 in UTC. */
#ifndef KVM_SVE_CLI_ISO_TIME_H
#define KVM_SVE_CLI_ISO_TIME_H

#include <stddef.h>
#include <time.h>

#define ISO_TIME_MAX 48

/* "2024-02-29T12:34:56Z", or with microseconds "2024-02-29T12:34:56.000789Z". */
void iso_time(char buf[ISO_TIME_MAX], time_t seconds);
void iso_time_us(char buf[ISO_TIME_MAX], time_t seconds, unsigned int us);

#endif /* KVM_SVE_CLI_ISO_TIME_H */

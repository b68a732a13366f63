/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What of the kernel this module uses that differs between kernel lines.
 */
#ifndef FP_THIEF_COMPAT_KERNEL_H
#define FP_THIEF_COMPAT_KERNEL_H

#include <linux/hrtimer.h>
#include <linux/version.h>

#include <asm/neon.h>

/* Since 6.13 one call does both. */
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 13, 0)
static inline void hrtimer_setup(struct hrtimer *timer,
				 enum hrtimer_restart (*function)(struct hrtimer *),
				 clockid_t clock_id, enum hrtimer_mode mode)
{
	hrtimer_init(timer, clock_id, mode);
	timer->function = function;
}
#endif

/* Since 6.19 the caller has the room for what is interrupted in its use of NEON. */
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 19, 0)
#define kernel_neon_begin(state)	((void)(state), kernel_neon_begin())
#define kernel_neon_end(state)		((void)(state), kernel_neon_end())
#endif

#endif /* FP_THIEF_COMPAT_KERNEL_H */

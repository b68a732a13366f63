/* SPDX-License-Identifier: GPL-2.0 */
/* KVM's policy of adaptive restore, in user space. */
#ifndef POLICY_H
#define POLICY_H

#include <stdbool.h>
#include <stdint.h>

typedef uint8_t u8;
typedef uint16_t u16;
typedef uint32_t u32;

#include "patches/new/arch/arm64/include/asm/kvm_fp_restore.h"

/* What makes the next credit the longest, and the shortest, that it can be. */
#define SHUFFLE_LONGEST 0x70
#define SHUFFLE_SHORTEST 0xfd

#endif /* POLICY_H */

/* SPDX-License-Identifier: GPL-2.0 */
#ifndef KVM_SVE_BPF_SET_TEXT_H
#define KVM_SVE_BPF_SET_TEXT_H

#include <linux/types.h>
#include <stddef.h>

/*
 * A set of VQ 1..64 as text. One whose text is longer than @width shows its
 * smallest and its largest VL alone: "128...2048".
 */
void set_text(char *buf, size_t size, __u64 vqs, int width);

#endif /* KVM_SVE_BPF_SET_TEXT_H */

/* SPDX-License-Identifier: GPL-2.0 */
/* A heat map as SVG. */
#ifndef KVM_SVE_BPF_LAT_HEATMAP_SVG_H
#define KVM_SVE_BPF_LAT_HEATMAP_SVG_H

#include <stdio.h>

#include "lat_heatmap.h"

/* Write it to @out; the caller looks at ferror(). */
void heatmap_svg(const struct heatmap *map, const struct lat_format *format, FILE *out);

#endif /* KVM_SVE_BPF_LAT_HEATMAP_SVG_H */

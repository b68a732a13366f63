/* SPDX-License-Identifier: GPL-2.0 */
/* A heat map as SVG. */
#ifndef KVM_SVE_BPF_LAT_LAT_HEATMAP_SVG_H
#define KVM_SVE_BPF_LAT_LAT_HEATMAP_SVG_H

#include "lat_heatmap.h"
#include "lat_print.h"

/*
 * Draw @map and finish its file. Return: CLI_OK, or CLI_CANNOT with a message;
 * then what was at the file's path is as it was.
 */
int heatmap_write(struct heatmap *map, const struct lat_format *format);

#endif /* KVM_SVE_BPF_LAT_LAT_HEATMAP_SVG_H */

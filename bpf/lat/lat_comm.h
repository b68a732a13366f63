/* SPDX-License-Identifier: GPL-2.0 */
/* The name of a VMM's process. */
#ifndef KVM_SVE_BPF_LAT_LAT_COMM_H
#define KVM_SVE_BPF_LAT_LAT_COMM_H

#define LAT_COMM_SIZE 16

/* The name of process @pid, "?" if it is gone. */
void lat_comm(char buf[LAT_COMM_SIZE], unsigned int pid);

#endif /* KVM_SVE_BPF_LAT_LAT_COMM_H */

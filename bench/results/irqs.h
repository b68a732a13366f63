/* SPDX-License-Identifier: GPL-2.0 */
/* Interrupts of devices that a CPU takes. */
#ifndef KVM_SVE_BENCH_IRQS_H
#define KVM_SVE_BENCH_IRQS_H

/* How many are routed to @cpu; -1: unknown. @root: where /proc is, "" but for tests. */
int irqs_of_cpu(const char *root, int cpu);

#endif /* KVM_SVE_BENCH_IRQS_H */

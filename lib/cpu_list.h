/* SPDX-License-Identifier: GPL-2.0 */
/* Lists of CPUs as sysfs and procfs write them: "0-3,8". */
#ifndef KVM_SVE_LIB_CPU_LIST_H
#define KVM_SVE_LIB_CPU_LIST_H

#include <sched.h>

/* What of @text can be read goes to @set; CPUs from CPU_SETSIZE on are left out. */
void cpu_list_parse(const char *text, cpu_set_t *set);

#endif /* KVM_SVE_LIB_CPU_LIST_H */

/* SPDX-License-Identifier: GPL-2.0 */
/* The commands of "kvm-sve vls". */
#ifndef KVM_SVE_TOOLS_VLS_COMMAND_H
#define KVM_SVE_TOOLS_VLS_COMMAND_H

int cmd_vls_show(int argc, char **argv);
int cmd_vls_default(int argc, char **argv);
int cmd_vls_max(int argc, char **argv);
int cmd_vls_try(int argc, char **argv);
int cmd_vls_common(int argc, char **argv);
int cmd_vls_check(int argc, char **argv);
int cmd_vls_ps(int argc, char **argv);
int cmd_vls_save(int argc, char **argv);
int cmd_vls_load(int argc, char **argv);

#endif /* KVM_SVE_TOOLS_VLS_COMMAND_H */

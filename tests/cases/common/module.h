/* SPDX-License-Identifier: GPL-2.0 */
/* Loading and removing the module from test programs. */
#ifndef KVM_SVE_TESTS_CASES_COMMON_MODULE_H
#define KVM_SVE_TESTS_CASES_COMMON_MODULE_H

#define MODULE_PATH "/host/kvm_sve.ko"

/* Return: 0 or a positive errno; EAGAIN or EBUSY: it is in use. Waits for nobody. */
int module_remove(void);

/* module_remove(), for two seconds while it is in use: a call may be inside just now. */
int module_remove_retry(void);

/* Load @path. Return: 0 or a positive errno. */
int module_load(const char *path);

#endif /* KVM_SVE_TESTS_CASES_COMMON_MODULE_H */

/* SPDX-License-Identifier: GPL-2.0 */
/* Yes, no, or not known: an error is no answer, and must not become one. */
#ifndef KVM_SVE_LIB_YES_NO_H
#define KVM_SVE_LIB_YES_NO_H

enum yes_no { NO, YES, UNKNOWN };

#endif /* KVM_SVE_LIB_YES_NO_H */

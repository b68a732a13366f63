/* SPDX-License-Identifier: GPL-2.0 */
/* For numbers that need not be the same to the last bit; after cmocka.h. */
#ifndef KVM_SVE_TESTS_UNIT_NEAR_H
#define KVM_SVE_TESTS_UNIT_NEAR_H

#include <math.h>

static inline void near(double got, double want, double by)
{
	if (!(fabs(got - want) <= by))
		fail_msg("%.8f is not %.8f", got, want);
}

#endif /* KVM_SVE_TESTS_UNIT_NEAR_H */

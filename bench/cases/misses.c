// SPDX-License-Identifier: GPL-2.0
/* KVM_RUNs until enough of them were as they should be; see misses.h. */
#include <errno.h>

#include "cases.h"
#include "misses.h"

#define RUNS	4	/* that must be as they should be, before the case is measured */

int misses_run(struct fixture *fixture, unsigned int left)
{
	int err = fixture_set_left(fixture, left);

	if (err)
		return err;
	err = vcpu_run(&fixture->self.vcpu);
	if (err)
		return fixture_fail(fixture, err, "%s", fixture->self.vcpu.msg);
	return fixture->c->exit->post(fixture);
}

int misses_settle(struct fixture *fixture, const char *why)
{
	int err = 0, good = 0;

	while (!err && good < RUNS) {
		err = misses_run(fixture, fixture->c->exit->trips_long);
		good += !err;
		if (err == -EAGAIN && fixture->misses > MISSES_MAX)
			return fixture_fail(fixture, -EOPNOTSUPP, "%s", why);
		if (err == -EAGAIN)
			err = 0;
	}
	return err;
}

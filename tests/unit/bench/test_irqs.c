// SPDX-License-Identifier: GPL-2.0
/* Unit tests of bench/results/irqs.c. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "bench/results/irqs.c"
#include "tests/unit/fake_root.h"

static void test_irqs(void **state)
{
	fake_clear();
	assert_int_equal(irqs_of_cpu(fake_root, 3), -1);
	fake_file("/proc/irq/default_smp_affinity", "ff\n");
	fake_file("/proc/irq/9/smp_affinity_list", "0-7\n");
	assert_int_equal(irqs_of_cpu(fake_root, 3), -1);
	fake_file("/proc/irq/10/effective_affinity_list", "0\n");
	assert_int_equal(irqs_of_cpu(fake_root, 3), 0);
	fake_file("/proc/irq/11/effective_affinity_list", "3\n");
	fake_file("/proc/irq/120/effective_affinity_list", "2-4\n");
	fake_file("/proc/irq/121/effective_affinity_list", "\n");
	assert_int_equal(irqs_of_cpu(fake_root, 3), 2);
	assert_int_equal(irqs_of_cpu(fake_root, 7), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_irqs),
	};

	return cmocka_run_group_tests_name("bench/irqs", tests, fake_setup, fake_teardown);
}

// SPDX-License-Identifier: GPL-2.0
/* Unit tests of lib/cpu_list.c. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lib/cpu_list.c"

static void test_cpus(void **state)
{
	cpu_set_t set;

	cpu_list_parse("0-3,8", &set);
	assert_int_equal(CPU_COUNT(&set), 5);
	assert_true(CPU_ISSET(0, &set) && CPU_ISSET(3, &set) && CPU_ISSET(8, &set));
	cpu_list_parse("5", &set);
	assert_int_equal(CPU_COUNT(&set), 1);
	assert_true(CPU_ISSET(5, &set));
	cpu_list_parse("", &set);
	assert_int_equal(CPU_COUNT(&set), 0);
	cpu_list_parse("7-100000", &set);
	assert_int_equal(CPU_COUNT(&set), CPU_SETSIZE - 7);
	cpu_list_parse("1,x", &set);
	assert_int_equal(CPU_COUNT(&set), 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_cpus),
	};

	return cmocka_run_group_tests_name("cpu_list", tests, NULL, NULL);
}

// SPDX-License-Identifier: GPL-2.0
/* Unit tests of lib/cli/iso_time.c: known points in time, in UTC whatever the zone. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "lib/cli/iso_time.h"

static void test_known(void **state)
{
	char text[ISO_TIME_MAX];

	setenv("TZ", "Asia/Tokyo", 1);
	tzset();
	iso_time(text, 0);
	assert_string_equal(text, "1970-01-01T00:00:00Z");
	iso_time(text, 1709210096);
	assert_string_equal(text, "2024-02-29T12:34:56Z");
	iso_time_us(text, 1709210096, 789);
	assert_string_equal(text, "2024-02-29T12:34:56.000789Z");
	iso_time_us(text, 1709210096, 999999);
	assert_string_equal(text, "2024-02-29T12:34:56.999999Z");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_known),
	};

	return cmocka_run_group_tests_name("lib/cli/iso_time", tests, NULL, NULL);
}

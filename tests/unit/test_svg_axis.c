// SPDX-License-Identifier: GPL-2.0
/* Unit tests of lib/cli/svg_axis.c: scales, places, ticks, and text that is no markup. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lib/cli/svg_axis.h"
#include "tests/unit/text.h"

static const struct svg_plot plot = { .left = 100, .right = 300, .top = 10, .bottom = 110 };

static void test_round(void **state)
{
	struct svg_scale scale = svg_scale(3, 47, false);

	assert_true(scale.low == 0 && scale.high == 50 && scale.step == 10);
	assert_true(svg_y_at(&plot, &scale, 0) == 110);
	assert_true(svg_y_at(&plot, &scale, 50) == 10);
	assert_true(svg_x_at(&plot, &scale, 25) == 200);
}

/* Six lines from 0 to 50, each with its label. */
static void test_ticks(void **state)
{
	struct svg_scale scale = svg_scale(0, 50000, false);
	char *text = written(svg_axis_y(out, &plot, &scale, svg_label_number, NULL));

	assert_int_equal(count(text, "<path class=\"g\""), 6);
	assert_int_equal(count(text, ">50k</text>"), 1);
	assert_int_equal(count(text, ">0</text>"), 1);
	free(text);
}

/* The ends stay where they are, and only round numbers between them have a tick. */
static void test_exact(void **state)
{
	struct svg_scale scale = svg_scale_exact(3, 48, 0);
	char *text = written(svg_axis_x(out, &plot, &scale, svg_label_number, NULL));

	assert_true(svg_x_at(&plot, &scale, 3) == 100 && svg_x_at(&plot, &scale, 48) == 300);
	assert_int_equal(count(text, "<text"), 4);
	assert_int_equal(count(text, ">10</text>"), 1);
	free(text);
	/* Slots are whole: never a tick between two of them. */
	scale = svg_scale_exact(7, 9, 1);
	assert_true(scale.step == 1);
}

static void test_log(void **state)
{
	struct svg_scale scale = svg_scale(1, 100, true);
	char *text = written(svg_axis_y(out, &plot, &scale, svg_label_number, NULL));

	assert_true(fabs(svg_y_at(&plot, &scale, 10) - 60) < 1e-9);
	assert_int_equal(count(text, "<text"), 7);
	free(text);
	/* A range between two ticks has these at its ends. */
	scale = svg_scale(1400, 1700, true);
	text = written(svg_axis_y(out, &plot, &scale, svg_label_number, NULL));
	assert_true(scale.low == 1000 && scale.high == 2000);
	assert_int_equal(count(text, "<text"), 2);
	free(text);
	scale = svg_scale(1000, 1000, true);
	assert_true(scale.low == 1000 && scale.high == 2000);
	/* A range with 0 in it has no logarithm: its scale is linear. */
	assert_false(svg_scale(0, 100, true).log);
}

/* Any range has ticks, few of them, and an end of them. */
static void test_hostile(void **state)
{
	static const double values[] = { -1e15, -1, 0, 1e-9, 1, 1e15 };
	size_t n = sizeof(values) / sizeof(*values);

	for (size_t i = 0; i < n; i++)
		for (size_t j = i; j < n; j++)
			for (int log = 0; log < 2; log++) {
				struct svg_scale scale = svg_scale(values[i], values[j], log);
				char *text = written(svg_axis_y(out, &plot, &scale,
								svg_label_number, NULL));

				assert_in_range(count(text, "<text"), 1, 32);
				assert_null(strstr(text, "nan"));
				assert_null(strstr(text, "inf"));
				free(text);
			}
}

static void test_text(void **state)
{
	char *text = written(html_text(out, "<a b='\"&'>\x1b\xff\xc3\xa9"));

	assert_string_equal(text, "&lt;a b=&#39;&quot;&amp;&#39;&gt;??\xc3\xa9");
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_round),
		cmocka_unit_test(test_ticks),
		cmocka_unit_test(test_exact),
		cmocka_unit_test(test_log),
		cmocka_unit_test(test_hostile),
		cmocka_unit_test(test_text),
	};

	return cmocka_run_group_tests_name("lib/cli/svg_axis", tests, NULL, NULL);
}

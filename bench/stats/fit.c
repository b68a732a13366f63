// SPDX-License-Identifier: GPL-2.0
/* Least squares; see fit.h. */
#include <math.h>

#include "fit.h"
#include "stats.h"
#include "student.h"

#define POINTS_MAX	64

static double mean_of(const double *v, size_t n)
{
	double sum = 0;

	for (size_t i = 0; i < n; i++)
		sum += v[i];
	return sum / n;
}

static double residual_of(const double *x, const double *y, const struct fit *fit)
{
	double rest = 0;

	if (fit->n < 3)
		return NAN;
	for (size_t i = 0; i < fit->n; i++) {
		double off = y[i] - fit->a - fit->b * x[i];

		rest += off * off;
	}
	return sqrt(rest / (fit->n - 2));
}

bool fit_line(const double *x, const double *y, size_t n, struct fit *fit)
{
	double mean_x, mean_y, sxx = 0, sxy = 0;

	if (n < 2)
		return false;
	mean_x = mean_of(x, n);
	mean_y = mean_of(y, n);
	for (size_t i = 0; i < n; i++) {
		sxx += (x[i] - mean_x) * (x[i] - mean_x);
		sxy += (x[i] - mean_x) * (y[i] - mean_y);
	}
	if (sxx == 0)
		return false;

	*fit = (struct fit){ .n = n, .b = sxy / sxx, .a_ci = NAN, .b_ci = NAN };
	fit->a = mean_y - fit->b * mean_x;
	fit->residual = residual_of(x, y, fit);
	return true;
}

void fit_over_rounds(struct fit *fit, const double *x, const double *const *rounds, size_t n,
		     size_t nr_rounds)
{
	double a[STATS_ROUNDS_MAX], b[STATS_ROUNDS_MAX], y[POINTS_MAX];
	struct fit round;

	if (nr_rounds < 2 || nr_rounds > STATS_ROUNDS_MAX || n > POINTS_MAX)
		return;
	for (size_t r = 0; r < nr_rounds; r++) {
		for (size_t i = 0; i < n; i++)
			y[i] = rounds[i][r];
		if (!fit_line(x, y, n, &round))
			return;
		a[r] = round.a;
		b[r] = round.b;
	}
	fit->a_ci = student_half_width(a, nr_rounds);
	fit->b_ci = student_half_width(b, nr_rounds);
}

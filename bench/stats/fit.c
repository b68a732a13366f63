// SPDX-License-Identifier: GPL-2.0
/* Least squares; see fit.h. */
#include <math.h>

#include "fit.h"
#include "student.h"

static double mean_of(const double *v, size_t n)
{
	double sum = 0;

	for (size_t i = 0; i < n; i++)
		sum += v[i];
	return sum / n;
}

bool fit_line(const double *x, const double *y, size_t n, struct fit *fit)
{
	double mean_x, mean_y, sxx = 0, sxy = 0, rest = 0, t;

	if (n < 3)
		return false;
	mean_x = mean_of(x, n);
	mean_y = mean_of(y, n);
	for (size_t i = 0; i < n; i++) {
		sxx += (x[i] - mean_x) * (x[i] - mean_x);
		sxy += (x[i] - mean_x) * (y[i] - mean_y);
	}
	if (sxx == 0)
		return false;

	*fit = (struct fit){ .n = n, .b = sxy / sxx };
	fit->a = mean_y - fit->b * mean_x;
	for (size_t i = 0; i < n; i++) {
		double off = y[i] - fit->a - fit->b * x[i];

		rest += off * off;
	}
	fit->residual = sqrt(rest / (n - 2));
	t = student_t(0.95, n - 2) * fit->residual;
	fit->b_ci = t / sqrt(sxx);
	fit->a_ci = t * sqrt(1.0 / n + mean_x * mean_x / sxx);
	return true;
}

// SPDX-License-Identifier: GPL-2.0
/* Least squares; see fit.h. */
#include <math.h>

#include "fit.h"

/* The 97.5% quantile of Student's t, for 1 degree of freedom and up. */
static const double student[] = {
	12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179,
	2.160, 2.145, 2.131, 2.120, 2.110, 2.101, 2.093, 2.086, 2.080, 2.074, 2.069, 2.064,
	2.060, 2.056, 2.052, 2.048, 2.045, 2.042,
};

#define NR_STUDENT	(sizeof(student) / sizeof(student[0]))

/* Beyond the table what the next term of its series gives, right to 0.001. */
static double student_975(size_t freedom)
{
	return freedom <= NR_STUDENT ? student[freedom - 1] : 1.960 + 2.42 / freedom;
}

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
	t = student_975(n - 2) * fit->residual;
	fit->b_ci = t / sqrt(sxx);
	fit->a_ci = t * sqrt(1.0 / n + mean_x * mean_x / sxx);
	return true;
}

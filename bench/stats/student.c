// SPDX-License-Identifier: GPL-2.0
/* Student's t distribution; see student.h. */
#include <math.h>

#include "student.h"

#define HALVINGS	60

/*
 * The probability of |T| < tan(@angle) * sqrt(@freedom), by the finite series for whole degrees
 * of freedom (Abramowitz and Stegun, 26.7.3 and 26.7.4).
 */
static double probability(double angle, size_t freedom)
{
	double c = cos(angle), term = freedom % 2 ? c : 1, sum = 0;

	for (size_t i = freedom % 2 ? 3 : 2; i <= freedom; i += 2) {
		sum += term;
		term *= c * c * (i - 1) / i;
	}
	sum *= sin(angle);
	return freedom % 2 ? (angle + sum) * M_2_PI : sum;
}

double student_t(double within, size_t freedom)
{
	double low = 0, high = M_PI_2;

	for (int i = 0; i < HALVINGS; i++) {
		double middle = (low + high) / 2;

		if (probability(middle, freedom) < within)
			low = middle;
		else
			high = middle;
	}
	return tan(low) * sqrt(freedom);
}

/* Over the first value, so that large ones lose no digits in the sum. */
static double mean_of(const double *values, size_t n)
{
	double sum = 0;

	for (size_t i = 0; i < n; i++)
		sum += values[i] - values[0];
	return values[0] + sum / n;
}

double student_deviation(const double *values, size_t n)
{
	double mean, sum = 0;

	if (n < 2)
		return 0;
	mean = mean_of(values, n);
	for (size_t i = 0; i < n; i++)
		sum += (values[i] - mean) * (values[i] - mean);
	return sqrt(sum / (n - 1));
}

#define NORMAL_FROM	1000	/* degrees of freedom, where t is within 0.003 of the limit */

double student_half_width(const double *values, size_t n)
{
	size_t freedom = n < NORMAL_FROM ? n - 1 : NORMAL_FROM;

	return n < 2 ? 0 : student_t(0.95, freedom) * student_deviation(values, n) / sqrt(n);
}

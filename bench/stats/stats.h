/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Order statistics of exact samples: no buckets, no outlier is dropped. The
 * percentiles are those of lib/quantile.h.
 *
 * An outlier is a sample more than three times the distance of the quartiles
 * below the first or above the third one (Tukey's outer fences).
 */
#ifndef KVM_SVE_BENCH_STATS_H
#define KVM_SVE_BENCH_STATS_H

#include <stdbool.h>
#include <stddef.h>

#define STATS_ROUNDS_MAX 200 /* rounds whose medians are kept; of more, none */

struct stats {
	size_t n;		/* 0: no samples, and all else is 0 */
	double min, p25, p50, p75;
	double p90, p99, p999, max; /* 0 where stats_has() says no */
	bool means;		/* each sample is itself the mean of several */
	double p50_low, p50_high; /* 95% interval of the median; over rounds, if there are any */
	double mean;
	double mean_low, mean_high; /* 95% interval of the mean, by Student's t; as above */
	size_t outliers;
	double *rounds;		/* the median of each, in their order; none of one */
	size_t nr_rounds;
};

/*
 * Sum up @n samples, in any unit. They are sorted in place. Of fewer than six the
 * median's interval is from the least to the largest.
 */
struct stats stats_of(double *samples, size_t n);

/*
 * Is there a percentile of these samples? The one that is the largest sample says nothing more
 * than the maximum: so p90 takes 10 samples, p99 100 and p99.9 1000. And of means there is no
 * tail, neither p99 nor maximum (@permille 1000): those of what they are the means of are lost.
 */
bool stats_has(const struct stats *stats, unsigned int permille);

/* These samples are means. */
void stats_set_means(struct stats *stats);

/* Give @stats the medians of its rounds, which are copied. */
void stats_set_rounds(struct stats *stats, const double *medians, size_t n);

/*
 * Make the intervals of @stats those over @n rounds, where there are two or more: what disturbs a
 * round disturbs all its samples alike, so that samples say too little of how far it goes.
 */
void stats_over_rounds(struct stats *stats, const double *means, const double *medians, size_t n);
void stats_free(struct stats *stats);

#endif /* KVM_SVE_BENCH_STATS_H */

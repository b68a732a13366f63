/* SPDX-License-Identifier: GPL-2.0 */
/* An event of kvm-sve trace as a line of text or of JSON. */
#ifndef KVM_SVE_BPF_TRACE_TRACE_PRINT_H
#define KVM_SVE_BPF_TRACE_TRACE_PRINT_H

#include <stdbool.h>

#include "trace.h"

struct trace_format {
	bool json;
	bool wide;	    /* text: names and sets in full */
	__s64 clock_offset; /* ns from CLOCK_MONOTONIC to CLOCK_REALTIME */
};

/* The names of the events, as --event takes them. */
extern const char *const trace_kind_names[TRACE_NR_KINDS];

/* Print the head of the table. */
void trace_print_head(const struct trace_format *format);

/*
 * Before events that just came are printed: learn what time it is. After a suspend, or when
 * somebody sets the clock, it is another one than what the events before say.
 */
void trace_print_clock(struct trace_format *format);

/* Return: CLI_OK, or CLI_CANNOT with a message; what is printed may wait for cli_flush(). */
int trace_print(const struct trace_format *format, const struct trace_event *event);

#endif /* KVM_SVE_BPF_TRACE_TRACE_PRINT_H */

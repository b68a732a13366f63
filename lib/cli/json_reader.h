/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Members of JSON objects that somebody else wrote. Each function returns a value of the type
 * and in the range that its caller asks for. The first member that has another stops the
 * reader: from then on every function returns what it returns for a member that is missing.
 */
#ifndef KVM_SVE_LIB_CLI_JSON_READER_H
#define KVM_SVE_LIB_CLI_JSON_READER_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/yes_no.h"

struct json_reader {
	char where[80];	/* goes before each error: "row 3: "; empty at first */
	char why[192];	/* the first error; empty: none */
};

/* Stop with this error, unless there is one already. */
void json_reader_fail(struct json_reader *reader, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

static inline bool json_reader_failed(const struct json_reader *reader)
{
	return reader->why[0];
}

/* A finite number from @low to @high; @absent if it is missing or null. */
double json_read_number(struct json_reader *reader, const json_t *object, const char *key,
			double low, double high, double absent);

/* An integer from 0 to @most; 0 if it is missing or null. */
uint64_t json_read_count(struct json_reader *reader, const json_t *object, const char *key,
			 uint64_t most);

/* Printable text that fits into @size bytes, all of it; "" if it is missing or null. */
void json_read_text(struct json_reader *reader, const json_t *object, const char *key, char *to,
		    size_t size);

/* UNKNOWN if it is missing or null. */
enum yes_no json_read_yes_no(struct json_reader *reader, const json_t *object, const char *key);

/* An object, or an array of at most @most elements; NULL if it is missing or null. */
const json_t *json_read_object(struct json_reader *reader, const json_t *object, const char *key);
const json_t *json_read_array(struct json_reader *reader, const json_t *object, const char *key,
			      size_t most);

/*
 * Parse the file @path, which has at most @most bytes: whoever wrote it may want to
 * exhaust time or memory. NULL: the reader has the error.
 */
json_t *json_read_file(struct json_reader *reader, const char *path, size_t most);

#endif /* KVM_SVE_LIB_CLI_JSON_READER_H */

// SPDX-License-Identifier: GPL-2.0
/* Members of JSON objects that somebody else wrote; see json_reader.h. */
#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "json_reader.h"
#include "printable.h"

void json_reader_fail(struct json_reader *reader, const char *fmt, ...)
{
	size_t len = strlen(reader->where);
	va_list args;

	if (json_reader_failed(reader))
		return;
	memcpy(reader->why, reader->where, len);
	va_start(args, fmt);
	vsnprintf(reader->why + len, sizeof(reader->why) - len, fmt, args);
	va_end(args);
}

/* Unpack @key by @format; false if it is missing, null or of another type. */
static bool unpack(struct json_reader *reader, const json_t *object, const char *key,
		   const char *format, void *to)
{
	const json_t *value = json_object_get(object, key);
	json_error_t error;

	if (json_reader_failed(reader) || !value || json_is_null(value))
		return false;
	if (!json_unpack_ex((json_t *)object, &error, 0, format, key, to))
		return true;
	json_reader_fail(reader, "\"%s\": %.100s", key, error.text);
	return false;
}

double json_read_number(struct json_reader *reader, const json_t *object, const char *key,
			double low, double high, double absent)
{
	double val;

	if (!unpack(reader, object, key, "{s:F}", &val))
		return absent;
	if (isfinite(val) && val >= low && val <= high)
		return val;
	json_reader_fail(reader, "\"%s\" is not from %g to %g", key, low, high);
	return absent;
}

uint64_t json_read_count(struct json_reader *reader, const json_t *object, const char *key,
			 uint64_t most)
{
	json_int_t val;

	if (!unpack(reader, object, key, "{s:I}", &val))
		return 0;
	if (val >= 0 && (uint64_t)val <= most)
		return val;
	json_reader_fail(reader, "\"%s\" is not from 0 to %llu", key, (unsigned long long)most);
	return 0;
}

void json_read_text(struct json_reader *reader, const json_t *object, const char *key, char *to,
		    size_t size)
{
	const char *text = "";

	unpack(reader, object, key, "{s:s}", &text);
	if (strlen(text) >= size) {
		json_reader_fail(reader, "\"%s\" is longer than %zu bytes", key, size - 1);
		text = "";
	}
	printable_copy(to, size, text);
}

enum yes_no json_read_yes_no(struct json_reader *reader, const json_t *object, const char *key)
{
	int val;

	if (!unpack(reader, object, key, "{s:b}", &val))
		return UNKNOWN;
	return val ? YES : NO;
}

const json_t *json_read_object(struct json_reader *reader, const json_t *object, const char *key)
{
	const json_t *val;

	if (!unpack(reader, object, key, "{s:o}", &val))
		return NULL;
	if (json_is_object(val))
		return val;
	json_reader_fail(reader, "\"%s\" is not an object", key);
	return NULL;
}

const json_t *json_read_array(struct json_reader *reader, const json_t *object, const char *key,
			      size_t most)
{
	const json_t *val;

	if (!unpack(reader, object, key, "{s:o}", &val))
		return NULL;
	if (json_is_array(val) && json_array_size(val) <= most)
		return val;
	json_reader_fail(reader, "\"%s\" is not a list of at most %zu", key, most);
	return NULL;
}

struct input {
	FILE *file;
	size_t left;	/* bytes that may still be read */
	bool too_long;
};

static size_t read_input(void *buffer, size_t size, void *arg)
{
	struct input *input = arg;
	size_t n = fread(buffer, 1, size < input->left ? size : input->left, input->file);

	input->left -= n;
	if (n || ferror(input->file))
		return ferror(input->file) ? (size_t)-1 : n;
	input->too_long = !input->left && getc(input->file) != EOF;
	return input->too_long ? (size_t)-1 : 0;
}

json_t *json_read_file(struct json_reader *reader, const char *path, size_t most)
{
	struct input input = { .file = fopen(path, "re"), .left = most };
	json_error_t at;
	json_t *json;

	if (!input.file) {
		json_reader_fail(reader, "%s", strerror(errno));
		return NULL;
	}
	errno = 0;
	json = json_load_callback(read_input, &input, JSON_REJECT_DUPLICATES, &at);
	if (!json && input.too_long)
		json_reader_fail(reader, "it is larger than %zu MiB", most >> 20);
	else if (!json && ferror(input.file))
		json_reader_fail(reader, "%s", strerror(errno));
	else if (!json)
		json_reader_fail(reader, "line %d: %.100s", at.line, at.text);
	fclose(input.file);
	return json;
}

// SPDX-License-Identifier: GPL-2.0
/* Text of others, made harmless; see printable.h. */
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "printable.h"

#define TEXT_MAX 256 /* of what is not UTF-8 */

struct range {
	uint32_t from, to;
};

/* Controls, marks and overrides of direction, line ends, surrogates, private use. */
static const struct range unprintable[] = {
	{ 0x00, 0x1f },	    { 0x7f, 0x9f },	{ 0xad, 0xad },	    { 0x61c, 0x61c },
	{ 0x200b, 0x200f }, { 0x2028, 0x202e }, { 0x2060, 0x206f }, { 0xd800, 0xf8ff },
	{ 0xfeff, 0xfeff }, { 0xfff0, 0xfffb }, { 0xfffe, 0xffff }, { 0xe0000, UINT32_MAX },
};

static bool is_printable(uint32_t c)
{
	for (size_t i = 0; i < sizeof(unprintable) / sizeof(*unprintable); i++)
		if (c >= unprintable[i].from && c <= unprintable[i].to)
			return false;
	return true;
}

/* Bytes of a character of UTF-8, by its first; 0: none begins so. */
static size_t length(unsigned char first)
{
	if (first < 0x80)
		return 1;
	if (first < 0xc0 || first >= 0xf8)
		return 0;
	return first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
}

size_t printable_char(const char *text)
{
	/* The least that needs so many bytes: a longer form than that is none. */
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	unsigned char first = *text;
	size_t len = length(first);
	uint32_t c = len > 1 ? first & (0x7f >> len) : first;

	for (size_t i = 1; i < len; i++) {
		if ((text[i] & 0xc0) != 0x80)
			return 0;
		c = c << 6 | (text[i] & 0x3f);
	}
	return len && c >= least[len] && is_printable(c) ? len : 0;
}

void printable_copy(char *to, size_t size, const char *from)
{
	size_t len;

	if (!size)
		return;
	for (; *from; size -= len) {
		len = printable_char(from);
		if (size <= (len ? len : 1))
			break;
		if (len) {
			memmove(to, from, len);
		} else {
			*to = '?';
			len = 1;
		}
		to += len;
		from += len;
	}
	*to = '\0';
}

json_t *printable_json(const char *text)
{
	json_t *json = json_string(text);
	char copy[TEXT_MAX];

	if (json)
		return json;
	printable_copy(copy, sizeof(copy), text);
	return json_string(copy);
}

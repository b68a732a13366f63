// SPDX-License-Identifier: GPL-2.0
/* Text in lines of a given width; see wrapped.h. */
#include <stdbool.h>
#include <string.h>

#include "wrapped.h"

static void put(FILE *out, const char *text, int len)
{
	if (out)
		fprintf(out, "%.*s", len, text);
}

static void new_line(FILE *out, int indent)
{
	if (out)
		fprintf(out, "\n%*s", indent, "");
}

size_t wrapped_print(FILE *out, int width, const char *first, int indent, const char *text)
{
	int column = strlen(first), len;
	bool begins = true; /* a line, before its first word */
	size_t lines = 1;

	put(out, first, column);
	while (*text) {
		len = strcspn(text, " ");
		if (!begins && column + 1 + len > width) {
			new_line(out, indent);
			column = indent;
			begins = true;
			lines++;
		}
		if (!begins) {
			put(out, " ", 1);
			column++;
		}
		if (len > width - column)
			len = width - column;
		put(out, text, len);
		column += len;
		text += len + (text[len] == ' ');
		begins = false;
	}
	if (out)
		putc('\n', out);
	return lines;
}

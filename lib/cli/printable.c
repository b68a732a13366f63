// SPDX-License-Identifier: GPL-2.0
/* Text of others, made harmless; see printable.h. */
#include "printable.h"

#define TEXT_MAX 256 /* of what is not UTF-8 */

void printable_copy(char *to, size_t size, const char *from)
{
	size_t i;

	for (i = 0; i + 1 < size && from[i]; i++)
		to[i] = from[i] >= ' ' && from[i] <= '~' ? from[i] : '?';
	to[i] = '\0';
}

json_t *printable_json(const char *text)
{
	json_t *json = json_string(text);
	char ascii[TEXT_MAX];

	if (json)
		return json;
	printable_copy(ascii, sizeof(ascii), text);
	return json_string(ascii);
}

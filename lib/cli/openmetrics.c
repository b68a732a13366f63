// SPDX-License-Identifier: GPL-2.0
/* Metrics for Prometheus; see openmetrics.h. */
#include <stdarg.h>
#include <string.h>

#include "openmetrics.h"

#define VALUE_MAX 8192 /* bytes of a label's value before it is escaped */

static void family(FILE *out, const char *type, const char *name, const char *unit,
		   const char *help)
{
	fprintf(out, "# TYPE %s %s\n", name, type);
	if (unit)
		fprintf(out, "# UNIT %s %s\n", name, unit);
	fprintf(out, "# HELP %s %s\n", name, help);
}

void om_gauge(FILE *out, const char *name, const char *unit, const char *help)
{
	family(out, "gauge", name, unit, help);
}

void om_histogram(FILE *out, const char *name, const char *unit, const char *help)
{
	family(out, "histogram", name, unit, help);
}

/* Bytes that a character takes in a quoted value. */
static size_t width(char c)
{
	return c == '\\' || c == '"' || c == '\n' ? 2 : 1;
}

void om_label(struct om_labels *labels, const char *name, const char *value)
{
	size_t need = strlen(name) + sizeof(",=\"\"");
	char *to = labels->text + labels->len;

	for (const char *p = value; *p; p++)
		need += width(*p);
	if (need > sizeof(labels->text) - labels->len)
		return;
	to += sprintf(to, "%s%s=\"", labels->len ? "," : "", name);
	for (; *value; value++) {
		if (width(*value) == 2)
			*to++ = '\\';
		*to++ = *value == '\n' ? 'n' : *value;
	}
	strcpy(to, "\"");
	labels->len = to + 1 - labels->text;
}

void om_labelf(struct om_labels *labels, const char *name, const char *fmt, ...)
{
	char value[VALUE_MAX];
	va_list args;

	va_start(args, fmt);
	vsnprintf(value, sizeof(value), fmt, args);
	va_end(args);
	om_label(labels, name, value);
}

/* As many digits as a double has for sure. */
void om_sample(FILE *out, const char *name, const char *suffix, const struct om_labels *labels,
	       double value)
{
	fprintf(out, "%s%s", name, suffix);
	if (labels && labels->len)
		fprintf(out, "{%s}", labels->text);
	fprintf(out, " %.15g\n", value);
}

void om_value(FILE *out, const char *name, const char *unit, const char *help, double value)
{
	om_gauge(out, name, unit, help);
	om_sample(out, name, "", NULL, value);
}

void om_end(FILE *out)
{
	fprintf(out, "# EOF\n");
}

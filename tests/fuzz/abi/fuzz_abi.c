// SPDX-License-Identifier: GPL-2.0
/*
 * fuzz_abi: calls of the vcpu ABI, at random and after programs that reached something new,
 * each with the answer that the model says. On a kernel with KCOV it keeps what reached new
 * code; elsewhere it draws blindly.
 */
#include <argp.h>
#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "execute.h"
#include "kcov.h"
#include "lib/cli/cli.h"
#include "random.h"
#include "tap.h"

#define CORPUS 4096
#define NOTE_EVERY 30 /* seconds */
#define FAILURE "fuzz-failure.txt"
#define FAILURES_MOST 5

struct options {
	uint64_t seed;
	unsigned long seconds, programs;
	const char *corpus, *keep, *replay;
};

static struct program corpus[CORPUS];
static unsigned int corpus_len;
static unsigned long executed, calls, failures;
static struct model model;
static volatile sig_atomic_t stopped;
static bool covers; /* the kernel says what code a program runs */

static void stop(int sig)
{
	(void)sig;
	stopped = 1;
}

static error_t parse_option(int key, char *arg, struct argp_state *state)
{
	struct options *options = state->input;

	switch (key) {
	case 's':
		options->seed = cli_number(state, arg, 0, ULONG_MAX);
		return 0;
	case 't':
		options->seconds = cli_number(state, arg, 0, ULONG_MAX);
		return 0;
	case 'n':
		options->programs = cli_number(state, arg, 0, ULONG_MAX);
		return 0;
	case 'c':
		options->corpus = arg;
		return 0;
	case 'k':
		options->keep = arg;
		return 0;
	case 'r':
		options->replay = arg;
		return 0;
	case ARGP_KEY_ARG:
		argp_usage(state);
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp_option argp_options[] = {
	{ "seed", 's', "N", 0, "Of what is drawn; the clock's, if not given, and printed", 0 },
	{ "seconds", 't', "N", 0, "Draw programs for so long (60)", 0 },
	{ "programs", 'n', "N", 0, "Draw so many instead", 0 },
	{ "corpus", 'c', "FILE", 0, "Begin with the programs of FILE", 0 },
	{ "keep", 'k', "FILE", 0, "Write all that reached something new to FILE", 0 },
	{ "replay", 'r', "FILE", 0, "Run the programs of FILE and no others", 0 },
	{ 0 },
};

static const struct argp argp = {
	.options = argp_options,
	.parser = parse_option,
	.doc = "Fuzz the calls of the vcpu ABI, as root, with the module loaded. Prints TAP.\v"
	       "A program whose answers are not the model's is made as short as it can be, printed, "
	       "and written to " FAILURE ".",
};

/* Do its answers still differ, without the call at @at? */
static bool fails_without(const struct program *program, unsigned int at)
{
	struct program shorter = *program;

	program_delete(&shorter, at);
	return shorter.len && execute(&model, &shorter).differs;
}

static void shorten(struct program *program)
{
	unsigned int at;

	for (at = program->len; at-- > 0 && !stopped;)
		if (program->len > 1 && fails_without(program, at))
			program_delete(program, at);
}

static void report(struct program program, const struct result *first)
{
	struct result result;
	FILE *out;

	tap_note("%s: %s; this is made shorter:", op_name(program.ops[first->at].kind),
		 first->what);
	program.len = first->at + 1;
	shorten(&program);
	result = execute(&model, &program);
	if (!result.differs)
		tap_note("it answers as it should when run again: it depends on time");
	program_print(stdout, &program);
	out = fopen(FAILURE, "w");
	if (out) {
		program_print(out, &program);
		fclose(out);
	}
	tap_note("%s: %s", op_name(program.ops[program.len - 1].kind),
		 result.differs ? result.what : first->what);
}

static void keep(const struct program *program)
{
	if (corpus_len < CORPUS)
		corpus[corpus_len++] = *program;
}

/* Return: whether its answers are right. */
static bool try_program(const struct program *program)
{
	struct result result;

	kcov_begin();
	result = execute(&model, program);
	executed++;
	calls += result.ops;
	if (kcov_end())
		keep(program);
	if (result.differs) {
		failures++;
		report(*program, &result);
	}
	return !result.differs;
}

/* All programs of a file. Without coverage, what is drawn later is made from these. */
static void try_file(const char *path)
{
	FILE *in = fopen(path, "r");
	struct program program;
	int ret;

	if (!in)
		tap_bail("%s: %s", path, strerror(errno));
	while ((ret = program_read(in, &program)) > 0 && !stopped) {
		try_program(&program);
		if (!covers)
			keep(&program);
	}
	if (ret < 0)
		tap_bail("%s: no program, after %lu that are", path, executed);
	fclose(in);
}

static struct program draw(uint64_t *random)
{
	struct program program;

	if (!corpus_len || !random_below(random, 5)) {
		program_make(&program, random);
		return program;
	}
	program = corpus[random_below(random, corpus_len)];
	program_mutate(&program, &corpus[random_below(random, corpus_len)], random);
	return program;
}

static void note_progress(time_t begin)
{
	static time_t noted;
	time_t now = time(NULL);

	if (!noted)
		noted = begin;
	if (now - noted < NOTE_EVERY)
		return;
	noted = now;
	tap_note("%lu s: %lu programs, %lu calls, %u steps of code, %u programs kept",
		 (unsigned long)(now - begin), executed, calls, kcov_seen(), corpus_len);
	fflush(stdout);
}

static void draw_all(const struct options *options)
{
	uint64_t random = options->seed ?: 1;
	unsigned long drawn = 0;
	time_t begin = time(NULL);
	struct program program;

	while (!stopped && (options->programs ? drawn < options->programs
					      : time(NULL) - begin < (time_t)options->seconds)) {
		program = draw(&random);
		drawn++;
		if (!try_program(&program) && failures >= FAILURES_MOST)
			return;
		note_progress(begin);
	}
}

static void write_corpus(const char *path)
{
	FILE *out = fopen(path, "w");
	unsigned int i;

	if (!out)
		tap_bail("%s: %s", path, strerror(errno));
	for (i = 0; i < corpus_len; i++) {
		program_print(out, &corpus[i]);
		fputs("\n", out);
	}
	if (fclose(out))
		tap_bail("%s: %s", path, strerror(errno));
}

int main(int argc, char **argv)
{
	struct options options = { .seconds = 60 };
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	options.seed = now.tv_nsec;
	argp_parse(&argp, argc, argv, 0, NULL, &options);
	signal(SIGINT, stop);
	learn_host(&model.host);
	model.loaded = true;
	covers = kcov_start();
	tap_note("seed %llu; %s", (unsigned long long)options.seed,
		 covers ? "coverage by KCOV" : "no KCOV: blindly");

	if (options.corpus)
		try_file(options.corpus);
	if (options.replay)
		try_file(options.replay);
	else
		draw_all(&options);
	if (options.keep)
		write_corpus(options.keep);
	tap_ok(!failures && executed,
	       "%lu programs, %lu calls, %u steps of code: each answer is the model's", executed,
	       calls, kcov_seen());
	return tap_end();
}

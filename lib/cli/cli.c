// SPDX-License-Identifier: GPL-2.0
/*
 * Exit codes, messages, argp, signals and JSON of every command; cli.h is the
 * manual.
 */
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/pidfd.h>
#include <unistd.h>

#include "cli.h"
#include "lib/sysfs.h"
#include "printable.h"

#define PROGRAM		"kvm-sve"
#define TITLE_MAX	64
#define CHILDREN_MAX	4	/* argp children that a command may bring */
#define STANDARD_OUTPUT	"standard output"

const char *argp_program_version = PROGRAM " " KVM_SVE_VERSION;

bool cli_verbose;
volatile sig_atomic_t cli_stop;

/* SIGHUP comes when a terminal or a connection to it is gone. */
static const int stop_signals[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT };

static const char *output_name = STANDARD_OUTPUT;
static bool output_reported; /* that it takes no more */

static void on_signal(int sig)
{
	cli_stop = sig;
}

void cli_stop_signals(sigset_t *set)
{
	sigemptyset(set);
	for (size_t i = 0; i < sizeof(stop_signals) / sizeof(*stop_signals); i++)
		sigaddset(set, stop_signals[i]);
}

int cli_stopped(void)
{
	return CLI_SIGNAL + cli_stop;
}

/* nohup(1), or a shell that started us in the background. */
static bool stays_ignored(int sig)
{
	struct sigaction old;

	return (sig == SIGHUP || sig == SIGQUIT) && !sigaction(sig, NULL, &old) &&
	       old.sa_handler == SIG_IGN;
}

/* No SA_RESTART: whoever sleeps in a system call has to notice. */
void cli_catch_signals(void)
{
	struct sigaction action = { .sa_handler = on_signal };

	sigemptyset(&action.sa_mask);
	for (size_t i = 0; i < sizeof(stop_signals) / sizeof(*stop_signals); i++)
		if (!stays_ignored(stop_signals[i]))
			sigaction(stop_signals[i], &action, NULL);
}

void cli_error(const char *fmt, ...)
{
	char *text;
	va_list args;
	int len;

	va_start(args, fmt);
	len = vasprintf(&text, fmt, args);
	va_end(args);
	if (len < 0) {
		fputs(PROGRAM ": out of memory\n", stderr);
		return;
	}
	printable_copy(text, len + 1, text);
	fprintf(stderr, PROGRAM ": %s\n", text);
	free(text);
}

void cli_output_to(FILE *file, const char *path)
{
	static FILE *standard;

	if (!standard)
		standard = stdout;
	/* The C library of GNU lets a program set it, and what prints need not know. */
	stdout = file ? file : standard;
	output_name = file ? path : STANDARD_OUTPUT;
	output_reported = false;
}

bool cli_output_gone(void)
{
	struct pollfd out = { .fd = fileno(stdout) };

	return poll(&out, 1, 0) > 0 && (out.revents & CLI_GONE);
}

/* Once is enough: every later write to the same stream fails too. */
int cli_output_lost(int err)
{
	if (!output_reported)
		cli_error("cannot write to %s: %s", output_name,
			  err ? strerror(err) : "some of it was lost");
	output_reported = true;
	return CLI_CANNOT;
}

int cli_flush(void)
{
	if (fflush(stdout))
		return cli_output_lost(errno);
	return ferror(stdout) ? cli_output_lost(0) : CLI_OK;
}

/*
 * The last writes happen at exit, and some file systems report a full disk only
 * when the file is closed.
 */
static void close_stdout(void)
{
	int err = cli_flush();

	if (fclose(stdout))
		err = cli_output_lost(errno);
	if (err)
		_exit(err);
}

/*
 * Fill closed standard streams, so that no /dev/kvm gets number 1 and takes the
 * data. Read-only: writing to a closed stdout stays an error.
 */
static void fill_streams(void)
{
	int fd;

	do
		fd = open("/dev/null", O_RDONLY);
	while (fd >= 0 && fd <= STDERR_FILENO);
	if (fd >= 0)
		close(fd);
}

void cli_start(void)
{
	fill_streams();
	signal(SIGPIPE, SIG_IGN);
	argp_err_exit_status = CLI_USAGE;
	atexit(close_stdout);
}

static const struct argp_option common_options[] = {
	{ "verbose", 'v', NULL, 0, "Say more on stderr; BPF: what libbpf says", -1 },
	{ 0 }
};

static error_t parse_common(int key, char *arg, struct argp_state *state)
{
	if (key != 'v')
		return ARGP_ERR_UNKNOWN;
	cli_verbose = true;
	return 0;
}

static const struct argp common_argp = {
	.options = common_options,
	.parser = parse_common,
};

/* argp_parse() of @argp with the common options beside its own. */
static void parse(const char *name, const struct argp *argp, unsigned int flags,
		  int argc, char **argv, void *input, int *next)
{
	/* Static, since argp and getopt keep argv[0] for their messages. */
	static char title[TITLE_MAX];
	struct argp_child children[CHILDREN_MAX + 2] = { 0 };
	struct argp all = *argp;
	unsigned int n = 0;
	error_t err;

	snprintf(title, sizeof(title), PROGRAM "%s%s", *name ? " " : "", name);
	argv[0] = title;

	for (; argp->children && argp->children[n].argp && n < CHILDREN_MAX; n++)
		children[n] = argp->children[n];
	children[n] = (struct argp_child){ .argp = &common_argp, .group = -1 };
	all.children = children;

	err = argp_parse(&all, argc, argv, flags, next, input);
	if (err) {
		cli_error("cannot read the arguments: %s", strerror(err));
		exit(CLI_USAGE);
	}
}

void cli_parse(const char *name, const struct argp *argp, int argc, char **argv,
	       void *input, int *next)
{
	parse(name, argp, 0, argc, argv, input, next);
}

/* What cli_dispatch() and its argp parser pass each other. */
struct dispatch {
	const struct cli_command *table;
	const struct cli_command *found;
	int index;	/* of its name in argv */
};

static const struct cli_command *find_command(const struct cli_command *table,
					      const char *name)
{
	for (; table->name; table++)
		if (!strcmp(table->name, name))
			return table;
	return NULL;
}

/* The first argument names the command, and all that follows is its own. */
static error_t parse_command(int key, char *arg, struct argp_state *state)
{
	struct dispatch *dispatch = state->input;

	switch (key) {
	case ARGP_KEY_ARG:
		dispatch->found = find_command(dispatch->table, arg);
		if (!dispatch->found)
			argp_error(state, "there is no command '%s'", arg);
		dispatch->index = state->next - 1;
		state->next = state->argc;
		return 0;
	case ARGP_KEY_NO_ARGS:
		argp_error(state, "which command?");
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

/* @doc and the table of @name, one command a line. NULL: no memory. */
static char *command_doc(const char *name, const char *doc, const struct cli_command *table)
{
	char *text = NULL;
	size_t size;
	FILE *f = open_memstream(&text, &size);

	if (!f)
		return NULL;
	fprintf(f, "%s\n\nCommands:\n", doc);
	for (; table->name; table++)
		fprintf(f, "  %-8s %s\n", table->name, table->help);
	fprintf(f, "\v'" PROGRAM "%s%s COMMAND --help' tells about one command. "
		"Exit status: 0 done; 1 the answer is no; 2 bad usage or input; "
		"3 this host cannot; 4 a wrong result; 128+N ended by signal N.", *name ? " " : "", name);
	fclose(f);
	return text;
}

int cli_dispatch(const char *name, const char *doc, const struct cli_command *table,
		 int argc, char **argv)
{
	struct dispatch dispatch = { .table = table };
	char *text = command_doc(name, doc, table);
	const struct argp argp = {
		.parser = parse_command,
		.args_doc = "COMMAND [OPTION...]",
		.doc = text,
	};

	parse(name, &argp, ARGP_IN_ORDER, argc, argv, &dispatch, NULL);
	free(text);
	return dispatch.found->run(argc - dispatch.index, argv + dispatch.index);
}

unsigned long cli_number(struct argp_state *state, const char *text,
			 unsigned long min, unsigned long max)
{
	unsigned long n;
	char *end;

	errno = 0;
	n = strtoul(text, &end, 10);
	/* strtoul() would take blanks and a sign as well. */
	if (!isdigit((unsigned char)text[0]) || *end || errno || n < min || n > max)
		argp_error(state, "'%s' is not a number from %lu to %lu", text, min, max);
	return n;
}

pid_t cli_pid(struct argp_state *state, const char *text)
{
	pid_t pid = cli_number(state, text, 1, INT32_MAX);
	int fd = pidfd_open(pid, 0);

	/* Of a thread that is not the first one the kernel says that it is no process. */
	if (fd >= 0)
		close(fd);
	else if (errno == ESRCH)
		argp_error(state, "no process '%s'", text);
	else if (errno == EINVAL || errno == ENOENT)
		argp_error(state, "'%s' is a thread: give its process", text);
	return pid;
}

json_t *cli_json_new(const char *name, int version)
{
	return json_pack("{s:s+, s:i}", "schema", PROGRAM "/", name, "version", version);
}

int cli_json_print(json_t *json, bool indent)
{
	/* In ASCII, since a terminal obeys some characters that JSON need not escape. */
	size_t flags = JSON_ENSURE_ASCII | (indent ? JSON_INDENT(2) : 0);
	int err = json ? json_dumpf(json, stdout, flags) : -1;

	json_decref(json);
	if (!err)
		putchar('\n');
	if (cli_flush())
		return CLI_CANNOT;
	if (err) {
		cli_error("cannot make the JSON: no memory, or a value that JSON cannot hold");
		return CLI_CANNOT;
	}
	return CLI_OK;
}

int cli_module_read(const char *name, char *buf, size_t size)
{
	char path[128];

	snprintf(path, sizeof(path), "/sys/kernel/kvm_sve/%s", name);
	return sysfs_read_line(buf, size, path);
}

bool cli_has_module(void)
{
	char version[64];

	return !cli_module_read("version", version, sizeof(version));
}

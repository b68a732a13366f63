/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What every kvm-sve command shares: exit codes, messages, argp, signals, JSON,
 * the module's sysfs files, and why a host cannot do what was asked. Data goes
 * to stdout, all else to stderr.
 */
#ifndef KVM_SVE_LIB_CLI_CLI_H
#define KVM_SVE_LIB_CLI_CLI_H

#include <argp.h>
#include <jansson.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <time.h>

#include "lib/vls.h"

enum cli_exit {
	CLI_OK = 0,	/* done */
	CLI_NO = 1,	/* the answer is no: does not fit, a regression, a finding */
	CLI_USAGE = 2,	/* bad usage or input */
	CLI_CANNOT = 3,	/* this host cannot: no SVE, no module, no permission */
	CLI_WRONG = 4,	/* a wrong result: a lost register, a missing trap */
	CLI_SIGNAL = 128, /* plus the signal that ended it, as a shell reports it */
};

/* The commands; each parses its own arguments, argv[0] being its name. */
int cmd_vls(int argc, char **argv);
int cmd_trace(int argc, char **argv);
int cmd_lat(int argc, char **argv);
int cmd_lint(int argc, char **argv);
int cmd_bench(int argc, char **argv);

/* -v was given: let libbpf talk. */
extern bool cli_verbose;

/*
 * Set to the signal's number by SIGINT, SIGTERM, SIGHUP and SIGQUIT once cli_catch_signals() was
 * called; of the last two one that was ignored before stays so, as nohup(1) wants it.
 */
extern volatile sig_atomic_t cli_stop;
void cli_catch_signals(void);

/* These four. */
void cli_stop_signals(sigset_t *set);

/* The exit status of a command that one of them ended: 130 for SIGINT, 143 for SIGTERM. */
int cli_stopped(void);

/*
 * Called first in main(): a closed pipe and a full disk become an error of the
 * write and not a silent end, whichever way the process exits.
 */
void cli_start(void);

/* "kvm-sve: ..." on stderr, with a newline, in printable characters (printable.h). */
void cli_error(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/*
 * argp_parse() with -v, --help, --usage and --version as every command has
 * them; @name is shown as "kvm-sve NAME". Bad usage exits with CLI_USAGE. On
 * return the index of the first non-option argument that no parser took is
 * stored in @next, if that is not NULL.
 */
void cli_parse(const char *name, const struct argp *argp, int argc, char **argv,
	       void *input, int *next);

/* One command of a table; the table ends with a NULL name. */
struct cli_command {
	const char *name;
	const char *help;	/* one line */
	int (*run)(int argc, char **argv);	/* argv[0] is the name */
};

/*
 * Run the command of @table that @argv names, or say that there is none and
 * exit with CLI_USAGE. @name is "" for kvm-sve itself; @doc heads --help, which
 * lists the table.
 */
int cli_dispatch(const char *name, const char *doc, const struct cli_command *table,
		 int argc, char **argv);

/*
 * A number from option text: all of @text, in @min..@max, or a message that
 * quotes @text and exit with CLI_USAGE. For use inside an argp parser.
 */
unsigned long cli_number(struct argp_state *state, const char *text,
			 unsigned long min, unsigned long max);

/* Likewise the process that @text names; its number, or a message and exit. */
pid_t cli_pid(struct argp_state *state, const char *text);

/* A new JSON object that begins {"schema": "kvm-sve/NAME", "version": N}. */
json_t *cli_json_new(const char *name, int version);

/*
 * Print @json to stdout, indented or on one line, and drop the reference.
 * Return: CLI_OK, or CLI_CANNOT with a message (a full disk, a closed pipe).
 */
int cli_json_print(json_t *json, bool indent);

/* Flush stdout. Return: CLI_OK, or CLI_CANNOT with a message. */
int cli_flush(void);

/* What is printed goes to @file, called @path in messages; NULL: to standard output again. */
void cli_output_to(FILE *file, const char *path);

/*
 * Is the output closed at the other end? Nothing need be written to find out. poll() says
 * CLI_GONE of it: a pipe one of them, a socket another, a terminal that hung up both.
 */
#define CLI_GONE (POLLERR | POLLHUP | POLLNVAL)
bool cli_output_gone(void);

/*
 * Say, once, that stdout takes no more: @err is an errno, or 0 if only a loss is
 * known. Return: CLI_CANNOT.
 */
int cli_output_lost(int err);

/*
 * Read /sys/kernel/kvm_sve/@name into @buf without its newline.
 * Return: 0 or a negative errno (-ENOENT: the module is not loaded).
 */
int cli_module_read(const char *name, char *buf, size_t size);

/* Is the module loaded? */
bool cli_has_module(void);

/*
 * The VLs of this host, by prctl(), or by the module where that is refused, as in a
 * sandbox. Return: CLI_OK, and @set is empty without SVE; or CLI_CANNOT with a message.
 */
int cli_host_vls(struct vls *set);

/*
 * Can KVM give guests SVE here, as far as is known without asking KVM? If not,
 * why, and what to do, as one message. Return: CLI_OK or CLI_CANNOT.
 */
int cli_need_sve(void);

/*
 * Why the module cannot be used here, with what to do, as one message on
 * stderr. Return: CLI_CANNOT.
 */
int cli_no_module(void);

#endif /* KVM_SVE_LIB_CLI_CLI_H */

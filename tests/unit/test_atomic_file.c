// SPDX-License-Identifier: GPL-2.0
/*
 * Unit tests of lib/cli/atomic_file.c and of --output in out_format.c: what a file that is
 * replaced hands on, what is refused, when an older one stays.
 */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "lib/cli/cli.h"
#include "lib/cli/out_format.h"

static int enter(void **state)
{
	char dir[] = "/tmp/test_atomic_file.XXXXXX";

	if (!mkdtemp(dir) || chdir(dir))
		return -1;
	*state = strdup(dir);
	umask(022);
	return 0;
}

static int leave(void **state)
{
	unlink("file");
	unlink("link");
	if (chdir("/") || rmdir(*state)) /* fails if anything else was left */
		return -1;
	free(*state);
	return 0;
}

/* As a command does: by the option --output. */
static int write_new(const char *path)
{
	struct out_options out = { .path = path };
	int err = out_start(&out);

	if (!err)
		printf("new");
	return out_finish(&out, err);
}

static struct stat stat_of(const char *path)
{
	struct stat st;

	assert_int_equal(lstat(path, &st), 0);
	return st;
}

static void make_old(mode_t mode)
{
	FILE *out = fopen("file", "w");

	assert_non_null(out);
	fputs("old", out);
	fclose(out);
	assert_int_equal(chmod("file", mode), 0);
}

static void assert_holds(const char *text)
{
	char buf[16] = "";
	FILE *in = fopen("file", "r");

	assert_non_null(in);
	assert_int_equal(fread(buf, 1, sizeof(buf) - 1, in), strlen(text));
	fclose(in);
	assert_string_equal(buf, text);
}

static void test_new(void **state)
{
	assert_int_equal(write_new("file"), CLI_OK);
	assert_holds("new");
	assert_int_equal(stat_of("file").st_mode & 07777, 0644);
}

static void test_mode_stays(void **state)
{
	static const mode_t modes[] = { 0600, 0666, 0640, 02755 };

	for (size_t i = 0; i < sizeof(modes) / sizeof(*modes); i++) {
		make_old(modes[i]);
		assert_int_equal(write_new("file"), CLI_OK);
		assert_holds("new");
		assert_int_equal(stat_of("file").st_mode & 07777, modes[i]);
	}
}

static void test_owner_stays(void **state)
{
	if (geteuid())
		skip();
	make_old(0600);
	assert_int_equal(chown("file", 65534, 65533), 0);
	assert_int_equal(write_new("file"), CLI_OK);
	assert_int_equal(stat_of("file").st_uid, 65534);
	assert_int_equal(stat_of("file").st_gid, 65533);
}

/* Neither the link nor what it points to. */
static void test_link(void **state)
{
	make_old(0644);
	assert_int_equal(symlink("file", "link"), 0);
	assert_int_equal(write_new("link"), CLI_USAGE);
	assert_true(S_ISLNK(stat_of("link").st_mode));
	assert_holds("old");
}

/* It came while the file was written: it is replaced, and what it points to stays. */
static void test_late_link(void **state)
{
	struct atomic_file file;

	make_old(0600);
	assert_int_equal(atomic_file_start(&file, "link"), CLI_OK);
	assert_int_equal(symlink("file", "link"), 0);
	assert_int_equal(atomic_file_finish(&file), CLI_OK);
	atomic_file_close(&file);
	assert_int_equal(stat_of("link").st_mode, S_IFREG | 0644);
	assert_holds("old");
}

static void test_not_finished(void **state)
{
	struct atomic_file file;

	make_old(0600);
	assert_int_equal(atomic_file_start(&file, "file"), CLI_OK);
	fputs("new", file.file);
	atomic_file_close(&file);
	assert_holds("old");
}

/* An error before all was printed leaves the old one; what is known to be whole is written. */
static void test_output(void **state)
{
	struct out_options out = { .path = "file" };

	make_old(0600);
	assert_int_equal(out_start(&out), CLI_OK);
	printf("half");
	assert_int_equal(out_finish(&out, CLI_CANNOT), CLI_CANNOT);
	assert_holds("old");
	assert_int_equal(out_start(&out), CLI_OK);
	printf("no");
	assert_int_equal(out_finish(&out, CLI_NO), CLI_NO);
	assert_holds("no");
	out.whole = true;
	assert_int_equal(out_start(&out), CLI_OK);
	printf("lossy");
	assert_int_equal(out_finish(&out, CLI_CANNOT), CLI_CANNOT);
	assert_holds("lossy");
}

/* A full disk: the old one stays, and the real stdout can be written to. */
static void test_full(void **state)
{
	struct out_options out = { .path = "file" };

	make_old(0600);
	assert_int_equal(out_start(&out), CLI_OK);
	assert_int_equal(dup2(open("/dev/full", O_WRONLY), fileno(stdout)), fileno(stdout));
	printf("new");
	assert_int_equal(out_finish(&out, CLI_OK), CLI_CANNOT);
	assert_int_equal(cli_flush(), CLI_OK);
	assert_holds("old");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, enter, leave)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_new),	 TEST(test_mode_stays), TEST(test_owner_stays),
		TEST(test_link), TEST(test_late_link),	TEST(test_not_finished),
		TEST(test_output), TEST(test_full),
	};

	return cmocka_run_group_tests_name("atomic_file", tests, NULL, NULL);
}

// SPDX-License-Identifier: GPL-2.0
/* PID namespaces; see pid_ns.h. */
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "lib/cli/cli.h"
#include "load.h"
#include "pid_ns.h"
#include "pid_ns.skel.h"

#define OWN_NS_DIR   "/proc/self/ns"
#define OWN_NS	     OWN_NS_DIR "/pid"
#define INITIAL_INUM 0xeffffffcU /* PROC_PID_INIT_INO in the kernel's linux/proc_ns.h */
#define MINOR_BITS   20		 /* of a device number in the kernel, linux/kdev_t.h */

/* The record that the iterator writes, if it does. Return: 0 or a negative errno. */
static int read_found(struct bpf_link *link, struct pid_ns_found *found)
{
	int fd = bpf_iter_create(bpf_link__fd(link)), err;
	ssize_t got;

	*found = (struct pid_ns_found){ 0 };

	if (fd < 0)
		return -errno;
	do
		got = read(fd, found, sizeof(*found));
	while (got < 0 && (errno == EAGAIN || errno == EINTR));
	err = got < 0 ? -errno : 0;
	close(fd);
	return err;
}

/* Return: 0 or a negative errno, with what failed in *@what. */
static int iterate(struct pid_ns_bpf *skel, struct pid_ns_found *found, const char **what)
{
	struct bpf_link *link;
	int err;

	*what = "load";
	err = pid_ns_bpf__load(skel);
	if (err)
		return err;
	*what = "attach";
	link = bpf_program__attach_iter(skel->progs.find_process, NULL);
	if (!link)
		return -errno;
	*what = "read the processes from";
	err = read_found(link, found);
	bpf_link__destroy(link);
	return err;
}

/* Of @wanted one number is given. Return: as iterate(); without one, @found is all 0. */
static int find(const struct pid_ns_found *wanted, struct pid_ns_found *found, const char **what)
{
	struct pid_ns_bpf *skel;
	int err;

	*what = "open";
	bpf_quiet();
	skel = pid_ns_bpf__open();
	if (!skel)
		return -errno;
	skel->rodata->wanted_pid = wanted->pid;
	skel->rodata->wanted_tgid = wanted->tgid;
	err = iterate(skel, found, what);
	pid_ns_bpf__destroy(skel);
	return err;
}

static int must_find(pid_t pid, struct pid_ns_found *found)
{
	const struct pid_ns_found wanted = { .pid = pid };
	const char *what;
	int err;

	if (bpf_need_types())
		return CLI_CANNOT;
	err = find(&wanted, found, &what);
	if (err)
		return bpf_report_error(what, err);
	if (found->tgid)
		return CLI_OK;
	cli_error("no process '%d'", pid);
	return CLI_USAGE;
}

int pid_ns_find(struct pid_ns *ns, pid_t pid, __u32 *tgid)
{
	struct pid_ns_found found = { 0 };
	struct stat stat_ns;
	int ret;

	*ns = (struct pid_ns){ 0 };
	*tgid = pid;
	if (stat(OWN_NS, &stat_ns)) {
		/* A kernel without PID namespaces has the folder alone. */
		if (!access(OWN_NS_DIR, F_OK))
			return CLI_OK;
		cli_error("cannot tell the PID namespace: no " OWN_NS "; mount /proc");
		return CLI_CANNOT;
	}
	if (stat_ns.st_ino == INITIAL_INUM)
		return CLI_OK;
	ret = must_find(pid, &found);
	if (ret != CLI_OK)
		return ret;
	*tgid = found.tgid;
	ns->level = found.level;
	ns->inum = stat_ns.st_ino;
	ns->dev = (__u64)major(stat_ns.st_dev) << MINOR_BITS | minor(stat_ns.st_dev);
	return CLI_OK;
}

pid_t pid_ns_number(const struct pid_ns *ns, __u32 tgid)
{
	static struct pid_ns_found known[16];
	static unsigned int next;
	const struct pid_ns_found wanted = { .tgid = tgid };
	struct pid_ns_found *slot = &known[next];
	const char *what;

	if (!ns->level)
		return tgid;
	for (unsigned int i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (known[i].tgid == tgid)
			return known[i].pid;
	if (find(&wanted, slot, &what))
		*slot = (struct pid_ns_found){ 0 };
	slot->tgid = tgid;
	next = (next + 1) % (sizeof(known) / sizeof(known[0]));
	return slot->pid;
}

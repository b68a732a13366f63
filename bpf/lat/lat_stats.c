// SPDX-License-Identifier: GPL-2.0
/* Counts of kvm-sve lat --stats; see lat_stats.h. */
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/kcmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "lat_comm.h"
#include "lat_stats.h"
#include "lib/cli/cli.h"
#include "lib/kvm_stats.h"
#include "lib/sysfs.h"

#define KNOB "/sys/module/kvm/parameters/fp_histograms"
#define VCPU_FILE "anon_inode:kvm-vcpu:"
#define STATS_FILE "anon_inode:kvm-vcpu-stats:"

static const char *const hist_names[KVM_SVE_NR_PHASES] = {
	[KVM_SVE_HOST_SAVE] = "fp_host_save_hist",
	[KVM_SVE_GUEST_RESTORE] = "fp_guest_restore_hist",
	[KVM_SVE_RESIDENT] = "fp_resident_hist",
	[KVM_SVE_GUEST_SAVE] = "fp_guest_save_hist",
};

/* A file of a process: a vcpu, or its statistics and what they were when they were last read. */
struct vcpu_file {
	pid_t pid;
	int their_fd;
	int fd; /* a copy, which keeps the VM in the kernel until the next look; -1: a vcpu */
	unsigned int vcpu;
	bool there, there_before; /* at this look, at the one before */
	bool reported; /* a vcpu: a message said that there are no statistics of it */
	struct kvm_stats_place places[KVM_SVE_NR_PHASES];
	uint64_t seen[KVM_SVE_NR_PHASES][KVM_STATS_VALUES];
};

struct lat_stats {
	const struct lat_options *options;
	struct vcpu_file *files;
	size_t n, room;
	bool read_before, reported;
};

static bool is_statistics(const struct vcpu_file *file)
{
	return file->fd >= 0;
}

/* Is file @fd of process @pid the one that @file is a copy of? Without kcmp(), @otherwise. */
static bool is_copy_of(const struct vcpu_file *file, pid_t pid, int fd, bool otherwise)
{
	long order = syscall(SYS_kcmp, getpid(), pid, KCMP_FILE, file->fd, fd);

	return order < 0 ? otherwise : !order;
}

/* The vcpu or the statistics that @like are, if they are known. */
static struct vcpu_file *find_file(struct lat_stats *stats, const struct vcpu_file *like)
{
	for (size_t i = 0; i < stats->n; i++) {
		struct vcpu_file *file = &stats->files[i];

		if (file->pid == like->pid && file->their_fd == like->their_fd &&
		    file->vcpu == like->vcpu && is_statistics(file) == is_statistics(like) &&
		    (!is_statistics(file) || is_copy_of(file, like->pid, like->their_fd, true)))
			return file;
	}
	return NULL;
}

/* Do we have a copy of these statistics by another descriptor, or of another process? */
static bool is_known(const struct lat_stats *stats, const struct vcpu_file *like)
{
	for (size_t i = 0; i < stats->n; i++) {
		const struct vcpu_file *file = &stats->files[i];

		if (is_statistics(file) && file->vcpu == like->vcpu &&
		    is_copy_of(file, like->pid, like->their_fd, false))
			return true;
	}
	return false;
}

/* How many vcpus, or statistics, of the process and with the number of @of are there? */
static unsigned int count_files(const struct lat_stats *stats, const struct vcpu_file *of,
				bool statistics, bool before)
{
	unsigned int n = 0;

	for (size_t i = 0; i < stats->n; i++) {
		const struct vcpu_file *file = &stats->files[i];

		n += file->pid == of->pid && file->vcpu == of->vcpu &&
		     is_statistics(file) == statistics && (before ? file->there_before : file->there);
	}
	return n;
}

/* Are there as many statistics as vcpus of its process with its number? */
static bool has_all(const struct lat_stats *stats, const struct vcpu_file *of)
{
	return count_files(stats, of, true, false) >= count_files(stats, of, false, false);
}

/* May these new statistics be of a vcpu that was there before without any? */
static bool is_old(const struct lat_stats *stats, const struct vcpu_file *of)
{
	return !stats->read_before ||
	       count_files(stats, of, false, true) > count_files(stats, of, true, true);
}

static void close_copy(const struct vcpu_file *file)
{
	if (is_statistics(file))
		close(file->fd);
}

static int find_places(struct vcpu_file *file)
{
	int err = 0;

	for (int phase = 0; phase < KVM_SVE_NR_PHASES && !err; phase++) {
		err = kvm_stats_find(file->fd, hist_names[phase], &file->places[phase]);
		if (!err && !file->places[phase].log_ns)
			err = -EPROTO;
	}
	return err;
}

/* What was counted before is not of this watch. */
static int forget_earlier(struct vcpu_file *file)
{
	int err = 0;

	for (int phase = 0; phase < KVM_SVE_NR_PHASES && !err; phase++)
		err = kvm_stats_read(file->fd, &file->places[phase], file->seen[phase]);
	return err;
}

/* A copy of a process's file. Return: a file, or a negative errno. */
static int copy_fd(pid_t pid, int their_fd)
{
	int pidfd = pidfd_open(pid, 0), fd;

	if (pidfd < 0)
		return -errno;
	fd = pidfd_getfd(pidfd, their_fd, 0);
	if (fd < 0)
		fd = -errno;
	close(pidfd);
	return fd;
}

/* Copy a statistics file, and look what it has. Return: 0 or a negative errno. */
static int open_statistics(const struct lat_stats *stats, struct vcpu_file *file)
{
	int err;

	file->fd = copy_fd(file->pid, file->their_fd);
	if (file->fd < 0)
		return file->fd;
	err = find_places(file);
	if (!err && is_old(stats, file))
		err = forget_earlier(file);
	if (err)
		close(file->fd);
	return err;
}

/* One file for each vcpu of the host. */
static bool allow_more_files(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) || limit.rlim_cur == limit.rlim_max)
		return false;
	limit.rlim_cur = limit.rlim_max;
	return !setrlimit(RLIMIT_NOFILE, &limit);
}

static int add_file(struct lat_stats *stats, struct vcpu_file *file, bool statistics)
{
	int err = statistics ? open_statistics(stats, file) : 0;

	if (err == -EMFILE && allow_more_files())
		err = open_statistics(stats, file);
	if (err)
		return err;
	if (stats->n == stats->room) {
		size_t room = stats->room ? 2 * stats->room : 16;
		struct vcpu_file *more = reallocarray(stats->files, room, sizeof(*more));

		if (!more) {
			close_copy(file);
			return -ENOMEM;
		}
		stats->files = more;
		stats->room = room;
	}
	stats->files[stats->n++] = *file;
	return 0;
}

/* Has a message named this process, which holds no statistics of a vcpu? */
static bool is_reported(const struct lat_stats *stats, pid_t pid)
{
	for (size_t i = 0; i < stats->n; i++)
		if (stats->files[i].pid == pid && stats->files[i].reported)
			return true;
	return false;
}

/* A VMM may be about to open them, so only for vcpus that were there at two looks. */
static void report_without(struct lat_stats *stats)
{
	char comm[LAT_COMM_SIZE];

	for (size_t i = 0; i < stats->n; i++) {
		struct vcpu_file *file = &stats->files[i];

		if (is_statistics(file) || !file->there || !file->there_before ||
		    count_files(stats, file, true, false) || is_reported(stats, file->pid))
			continue;
		file->reported = stats->reported = true;
		lat_comm(comm, file->pid);
		cli_error("process %d (%s) holds no statistics (KVM_GET_STATS_FD) of its vcpu %u, which is not counted; QEMU does from version 8.1 on",
			  file->pid, comm, file->vcpu);
	}
}

/* A file that went with its process between two calls is no error. */
static bool is_gone(int err)
{
	return err == -ESRCH || err == -EBADF || err == -ENOENT;
}

static int report_file(pid_t pid, int err)
{
	if (err == -EPERM || err == -EACCES)
		cli_error("may not look at the open files of process %d, or copy its statistics: that takes CAP_SYS_PTRACE; run as root, or name a VMM of your own by --pid",
			  pid);
	else
		cli_error("cannot read the statistics of process %d: %s", pid, strerror(-err));
	return CLI_CANNOT;
}

/* Look at an open file of a process, at its vcpus or its statistics. Return: 0 or -errno. */
static int look_at(struct lat_stats *stats, pid_t pid, const char *name, const char *target,
		   bool statistics)
{
	struct vcpu_file like = {
		.pid = pid,
		.their_fd = atoi(name),
		.fd = statistics ? 0 : -1,
		.there = true,
	};
	struct vcpu_file *file;
	int err;

	if (sscanf(target, statistics ? STATS_FILE "%u" : VCPU_FILE "%u", &like.vcpu) != 1)
		return 0;
	file = find_file(stats, &like);
	if (file) {
		file->there = true;
		return 0;
	}
	/* Of a VMM's vcpus, not the copies that another lat holds; and each once. */
	if (statistics && (has_all(stats, &like) || is_known(stats, &like)))
		return 0;
	err = add_file(stats, &like, statistics);
	return is_gone(err) ? 0 : err;
}

/* All files of a process. Return: 0 or a negative errno. */
static int look_at_files(struct lat_stats *stats, pid_t pid, DIR *dir, bool statistics)
{
	struct dirent *entry;
	int err = 0;

	rewinddir(dir);
	while (!err && (entry = readdir(dir))) {
		char target[64];
		ssize_t n = readlinkat(dirfd(dir), entry->d_name, target, sizeof(target) - 1);

		if (n < 0)
			continue;
		target[n] = '\0';
		err = look_at(stats, pid, entry->d_name, target, statistics);
	}
	return err;
}

static bool has_vcpus(const struct lat_stats *stats, pid_t pid)
{
	for (size_t i = 0; i < stats->n; i++)
		if (stats->files[i].pid == pid && stats->files[i].there)
			return true;
	return false;
}

/* Its vcpus and, if it has any, their statistics. Return: CLI_OK, or CLI_CANNOT with a message. */
static int look_at_process(struct lat_stats *stats, pid_t pid)
{
	char path[32];
	DIR *dir;
	int err;

	snprintf(path, sizeof(path), "/proc/%d/fd", pid);
	dir = opendir(path);
	if (!dir)
		return errno == EACCES ? report_file(pid, -EACCES) : CLI_OK;
	err = look_at_files(stats, pid, dir, false);
	if (!err && has_vcpus(stats, pid))
		err = look_at_files(stats, pid, dir, true);
	closedir(dir);
	return err ? report_file(pid, err) : CLI_OK;
}

/* All processes, or the one asked for. */
static int look(struct lat_stats *stats)
{
	struct dirent *entry;
	int ret = CLI_OK;
	DIR *dir;

	for (size_t i = 0; i < stats->n; i++) {
		stats->files[i].there_before = stats->files[i].there;
		stats->files[i].there = false;
	}
	if (stats->options->pid)
		return look_at_process(stats, stats->options->pid);
	dir = opendir("/proc");
	while (dir && ret == CLI_OK && (entry = readdir(dir)))
		if (isdigit((unsigned char)entry->d_name[0]) && atoi(entry->d_name) != getpid())
			ret = look_at_process(stats, atoi(entry->d_name));
	if (dir)
		closedir(dir);
	return ret;
}

/*
 * What a phase has more than before. The smallest and the largest value are those of their
 * buckets, and the sum is not known. A slot of lat's holds what a bucket does, but for slot 0,
 * which is two buckets.
 */
static bool new_counts(struct vcpu_file *file, unsigned int phase,
		       const uint64_t *now, struct lat_hist *hist)
{
	bool any = false;

	memset(hist, 0, sizeof(*hist));
	for (unsigned int i = 0; i < file->places[phase].n; i++) {
		/* It may be set to 0 by KVM's debugfs. */
		uint64_t n = now[i] - (now[i] < file->seen[phase][i] ? 0 : file->seen[phase][i]);
		unsigned int slot = i ? i - 1 : 0;

		if (!n)
			continue;
		hist->slots[slot] += n;
		hist->max = i ? (2ULL << slot) - 1 : 0;
		if (!any)
			hist->not_min = ~(slot ? 1ULL << slot : 0ULL);
		any = true;
	}
	return any;
}

static int read_file(struct lat_stats *stats, struct vcpu_file *file, struct lat_cells *cells)
{
	static struct lat_hist hist; /* too large for the stack */
	struct lat_key key = { .row = LAT_ROW_ALL };
	int err = 0;

	if (stats->options->by == LAT_BY_VCPU) {
		key.vm = file->pid; /* whatever tells VMMs apart: not printed */
		key.pid = file->pid;
		key.vcpu = file->vcpu;
	}
	for (key.phase = 0; key.phase < KVM_SVE_NR_PHASES && !err; key.phase++) {
		uint64_t now[KVM_STATS_VALUES] = { 0 };

		err = kvm_stats_read(file->fd, &file->places[key.phase], now);
		if (err)
			break;
		if (new_counts(file, key.phase, now, &hist))
			err = stats->options->by ? lat_cells_add(cells, &key, &hist) :
						   lat_cells_add_to(cells, &key, &hist);
		memcpy(file->seen[key.phase], now, sizeof(now));
	}
	return err;
}

/* Files that were not there at the last look have been read for the last time. */
static void drop_gone(struct lat_stats *stats)
{
	size_t to = 0;

	for (size_t i = 0; i < stats->n; i++) {
		if (stats->files[i].there)
			stats->files[to++] = stats->files[i];
		else
			close_copy(&stats->files[i]);
	}
	stats->n = to;
}

int lat_stats_read(struct lat_stats *stats, struct lat_cells *cells)
{
	int ret = look(stats);

	if (ret == CLI_OK)
		report_without(stats);
	for (size_t i = 0; i < stats->n && ret == CLI_OK; i++) {
		struct vcpu_file *file = &stats->files[i];
		int err = is_statistics(file) ? read_file(stats, file, cells) : 0;

		if (err)
			ret = report_file(file->pid, err);
	}
	drop_gone(stats);
	stats->read_before = true;
	return ret;
}

int lat_stats_open(struct lat_stats **stats, const struct lat_options *options)
{
	char on[8];

	if (sysfs_read_line(on, sizeof(on), KNOB)) {
		cli_error("this kernel keeps no histograms of FP/SVE switches: it has no %s", KNOB);
		return CLI_CANNOT;
	}
	if (strcmp(on, "Y")) {
		cli_error("kvm.fp_histograms is off, so KVM counts nothing; turn it on with: echo Y >%s",
			  KNOB);
		return CLI_CANNOT;
	}
	*stats = calloc(1, sizeof(**stats));
	if (!*stats) {
		cli_error("out of memory");
		return CLI_CANNOT;
	}
	(*stats)->options = options;
	return CLI_OK;
}

void lat_stats_close(struct lat_stats *stats)
{
	if (!stats)
		return;
	for (size_t i = 0; i < stats->n; i++)
		close_copy(&stats->files[i]);
	free(stats->files);
	free(stats);
}

bool lat_stats_reported(const struct lat_stats *stats)
{
	return stats && stats->reported;
}

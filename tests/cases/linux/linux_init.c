// SPDX-License-Identifier: GPL-2.0
/*
 * The init, and all there is, of the Linux guest of linux.sh. It computes and sleeps in
 * turns: with FP alone, or as "linux_init sve" with SVE; then it powers off. For recordings
 * of what guests do there are "idle", which only sleeps, "busy", which only computes, and
 * "phases", which sleeps, then computes and sleeps in turns, then sleeps again. What it
 * prints goes through the kernel's log, at a level that "quiet" shows. It has no C library,
 * whose memcpy() would use SVE wherever there is some.
 */
#include <asm/unistd.h>
#include <linux/fcntl.h>
#include <linux/reboot.h>
#include <stdbool.h>
#include <stddef.h>

#define TURNS 200
#define PHASES 3
#define BUSY_LOOPS 100
#define SLEEP_NS 2000000

static long call(long number, long a, long b, long c, long d)
{
	register long x0 asm("x0") = a;
	register long x1 asm("x1") = b;
	register long x2 asm("x2") = c;
	register long x3 asm("x3") = d;
	register long x4 asm("x4") = 0;
	register long x8 asm("x8") = number;

	asm volatile("svc #0" : "+r"(x0) : "r"(x1), "r"(x2), "r"(x3), "r"(x4), "r"(x8) : "memory");
	return x0;
}

static void say(const char *text, size_t size)
{
	int log = call(__NR_openat, AT_FDCWD, (long)"/dev/kmsg", O_WRONLY, 0);

	call(__NR_write, log, (long)text, size, 0);
}
#define SAY(text) say(text, sizeof(text) - 1)

static void use_sve(void)
{
	asm volatile(".arch_extension sve\n"
		     "	ptrue	p0.b\n"
		     "	mov	z0.b, #1\n"
		     "	add	z0.b, z0.b, z0.b" ::: "v0");
}

static void compute(int loops)
{
	static volatile double result = 1;
	double value = result;

	for (int i = 0; i < 1000 * loops; i++)
		value = value * 1.0000001 + 0.5;
	result = value;
}

static void take_turn(char mode, int turn)
{
	const long nap[2] = { 0, SLEEP_NS };
	bool middle = turn / TURNS == PHASES / 2;

	if (mode == 'b')
		compute(BUSY_LOOPS);
	else if (mode != 'i' && (mode != 'p' || middle))
		compute(1);
	if (mode == 's')
		use_sve();
	if (mode != 'b')
		call(__NR_nanosleep, (long)nap, 0, 0, 0);
}

/* @args: argc, argv, as the kernel leaves them on the stack. */
__attribute__((noreturn, used)) static void run(long *args)
{
	const char *mode = args[0] > 1 ? (const char *)args[2] : "";
	int turns = mode[0] == 'p' ? PHASES * TURNS : TURNS;

	call(__NR_mount, (long)"devtmpfs", (long)"/dev", (long)"devtmpfs", 0);
	for (int i = 0; i < turns; i++)
		take_turn(mode[0], i);
	if (mode[0] == 's')
		SAY("<2>guest: computed with SVE\n");
	else
		SAY("<2>guest: computed with FP\n");
	call(__NR_reboot, LINUX_REBOOT_MAGIC1, LINUX_REBOOT_MAGIC2, LINUX_REBOOT_CMD_POWER_OFF, 0);
	for (;;)
		;
}

asm(".globl _start\n"
    "_start:\n"
    "	mov	x0, sp\n"
    "	b	run\n");

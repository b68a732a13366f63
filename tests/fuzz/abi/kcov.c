// SPDX-License-Identifier: GPL-2.0
/* Coverage by KCOV; see kcov.h. */
#include <fcntl.h>
#include <linux/kcov.h>
#include <stdint.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "kcov.h"

#define KCOV_FILE "/sys/kernel/debug/kcov"
#define PLACES (1UL << 18) /* of one program, at most */
#define STEPS (1UL << 16)

static uint64_t *places;
static uint8_t steps[STEPS];
static unsigned int seen;

bool kcov_start(void)
{
	int fd = open(KCOV_FILE, O_RDWR | O_CLOEXEC);
	void *map;

	if (fd < 0)
		return false;
	if (ioctl(fd, KCOV_INIT_TRACE, PLACES))
		return false;
	map = mmap(NULL, PLACES * sizeof(*places), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (map == MAP_FAILED || ioctl(fd, KCOV_ENABLE, KCOV_TRACE_PC))
		return false;
	places = map;
	return true;
}

void kcov_begin(void)
{
	if (places)
		__atomic_store_n(&places[0], 0, __ATOMIC_RELAXED);
}

unsigned int kcov_end(void)
{
	uint64_t n = places ? __atomic_load_n(&places[0], __ATOMIC_RELAXED) : 0, i, last = 0;
	unsigned int fresh = 0;

	for (i = 1; i <= n; i++) {
		uint8_t *step = &steps[(places[i] ^ last * 31) >> 2 & (STEPS - 1)];

		fresh += !*step;
		*step = 1;
		last = places[i];
	}
	seen += fresh;
	return fresh;
}

unsigned int kcov_seen(void)
{
	return seen;
}

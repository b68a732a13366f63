// SPDX-License-Identifier: GPL-2.0
/* The commands; see guest.h. No libc, and no FP register but by guest_asm.S. */
#include <stdint.h>

#include "guest.h"

/* A PL011 (Arm DDI 0183) where QEMU's virt has it. */
#define UART		((volatile uint32_t *)0x09000000)
#define UART_DR		0
#define UART_FR		(0x18 / 4)
#define UART_FR_RXFE	(1u << 4)	/* nothing received */
#define UART_FR_TXFF	(1u << 5)	/* no room */
#define UART_LCR	(0x2c / 4)
#define UART_LCR_FEN	(1u << 4)
#define UART_CR		(0x30 / 4)
#define UART_CR_ON	0x301u		/* with both directions */

#define FNV_START	0xcbf29ce484222325ull
#define FNV_PRIME	0x100000001b3ull

static uint8_t regs[GUEST_MAX_VQ * GUEST_REGS_VQ] __attribute__((aligned(16)));

static void put(char c)
{
	while (UART[UART_FR] & UART_FR_TXFF)
		;
	UART[UART_DR] = (unsigned char)c;
}

static char get(void)
{
	while (UART[UART_FR] & UART_FR_RXFE)
		;
	return (char)UART[UART_DR];
}

static void print(const char *text)
{
	while (*text)
		put(*text++);
}

static void print_number(unsigned long n, unsigned int base)
{
	char digits[24];
	int i = 0;

	do {
		digits[i++] = "0123456789abcdef"[n % base];
		n /= base;
	} while (n);
	while (i)
		put(digits[--i]);
}

static void print_vl(unsigned long vq)
{
	print_number(vq * GUEST_VQ_BYTES * 8, 10);
}

static void print_regs(const char *what, unsigned long vq)
{
	uint64_t sum = FNV_START;

	for (unsigned long i = 0; i < vq * GUEST_REGS_VQ; i++)
		sum = (sum ^ regs[i]) * FNV_PRIME;
	print(what);
	print_vl(vq);
	put(' ');
	print_number(sum, 16);
	put('\n');
}

/* No byte is as another of this fill or the last; FFR is a run from element 0. */
static unsigned long fill(unsigned long max_vq)
{
	static uint64_t random = 1;
	unsigned long vq = guest_set_vq(max_vq);
	unsigned long p_bytes = vq * GUEST_VQ_BYTES / 8;
	uint8_t *ffr = regs + vq * GUEST_REGS_VQ - p_bytes;

	for (uint8_t *byte = regs; byte < ffr; byte++) {
		random = random * 6364136223846793005ull + 1442695040888963407ull;
		*byte = random >> 56;
	}
	for (unsigned long i = 0; i < p_bytes; i++)
		ffr[i] = i < p_bytes - 1 ? 0xff : 0x07;
	guest_load(regs);
	return vq;
}

static unsigned long read_back(void)
{
	guest_store(regs);
	return guest_vq();
}

/* Each VL that is chosen loses what lies above it, so all comes back after. */
static void print_set(void)
{
	unsigned long vq = read_back();

	print("set ");
	for (unsigned long i = 1; i <= GUEST_MAX_VQ; i++) {
		if (guest_set_vq(i) != i)
			continue;
		if (i > 1)
			put(',');
		print_vl(i);
	}
	put('\n');
	guest_set_vq(vq);
	guest_load(regs);
}

void guest_main(void)
{
	UART[UART_LCR] = UART_LCR_FEN;
	UART[UART_CR] = UART_CR_ON;
	guest_set_vq(GUEST_MAX_VQ);
	for (;;) {
		switch (get()) {
		case 'f':
			print_regs("filled ", fill(GUEST_MAX_VQ));
			break;
		case '3':
			print_regs("filled ", fill(3));
			break;
		case 'r':
			print_regs("has ", read_back());
			break;
		case 's':
			print_set();
			break;
		}
	}
}

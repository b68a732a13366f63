#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# selftests-all.sh [NAME...]: inside the test host, all of KVM's selftests or
# these, one line "NAME STATUS TRIES SECONDS" each (0 passed, 4 skipped, 143 took too long); what
# they say goes to stderr. For selftests-same.sh, which compares hosts. One that
# fails has more tries: those of timers also fail on a stock kernel, now and then,
# when the machine that emulates is busy.

LIMIT=300
TRIES=5

# Some are benchmarks too, or go through a GB: less of that, to end under emulation.
args_of() {
	case $1 in
	kvm_page_table_test) echo -b 16M ;;
	memslot_perf_test) echo -l 1 -s 512 -f 3 -e 4 ;;
	esac
}

# 100,000 migrations, which take as long as they take.
limit_of() {
	case $1 in
	rseq_test) echo 1000 ;;
	*) echo $LIMIT ;;
	esac
}

is_wanted() {
	[ -z "$wanted" ] || [ "${wanted#* "$1" }" != "$wanted" ]
}

wanted=${1+" $* "}

cd /tests/selftests || exit 1
while read -r name; do
	is_wanted "$name" || continue
	begin=$(cut -d. -f1 /proc/uptime)
	for try in $(seq $TRIES); do
		# shellcheck disable=SC2046 # words
		out=$(timeout -k 5 "$(limit_of "$name")" "./$name" $(args_of "$name") 2>&1 </dev/null)
		status=$?
		case $status in
		0 | 4 | 143) break ;;
		esac
	done
	echo "$name $status $try $(($(cut -d. -f1 /proc/uptime) - begin))"
	printf '== %s: %s\n%s\n' "$name" "$status" "$(printf '%s' "$out" | tail -n 5)" >&2
done <all

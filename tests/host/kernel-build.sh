# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# Configures and builds the tree in $WORK, keeps what a run needs in the cache.
# Sourced by tests/host/kernel; all but built_state() run under its lock.
#
# $WORK/state names the kernel that $WORK/obj holds; it is absent while a build
# runs or after one that failed.

JOBS=$(nproc)

built_state() {
	cat "$WORK/state" 2>/dev/null || true
}

# kmake TARGET...: kbuild with a clean environment and nothing of this machine,
# user or time in what it makes.
kmake() {
	env -i PATH="$PATH" HOME="$HOME" LC_ALL=C \
		KBUILD_BUILD_USER=kvm-sve KBUILD_BUILD_HOST=kvm-sve \
		KBUILD_BUILD_TIMESTAMP='2024-01-01 00:00:00 UTC' \
		KBUILD_BUILD_VERSION=1 ${KCONFIG:+KCONFIG_ALLCONFIG="$KCONFIG"} \
		make -C "$WORK/linux" O="$WORK/obj" ARCH=arm64 \
		CROSS_COMPILE="$CROSS" -j"$JOBS" "$@"
}

# One line now and then, so that nobody takes a long build for a hang.
report_progress() {
	local what=$1 log=$2 start=$SECONDS n

	while sleep 5; do
		n=$(grep -cE '^ +(CC|AS|LD|AR|HYP[A-Z]*|HOSTCC) ' "$log" || true)
		say "$what: $n objects, $((SECONDS - start)) s"
	done
}

# logged WHAT COMMAND...: output to a log; on failure its end and its path.
logged() {
	local what=$1 log reporter rc=0

	log=$WORK/log/${what// /-}.log
	shift
	mkdir -p "$WORK/log"
	: >"$log"
	report_progress "$what" "$log" &
	reporter=$!
	# shellcheck disable=SC2064 # this reporter
	trap "kill $reporter 2>/dev/null || true" EXIT
	"$@" >>"$log" 2>&1 </dev/null || rc=$?
	kill $reporter 2>/dev/null || true
	wait $reporter 2>/dev/null || true
	trap - EXIT
	if [ $rc -ne 0 ]; then
		tail -n 25 "$log" >&2
		die "$what failed (status $rc); the whole log: $log"
	fi
}

# Every option of the fragment is in the .config as it says.
check_config() {
	local line missing=

	while read -r line; do
		case $line in
		*=n) ! grep -q "^${line%n}" "$WORK/obj/.config" ;;
		*) grep -qxF "$line" "$WORK/obj/.config" ;;
		esac || missing+=" $line"
	done < <(grep ^CONFIG "$1")
	[ -z "$missing" ] || die "options that this kernel does not take:$missing"
}

configure() {
	local fragment=$WORK/fragment

	cp "$CONFIG" "$fragment"
	[ "$1" = stock ] || echo "$HOOKS_OPTION" >>"$fragment"
	KCONFIG=$fragment kmake allnoconfig
	check_config "$fragment"
}

# keep KEY: the kernel in $WORK/obj under its final name, complete or not at all.
keep() {
	local tmp

	mkdir -p "$CACHE/kernel"
	tmp=$(mktemp -d "$CACHE/kernel/tmp.XXXXXX")
	cp "$WORK/obj/arch/arm64/boot/Image" "$WORK/obj/System.map" "$tmp/"
	cp "$WORK/obj/.config" "$tmp/config"
	cp "$WORK/obj/drivers/misc/lkdtm/lkdtm.ko" "$tmp/"
	cat "$WORK/obj/include/config/kernel.release" >"$tmp/version"
	chmod -R a+rX "$tmp"
	rm -rf "${CACHE:?}/kernel/$1"
	mv "$tmp" "$CACHE/kernel/$1"
}

# build KIND KEY PATCH...: the tree with these patches, built and kept.
build() {
	local kind=$1 key=$2

	shift 2
	rm -f "$WORK/state"
	set_series "$@"
	logged "config $kind" configure "$kind"
	logged "kernel $kind" kmake Image modules
	keep "$key"
	echo "$key" >"$WORK/state"
	say "kernel $kind: ready"
}

build_stock() {
	build stock "$STOCK_KEY"
	build_selftests stock "$STOCK_KEY"
}

build_patched() {
	local patches

	mapfile -t patches < <(series)
	build patched "$PATCHED_KEY" "${patches[@]/#/$PATCHES/}"
}

# Stock first: patched then only builds what the series changes. So stock is
# built too when only patched is asked for.
ensure_built() {
	ensure_source
	if ! [ -d "$CACHE/kernel/$STOCK_KEY" ]; then
		build_stock
	fi
	if [ "$1" = patched ] && { [ "$(built_state)" != "$PATCHED_KEY" ] ||
	   ! [ -d "$CACHE/kernel/$PATCHED_KEY" ]; }; then
		build_patched
	fi
}

# What to build: get-reg-list and the tests that the series touches.
selftest_names() {
	echo get-reg-list
	sed -n 's,^tools/testing/selftests/kvm/aarch64/\(.*\)\.c$,\1,p' \
		"$WORK/touched" | grep -vx get-reg-list || true
}

# One that does not compile must not hide the others: it is named in
# $out/names all the same, and the case that runs them fails on it.
make_selftests() {
	local out=$1 name targets=()

	mkdir -p "$out"/{aarch64,lib/aarch64}
	selftest_names >"$out/names"
	while read -r name; do
		case $name in
		get-reg-list) targets+=("$out/$name") ;;
		*) targets+=("$out/aarch64/$name") ;;
		esac
		rm -f "${targets[-1]}"
	done <"$out/names"
	kmake headers
	env -i PATH="$PATH" HOME="$HOME" LC_ALL=C \
		make -C "$WORK/linux/tools/testing/selftests/kvm" ARCH=arm64 \
		CROSS_COMPILE="$CROSS" OUTPUT="$out" -k -j"$JOBS" \
		KHDR_INCLUDES="-isystem $WORK/obj/usr/include" "${targets[@]}" || true
}

build_selftests() {
	local kind=$1 key=$2 tmp name file out

	out=$WORK/selftests-$kind
	logged "selftests $kind" make_selftests "$out"
	mkdir -p "$CACHE/selftests"
	tmp=$(mktemp -d "$CACHE/selftests/tmp.XXXXXX")
	cp "$out/names" "$tmp/"
	while read -r name; do
		file=$(find "$out" -maxdepth 2 -type f -name "$name")
		if [ -n "$file" ]; then
			"${CROSS}strip" -o "$tmp/$name" "$file"
		else
			say "selftest $name does not compile:" \
				"$WORK/log/selftests-$kind.log"
		fi
	done <"$out/names"
	chmod -R a+rX "$tmp"
	rm -rf "${CACHE:?}/selftests/$key"
	mv "$tmp" "$CACHE/selftests/$key"
}

ensure_selftests() {
	ensure_built "$1"
	if [ -d "$CACHE/selftests/$(key_of "$1")" ]; then
		return
	fi
	if [ "$1" = stock ] && [ "$(built_state)" != "$STOCK_KEY" ]; then
		build_stock
	else
		build_selftests "$1" "$(key_of "$1")"
	fi
}

# make_module DIR [ARGS]: kbuild for an external module, output to this terminal.
make_module() {
	local dir=$1

	shift
	if [ "$(built_state)" != "$PATCHED_KEY" ] ||
	   ! [ -d "$CACHE/kernel/$PATCHED_KEY" ]; then
		ensure_built patched
	fi
	kmake -s M="$dir" modules "$@"
}

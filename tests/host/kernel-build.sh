# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# Configures and builds the tree in $WORK, keeps what a run needs in the cache.
# Sourced by tests/host/kernel; all but built_state() run under its lock.
#
# $WORK/state names the kernel that was built last, in $WORK/$OBJ; it is absent while a
# build runs or after one that failed.

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
		make -C "$WORK/linux" O="$WORK/$OBJ" ARCH=arm64 \
		CROSS_COMPILE="$CROSS" -j"$JOBS" "$@"
}

# What kbuild has made by now, as its log says.
count_objects() {
	echo "$(grep -cE '^ +(CC|AS|LD|AR|HYP[A-Z]*|HOSTCC) ' "$1" || true) objects"
}

# logged WHAT COMMAND...: output to a log; on failure its end and its path.
logged() {
	local what=$1 log rc=0

	log=$WORK/log/${what// /-}.log
	shift
	mkdir -p "$WORK/log"
	: >"$log"
	progress_start "$what" count_objects "$log"
	# In a shell of its own: what it says as it dies is in the log.
	(PROGRESS_PID='' && "$@") >>"$log" 2>&1 </dev/null || rc=$?
	progress_stop
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
		*=n) ! grep -q "^${line%n}" "$WORK/$OBJ/.config" ;;
		*) grep -qxF "$line" "$WORK/$OBJ/.config" ;;
		esac || missing+=" $line"
	done < <(grep ^CONFIG "$1")
	[ -z "$missing" ] || die "options that this kernel does not take:$missing"
}

configure() {
	local fragment=$WORK/fragment

	config_of "$1" >"$fragment"
	KCONFIG=$fragment kmake allnoconfig
	check_config "$fragment"
}

# keep KIND KEY: the kernel in $WORK/$OBJ under its final name, complete or not
# at all.
keep() {
	local tmp

	mkdir -p "$CACHE/kernel"
	tmp=$(mktemp -d "$CACHE/kernel/tmp.XXXXXX")
	cp "$WORK/$OBJ/arch/arm64/boot/Image" "$WORK/$OBJ/System.map" "$tmp/"
	cp "$WORK/$OBJ/.config" "$tmp/config"
	cp "$WORK/$OBJ/drivers/misc/lkdtm/lkdtm.ko" "$tmp/"
	cat "$WORK/$OBJ/include/config/kernel.release" >"$tmp/version"
	modules_of "$1" >"$tmp/modules"
	chmod -R a+rX "$tmp"
	rm -rf "${CACHE:?}/kernel/$2"
	mv "$tmp" "$CACHE/kernel/$2"
}

# build KIND: its tree with its patches, built and kept.
build() {
	local kind=$1 key patches

	key=$(key_of "$kind")
	mapfile -t patches < <(extra_patches "$kind")
	SERIES=()
	[ "$kind" = stock ] || make_series "$WORK/series"
	rm -f "$WORK/state"
	set_series "${SERIES[@]}" "${patches[@]}"
	logged "config $kind" configure "$kind"
	logged "kernel $kind" kmake Image modules
	keep "$kind" "$key"
	echo "$key" >"$WORK/state"
	say "kernel $kind: ready"
}

ensure_built() {
	ensure_source
	if ! [ -d "$CACHE/kernel/$(key_of "$1")" ]; then
		build "$1"
	fi
}

# The tree holds the objects of this kernel, for modules.
ensure_tree() {
	ensure_built "$1"
	if [ "$(built_state)" != "$(key_of "$1")" ]; then
		build "$1"
	fi
}

# Upstream's KVM tests for arm64, as paths below kvm/, the series' among them. Since
# 6.15 they are named in Makefile.kvm, those of all architectures apart.
selftest_paths() {
	sed -n 's/^TEST_GEN_PROGS_\(COMMON\|aarch64\|arm64\) *+\?= *\([^$]*\)$/\2/p' \
		"$WORK"/linux/tools/testing/selftests/kvm/Makefile*
}

# Those that every run of the suite makes: get-reg-list and the series' own.
selftest_fast() {
	echo get-reg-list
	sed -n 's,^tools/testing/selftests/kvm/\(aarch64\|arm64\)/\(.*\)\.c$,\2,p' \
		"$WORK/touched" | grep -vx get-reg-list || true
}

# One that does not compile must not hide the others: it is named all the same,
# and the case that runs them fails on it.
make_selftests() {
	local out=$1 path targets=()

	mkdir -p "$out"/{aarch64,arm64,lib/aarch64,lib/arm64}
	while read -r path; do
		targets+=("$out/$path")
		rm -f "$out/$path"
	done < <(selftest_paths)
	kmake headers
	env -i PATH="$PATH" HOME="$HOME" LC_ALL=C \
		make -C "$WORK/linux/tools/testing/selftests/kvm" ARCH=arm64 \
		CROSS_COMPILE="$CROSS" OUTPUT="$out" -k -j"$JOBS" \
		KHDR_INCLUDES="-isystem $WORK/obj/usr/include" "${targets[@]}" || true
}

build_selftests() {
	local kind=$1 key tmp path name out

	key=$(key_of "$kind")
	out=$WORK/selftests-$kind
	logged "selftests $kind" make_selftests "$out"
	mkdir -p "$CACHE/selftests"
	tmp=$(mktemp -d "$CACHE/selftests/tmp.XXXXXX")
	selftest_fast >"$tmp/fast"
	while read -r path; do
		name=${path##*/}
		echo "$name" >>"$tmp/all"
		if [ -f "$out/$path" ]; then
			"${CROSS}strip" -o "$tmp/$name" "$out/$path"
		else
			say "selftest $name does not compile:" \
				"$WORK/log/selftests-$kind.log"
		fi
	done < <(selftest_paths)
	chmod -R a+rX "$tmp"
	rm -rf "${CACHE:?}/selftests/$key"
	mv "$tmp" "$CACHE/selftests/$key"
}

# The source must be in the state of the kind too, for its headers and tests.
ensure_selftests() {
	ensure_tree "$1"
	if ! [ -f "$CACHE/selftests/$(key_of "$1")/all" ]; then
		build_selftests "$1"
	fi
}

# Objects of their own, since W=1 is in the command of each. Upstream has warnings
# itself: printed are, of the files that the series touches, those at lines of it and what
# is unused.
kvm_warnings() {
	local OBJ=w1 log=$WORK/log/warnings.log text file line

	ensure_tree patched
	mkdir -p "$WORK/w1"
	cmp -s "$WORK/obj/.config" "$WORK/w1/.config" || cp "$WORK/obj/.config" "$WORK/w1/"
	rm -rf "$WORK/w1/arch/arm64/kvm"
	logged warnings kmake W=1 prepare arch/arm64/kvm/
	sed -nE "s|^$WORK/linux/||; /^[^ ]+: (warning|error): /p" "$log" | sort -u |
		while read -r text; do
			IFS=: read -r file line _ <<<"$text"
			if grep -qxF -- "$file" "$WORK/touched" &&
			   { [[ $text == *'[-Wunused'* ]] || is_ours "$file" "$line"; }; then
				echo "$text"
			fi
		done
}

# Did the series make this line of this file, which it touches?
is_ours() {
	! sed -n "$2p" "$WORK/linux/$1" | grep -qxFf - "$WORK/orig/$1" 2>/dev/null
}

# check_added [ARGS]: kbuild's check of the files that the series adds to KVM, output to this
# terminal. C=2 would check the vDSO too, which any target of one object makes first.
check_added() {
	local objects

	ensure_tree patched
	make_series "$WORK/series"
	mapfile -t objects < <(made_by "${SERIES[@]}" | sed -n 's/^\(arch.*\)\.c$/\1.o/p')
	(cd "$WORK/obj" && rm -f "${objects[@]}")
	kmake -s C=1 "$@" "${objects[@]}"
}

# compile_kvm N on|off: KVM after N patches of the series, in objects of its own. The source
# stays like that, so no kernel counts as built.
compile_kvm() {
	ensure_source
	make_series "$WORK/series"
	rm -f "$WORK/state"
	set_series "${SERIES[@]:0:$1}"
	OBJ=kvm-$2 logged "kvm $1 $2" make_kvm "$2"
}

make_kvm() {
	local kind=stock fragment=$WORK/fragment-kvm

	[ "$1" = off ] || kind=patched
	config_of $kind >"$fragment"
	KCONFIG=$fragment kmake allnoconfig &&
		{ [ "$1" = off ] || grep -qxF "$HOOKS_OPTION" "$WORK/$OBJ/.config"; } &&
		kmake KCFLAGS=-Werror arch/arm64/kvm/
}

# make_module KIND DIR [ARGS]: kbuild for an external module, output to this
# terminal. Kbuild does not see that the kernel is another one, whose BTF a module's
# BTF continues: so link it again then.
make_module() {
	local kind=$1 dir=$2 key

	key=$(key_of "$kind")
	shift 2
	ensure_tree "$kind"
	[ "$(cat "$dir/.kernel" 2>/dev/null)" = "$key" ] || rm -f "$dir"/*.ko
	kmake -s M="$dir" modules "$@"
	echo "$key" >"$dir/.kernel"
}

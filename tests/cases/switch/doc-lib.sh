# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
#
# For the case scripts that run the commands of a document, as they stand there:
# each prints the lines that stand below it, numbers apart. Sourced after lib.sh by
# a script that has $dir, $show and section(), which prints the blocks of its part of
# the document: a line "$ COMMAND", then what it prints.

order='cat'

commands() {
	section | sed -n 's/^[$] //p'
}

shown_for() {
	section | command=$1 awk '
		/^[$] / { inside = substr($0, 3) == ENVIRON["command"]; next } inside'
}

# Lines without what differs from run to run: numbers, spaces, ftrace's flags; and by
# kernel: the task that perf names [guest/PID]. One that ends with an ellipsis goes on
# there, and a bare one stands for some lines.
shape() {
	sed 's/…$//; s,^ *\[guest/[0-9]*\] ,kvm-sve ,; s/\] [a-zA-Z.][a-zA-Z.0-9]\{4\} /] F /; s/0x[0-9a-f][0-9a-f]*/N/g
		s/[0-9][0-9.,]*/N/g; s/[ 	][ 	]*/ /g; s/^ //; s/ $//; /^$/d'
}

# What the document shows, in this order (but for doc_any_order), each the beginning of a
# line in $dir/all. Prints the first that is missing. Where it shows nothing, nothing was printed.
has_shape() {
	shown_for "$1" >"$dir/shown"
	if ! [ -s "$dir/shown" ]; then
		head -n 1 "$dir/all"
		[ ! -s "$dir/all" ]
		return
	fi
	shape <"$dir/shown" | $order >"$dir/want"
	shape <"$dir/all" | $order | awk -v file="$dir/want" '
		BEGIN { while ((getline line <file) > 0) want[++n] = line }
		at < n && index($0, want[at + 1]) == 1 { at++ }
		END { if (at < n) print want[at + 1]; exit at < n }'
}

# doc COMMAND: run it as the document has it, with its output in $dir/out and $dir/err.
doc() {
	echo "$1" >>"$dir/run"
	{ eval "$1"; } >"$dir/out" 2>"$dir/err"
	status=$?
	cat "$dir/out" "$dir/err" >"$dir/all"
	if [ "$show" = --show ]; then
		echo "    \$ $1"
		sed 's/^/    /; s/ *$//' "$dir/all"
	fi
	if lacks=$(has_shape "$1") && [ $status -eq 0 ]; then
		ok "as in the document: $1"
	else
		not_ok "as in the document: $1"
		note "exit status $status, not as shown: $lacks"
		note "$(head -n 40 "$dir/all")"
	fi
}

# The same, where the order of the lines is the kernel's affair.
doc_any_order() {
	order='sort'
	doc "$1"
	order='cat'
}

every_command_was_run() {
	is "every command of the document was run, in its order" "$(commands)" "$(cat "$dir/run")"
}

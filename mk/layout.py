#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
#
# layout.py [OBJECT_DIR...]: check the layering of the source tree below this folder. A
# file may include and call only files of its own layer or of one further down, and
# includes and calls between files form no cycle. X.c and X.h count as one file; where
# X.bpf.c exists, X.h is shared by both and counts alone. Calls are found in the object
# files below each OBJECT_DIR, by nm.

import collections
import os
import re
import subprocess
import sys

LAYERS = ["tools", "bench", "bpf", "module", "lib", "uapi"]
SEARCH = ["", "uapi", "module", "lib"]
INCLUDE = re.compile(r'^\s*#\s*include\s*["<]([^">]+)[">]', re.M)


def sources():
    for layer in LAYERS:
        for folder, _, names in sorted(os.walk(layer)):
            for name in sorted(names):
                if name.endswith((".c", ".h", ".S")):
                    yield os.path.normpath(os.path.join(folder, name))


def unit(path):
    """The name that a file shares with its header."""
    name = re.sub(r"\.[chSo]$", "", path)
    shared = path.endswith(".h") and os.path.exists(name + ".bpf.c")
    return path if shared else name


def layer(path):
    return LAYERS.index(path.split("/")[0])


def resolve(path, name, known):
    for folder in [os.path.dirname(path)] + SEARCH:
        target = os.path.normpath(os.path.join(folder, name))
        if target in known:
            return target
    return None


def include_arrows(known):
    for path in known:
        with open(path, encoding="utf-8") as file:
            for name in INCLUDE.findall(file.read()):
                target = resolve(path, name, known)
                if target:
                    yield path, target


def call_arrows(folder):
    """Which object needs a symbol that another one of the folder defines."""
    objects = [os.path.join(d, n) for d, _, names in os.walk(folder) for n in names
               if n.endswith(".o") and os.path.relpath(d, folder).split("/")[0] in LAYERS]
    if not objects:
        sys.exit(f"layout.py: no objects in {folder}; build first")
    needs, home = collections.defaultdict(set), {}
    lines = subprocess.run(["nm", "-A"] + objects, check=True, capture_output=True,
                           text=True).stdout.splitlines()
    for line in lines:
        path, rest = line.split(":", 1)
        kind, symbol = rest.split()[-2:]
        path = os.path.relpath(path, folder)
        if kind == "U":
            needs[path].add(symbol)
        elif kind in "TDBRC":
            home[symbol] = path
    for path, symbols in needs.items():
        for symbol in symbols:
            if symbol in home:
                yield path, home[symbol]


def cycles(arrows):
    """Tarjan's strongly connected components of more than one unit."""
    graph, number, low, stack, found = collections.defaultdict(set), {}, {}, [], []
    for source, target in arrows:
        if unit(source) != unit(target):
            graph[unit(source)].add(unit(target))

    def visit(node):
        number[node] = low[node] = len(number)
        stack.append(node)
        for other in sorted(graph.get(node, ())):
            if other not in number:
                visit(other)
                low[node] = min(low[node], low[other])
            elif other in stack:
                low[node] = min(low[node], number[other])
        if low[node] == number[node]:
            part = stack[stack.index(node):]
            del stack[stack.index(node):]
            if len(part) > 1:
                found.append(sorted(part))

    for node in sorted(graph):
        if node not in number:
            visit(node)
    return found


def main():
    known = set(sources())
    arrows = sorted(include_arrows(known))
    complaints = [f"{source} includes {target}, which is a layer above"
                  for source, target in arrows if layer(target) < layer(source)]
    for folder in sys.argv[1:]:
        calls = sorted(set(call_arrows(folder)))
        complaints += [f"{source} calls {target}, which is a layer above"
                       for source, target in calls if layer(target) < layer(source)]
        arrows += calls
    complaints += ["a cycle: " + ", ".join(part) for part in cycles(arrows)]
    print("\n".join(complaints or [f"{len(known)} files, {len(set(arrows))} arrows, no cycle"]))
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main())

#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""
A simulated fleet, of node files that real hosts printed, and what kvm-sve must say
of it, worked out from the definition alone: a set is settable on a node exactly when
it is the node's host set up to the set's own largest VL, which its guests can get.

	simulate.py make DIR N KIND.json...   N nodes of these kinds, mixed, in DIR
	simulate.py common DIR ANSWER.json    is this "vls common --json" right?
	simulate.py check DIR SET ANSWER.json is this "vls check --set SET --json" right?
	simulate.py cost COMMAND...           its user time in ms and memory in KiB, by file 3
"""
import itertools
import json
import os
import random
import sys


def make(folder, count, *kinds):
    """The seed is fixed: the same fleet in every run."""
    kinds = [json.load(open(path)) for path in kinds]
    choice = random.Random(int(count))
    for i in range(int(count)):
        # Each kind is there, and the rare ones are rare.
        kind = kinds[i] if i < len(kinds) else choice.choices(kinds, [2 ** k for k in range(len(kinds))])[0]
        name = f'node-{i:05}.example.org'
        with open(os.path.join(folder, name + '.json'), 'w') as f:
            json.dump({**kind, 'node': name}, f, indent=2)


def load(folder):
    return [json.load(open(os.path.join(folder, name))) for name in sorted(os.listdir(folder))]


def settable(node, vls):
    top = max(vls)
    return (vls == [vl for vl in node['host_vls'] if vl <= top] and
            top <= max(node['guest_max_vls']))


def kinds_of(nodes):
    """One node of each kind, since thousands are alike."""
    return list({str(n['host_vls']) + str(n['guest_max_vls']): n for n in nodes}.values())


def common_set(nodes):
    """The largest of all sets there are of the fleet's VLs that every node can give."""
    every = sorted({vl for n in nodes for vl in n['host_vls']})
    few = kinds_of(nodes)
    best = []
    for size in range(1, len(every) + 1):
        for vls in itertools.combinations(every, size):
            if all(settable(n, list(vls)) for n in few):
                best = list(vls)
    return best


def common(folder, answer):
    nodes, got = load(folder), json.load(open(answer))
    best = common_set(nodes)
    assert got['common_vls'] == best, (got['common_vls'], best)
    assert got['nodes'] == len(nodes)
    every = sorted({vl for n in nodes for vl in n['guest_max_vls']})
    lost = [vl for vl in every if vl not in best]
    assert [entry['vl'] for entry in got['lost']] == lost
    for entry in got['lost']:
        vl = entry['vl']
        lacks = [n['node'] for n in nodes if vl not in n['host_vls']]
        capped = [n['node'] for n in nodes if vl in n['host_vls'] and vl not in n['guest_max_vls']]
        if entry['why'] == 'hide':
            assert not lacks and not capped
            hidden = entry['hide_vl']
            assert hidden < vl and any(hidden not in n['guest_max_vls'] for n in nodes)
            assert entry['nodes'] == [n['node'] for n in nodes if hidden in n['guest_max_vls']]
        else:
            assert entry['nodes'] == (lacks or capped), vl
            assert entry['why'] == ('lacks' if lacks else 'capped')
    print('common:', best, 'lost:', lost)


def check(folder, vls, answer):
    nodes, got = load(folder), json.load(open(answer))
    vls = [int(vl) for vl in vls.split(',')]
    want = {n['node']: settable(n, vls) for n in nodes}
    assert {n['node']: n['fits'] for n in got['nodes']} == want
    assert got['fits'] == all(want.values())
    print(sum(want.values()), 'of', len(want), 'nodes can have', vls)


def cost(*command):
    pid = os.fork()
    if not pid:
        os.execvp(command[0], command)
    _, status, usage = os.wait4(pid, 0)
    os.write(3, f'{usage.ru_utime * 1000:.0f} {usage.ru_maxrss}\n'.encode())
    sys.exit(os.waitstatus_to_exitcode(status))


if __name__ == '__main__':
    {'make': make, 'common': common, 'check': check, 'cost': cost}[sys.argv[1]](*sys.argv[2:])

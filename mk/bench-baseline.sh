#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0
#
# bench-baseline.sh: what this tree costs in the emulated host, in exact
# instructions (icount), to bench/baselines/. Few VLs, since in instructions the
# VL hardly matters. The old file stays unless all of the new one came.

set -euo pipefail
cd -- "$(dirname -- "$0")/.."

JSON=bench/baselines/emulated-icount.json
NEW=build/baseline.json

mkdir -p build
tests/host/run --icount --timeout 600 --get baseline.json:$NEW -- kvm-sve bench \
	--exit mmio,hvc --vl 128,512,2048 -n 200 --no-exclude-guest -o baseline.json >&2
python3 -m json.tool $NEW >/dev/null
mv $NEW $JSON
echo "JSON: $JSON"

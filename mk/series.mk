# SPDX-License-Identifier: GPL-2.0
# The KVM series by itself, of the kernel line LINE: the first one, where none is named.

.PHONY: series check-series

## make series         the series as mail, in build/series/LINE/; LINE=6.12 PART=A
series:
	$QPART="$(PART)" mk/series.sh "$(LINE)"

## make check-series   each patch of the series compiles by itself, hooks on and off; LINE=6.12
check-series:
	$Qmk/setup.sh
	$Qmk/check-series.sh "$(LINE)"

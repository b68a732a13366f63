# SPDX-License-Identifier: GPL-2.0
# Fleets, with the engines people have.

## make check-fleet    metrics by Prometheus, the play by Ansible, 10,000 simulated nodes
.PHONY: check-fleet
check-fleet: host-min cases
	$Qmk/setup.sh check-fleet
	$Qmk/run-suites.sh tests/fleet/prometheus.sh tests/fleet/ansible.sh tests/fleet/thousands.sh

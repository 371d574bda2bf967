#!/usr/bin/env bash
# Whether a built program judges: `smoke.sh PROGRAM` ends with 0 where it comes to each verdict.
set -euo pipefail

program=$1
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)

for pair in 0:compliant 1:noncompliant 3:denied; do
	expected=${pair%:*}
	snapshot=$root/fixtures/snapshots/${pair#*:}.jsonl
	code=0
	"$program" check --quiet --no-config --format json "$snapshot" >/dev/null || code=$?
	if [[ $code -ne $expected ]]; then
		printf 'exit code %d instead of %d: %s check %s\n' "$code" "$expected" "$program" "$snapshot" >&2
		exit 1
	fi
done

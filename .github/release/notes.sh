#!/usr/bin/env bash
# Prints what CHANGELOG.md says of a version: `notes.sh 1.2.3`. A version that it does not know is not released.
set -euo pipefail

version=$1
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)

notes=$(awk -v heading="## [$version]" '
	index($0, "## [") == 1 { inside = index($0, heading) == 1; next }
	inside
' "$root/CHANGELOG.md")
if [[ -z ${notes//[[:space:]]/} ]]; then
	printf 'CHANGELOG.md says nothing of %s\n' "$version" >&2
	exit 1
fi
printf '%s\n' "$notes"

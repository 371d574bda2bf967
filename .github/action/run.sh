#!/usr/bin/env bash
# Runs assize with the action's inputs, shows what came of it where GitHub shows things, and ends as assize ended.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=.github/action/refuse.sh
source "$here/refuse.sh"

# Nobody can foresee it: it ends what is not ours, in the log and in the file of outputs.
token=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')

output() {
	printf '%s<<%s\n%s\n%s\n' "$1" "$token" "$2" "$token" >>"$GITHUB_OUTPUT"
}

arguments=()

# A flag with a value, where there is one. It is one word, so that a value is never taken for a flag.
value() {
	if [[ -n $2 ]]; then
		arguments+=("--$1=$2")
	fi
}

# The lines of an input that are not blank, without the space around them.
lines() {
	sed -e 's/^[[:space:]]*//' -e 's/[[:space:]]*$//' -e '/^$/d' <<<"$1"
}

# A flag for each line of an input.
values() {
	local line
	while IFS= read -r line; do
		arguments+=("--$1=$line")
	done < <(lines "$2")
}

switch() {
	case $2 in
	true) arguments+=("--$1") ;;
	false | '') ;;
	*) refuse "\`$1\` is \`true\` or \`false\`, not \`$2\`" ;;
	esac
}

case $INPUT_COMMAND in
audit)
	[[ -z $INPUT_SNAPSHOT ]] || refuse "\`audit\` collects from AWS; a snapshot is judged by \`command: check\`"
	;;
check)
	[[ -n $INPUT_SNAPSHOT ]] || refuse "\`check\` judges a snapshot: say which one in \`snapshot\`"
	;;
*)
	refuse "\`command\` is \`audit\` or \`check\`, not \`$INPUT_COMMAND\`"
	;;
esac

values policy "$INPUT_POLICY"
values select "$INPUT_SELECT"
values exclude "$INPUT_EXCLUDE"
values framework "$INPUT_FRAMEWORK"
values param "$INPUT_PARAM"
value fail-on "$INPUT_FAIL_ON"
value waivers "$INPUT_WAIVERS"
value baseline "$INPUT_BASELINE"
value config "$INPUT_CONFIG"
switch allow-errors "$INPUT_ALLOW_ERRORS"
switch exit-zero "$INPUT_EXIT_ZERO"

if [[ -n $INPUT_REPORTS ]]; then
	reports=$INPUT_REPORTS
	mkdir -p -- "$reports"
	# What an earlier run left there is not what this one found.
	rm -f -- "$reports"/assize.{txt,github,md,sarif,junit.xml,json}
else
	reports=$(mktemp -d "$RUNNER_TEMP/assize-reports-XXXXXX")
fi
arguments+=(
	"--format=text=$reports/assize.txt"
	"--format=github=$reports/assize.github"
	"--format=markdown=$reports/assize.md"
	"--format=sarif=$reports/assize.sarif"
	"--format=junit=$reports/assize.junit.xml"
	"--format=json=$reports/assize.json"
)
values format "$INPUT_FORMATS"
while IFS= read -r line; do
	arguments+=("$line")
done < <(lines "$INPUT_ARGS")
if [[ $INPUT_COMMAND == check ]]; then
	arguments+=(-- "$INPUT_SNAPSHOT")
fi

# Names and messages from the cloud are no commands to the runner.
printf '::stop-commands::%s\n' "$token"
code=0
assize "$INPUT_COMMAND" "${arguments[@]}" || code=$?
if [[ -f $reports/assize.txt ]]; then
	cat -- "$reports/assize.txt"
fi
printf '\n::%s::\n' "$token"

verdict=none
if [[ -f $reports/assize.json ]]; then
	verdict=$(sed -n 's/^  "verdict": "\([a-z-]*\)",*$/\1/p' <"$reports/assize.json")
fi
output exit-code "$code"
output verdict "$verdict"
output reports "$reports"
for report in sarif junit.xml json md; do
	if [[ -f $reports/assize.$report ]]; then
		case $report in
		junit.xml) name=junit ;;
		md) name=markdown ;;
		*) name=$report ;;
		esac
		output "$name" "$reports/assize.$report"
	fi
done

if [[ $verdict != none ]]; then
	cat -- "$reports/assize.github"
	cat -- "$reports/assize.md" >>"$GITHUB_STEP_SUMMARY"
else
	printf '::error title=assize::no verdict (exit code %d): the log of this step says why\n' "$code"
	printf '## assize: no verdict\n\nExit code %d. Nothing was judged; the log of the step says why.\n' "$code" >>"$GITHUB_STEP_SUMMARY"
fi
exit "$code"

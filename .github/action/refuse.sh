# shellcheck shell=bash
# Sourced by the scripts beside it.

# Ends the step without a verdict. What is said may be anybody's, so it is escaped as workflow commands ask.
refuse() {
	local text=$1
	text=${text//'%'/%25}
	text=${text//$'\r'/%0D}
	text=${text//$'\n'/%0A}
	printf '::error title=assize::%s\n' "$text"
	exit 2
}

#!/usr/bin/env bash
# Puts assize on the path of the steps that follow: a release whose checksum is verified, or one built from source.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
# shellcheck source=.github/action/refuse.sh
source "$here/refuse.sh"

# The release that this very copy of the action belongs to, so that the pin of the action pins the program too.
own_version() {
	sed -n 's/^version = "\(.*\)"$/\1/p' "$root/Cargo.toml" | head -n 1
}

# The repository that the action was taken from. The runner leaves its variable for this empty in composite actions, and
# names the outermost action where one uses another; the path is always right. `uses: ./` is the workflow's own.
repository() {
	local rest
	case $GITHUB_ACTION_PATH in
	*/_actions/*/*/*)
		rest=${GITHUB_ACTION_PATH##*/_actions/}
		cut -d / -f 1,2 <<<"$rest"
		;;
	*)
		printf '%s\n' "$GITHUB_REPOSITORY"
		;;
	esac
}

target() {
	case "$(uname -s)-$(uname -m)" in
	Linux-x86_64) echo x86_64-unknown-linux-musl ;;
	Linux-aarch64 | Linux-arm64) echo aarch64-unknown-linux-musl ;;
	Darwin-x86_64) echo x86_64-apple-darwin ;;
	Darwin-arm64) echo aarch64-apple-darwin ;;
	*) refuse "there is no released assize for $(uname -s) on $(uname -m); build it with \`version: source\`" >&2 ;;
	esac
}

sha256() {
	if command -v sha256sum >/dev/null; then
		sha256sum "$1"
	else
		shasum -a 256 "$1"
	fi | cut -d ' ' -f 1
}

download() {
	curl --fail --silent --show-error --location --retry 3 --output "$2" "$1" ||
		refuse "cannot download $1"
}

# Downloads a release into a folder, and answers where the program is.
released() {
	local version=$1 folder=$2 name url expected found
	name=assize-$version-$(target)
	url=$GITHUB_SERVER_URL/$(repository)/releases/download/v$version
	download "$url/SHA256SUMS" "$folder/SHA256SUMS"
	download "$url/$name.tar.gz" "$folder/$name.tar.gz"
	expected=$(awk -v name="$name.tar.gz" '$2 == name { print $1 }' "$folder/SHA256SUMS")
	found=$(sha256 "$folder/$name.tar.gz")
	if [[ -z $expected ]]; then
		refuse "the release's SHA256SUMS has no $name.tar.gz"
	elif [[ $found != "$expected" ]]; then
		refuse "$name.tar.gz has the checksum $found, and not $expected as its release says"
	fi
	tar -xzf "$folder/$name.tar.gz" -C "$folder"
	program=$folder/$name
}

case $INPUT_VERSION in
installed)
	command -v assize >/dev/null || refuse "there is no assize on the path; \`version: installed\` takes the one that is there"
	exit 0
	;;
source)
	folder=$RUNNER_TEMP/assize-source
	cargo install --locked --quiet --path "$root" --root "$folder" || refuse 'assize could not be built'
	program=$folder/bin
	;;
*)
	version=${INPUT_VERSION:-$(own_version)}
	version=${version#v}
	if ! [[ $version =~ ^[0-9]+\.[0-9]+\.[0-9]+(-[0-9A-Za-z.-]+)?$ ]]; then
		refuse "\`$version\` is no version: it is one such as 1.2.3, \`source\` or \`installed\`"
	fi
	folder=$(mktemp -d "$RUNNER_TEMP/assize-XXXXXX")
	released "$version" "$folder"
	;;
esac

"$program/assize" --version
printf '%s\n' "$program" >>"$GITHUB_PATH"

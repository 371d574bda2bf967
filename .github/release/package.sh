#!/usr/bin/env bash
# Packs a built program as a release has it: `package.sh PROGRAM TARGET FOLDER` writes `assize-VERSION-TARGET.tar.gz` into the
# folder, with the program, its manual pages, completions, licence and README.
set -euo pipefail

program=$1
target=$2
folder=$3
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)

version=$("$program" --version)
version=${version#assize }
name=assize-$version-$target
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
content=$scratch/$name

mkdir -p "$content/completions" "$folder"
install -m 755 "$program" "$content/assize"
cp "$root/LICENSE" "$root/README.md" "$root/CHANGELOG.md" "$content"
"$program" man --quiet "$content/man"
"$program" completions bash >"$content/completions/assize.bash"
"$program" completions fish >"$content/completions/assize.fish"
"$program" completions zsh >"$content/completions/_assize"

tar -C "$scratch" -czf "$folder/$name.tar.gz" "$name"
printf '%s\n' "$folder/$name.tar.gz"

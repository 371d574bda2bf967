#!/usr/bin/env python3
"""Writes `types.txt` from a checkout of https://github.com/awslabs/aws-config-resource-schema.

    git clone https://github.com/awslabs/aws-config-resource-schema /tmp/schema
    python3 src/resource/published/from_checkout.py /tmp/schema

All types of the checkout replace what `types.txt` says of them; types that it does not have stay as they are. With names of
types behind the folder, only those.
"""

import json
import subprocess
import sys
from pathlib import Path

TYPES = Path(__file__).with_name("types.txt")
FOLDER = "config/properties/resource-types"
ENDING = ".properties.json"

# What every type has besides is in assize's own shape of an item.
PARTS = ("configuration", "supplementaryConfiguration")


def tree(properties):
    """The properties of a type as nested objects; a leaf is its kind."""
    root = {}
    for path, kind in properties.items():
        *parents, name = path.split(".")
        if not parents or parents[0] not in PARTS:
            continue
        node = root
        for parent in parents:
            # What is listed with a kind and with properties below it is known by these.
            if not isinstance(node.get(parent), dict):
                node[parent] = {}
            node = node[parent]
        node.setdefault(name, kind)
    return root


def lines(node, depth=1):
    """A tree as lines, a space for each level; `string`, the kind of most, is left out."""
    for name, value in sorted(node.items()):
        if isinstance(value, dict):
            yield f"{' ' * depth}{name}"
            yield from lines(value, depth + 1)
        else:
            yield f"{' ' * depth}{name}" + ("" if value == "string" else f" {value}")


def read(text):
    """The header of a file, and its types: by name, the lines from the one with the name on."""
    header, types = [], {}
    for line in text.splitlines():
        if line.startswith("#"):
            header.append(line)
        elif line.startswith(" "):
            types[name].append(line)
        else:
            name = line.split()[0]
            types[name] = [line]
    return header, types


def write(header, types):
    """The text of a file."""
    body = [line for name in sorted(types) for line in types[name]]
    return "\n".join(header + body) + "\n"


def main():
    checkout, *wanted = sys.argv[1:]
    commit = subprocess.check_output(["git", "-C", checkout, "rev-parse", "--short=12", "HEAD"], text=True).strip()
    header, types = read(TYPES.read_text())
    for file in Path(checkout, FOLDER).glob(f"*{ENDING}"):
        name = file.name.removesuffix(ENDING)
        if not wanted or name in wanted:
            types[name] = [f"{name} {commit}", *lines(tree(json.loads(file.read_text())))]
    TYPES.write_text(write(header, types))


if __name__ == "__main__":
    main()

"""How long all built-in controls take to judge one account with 17 regions: `just bench-check`.

The baseline of the same run is the same controls given as an organization's own, which are not linked with their libraries
and share nothing. Both are asked in turns, so that whatever else the machine does meets both.

A measurement, not a test: nothing here can fail, and machines differ.
"""

import hashlib
import json
import pathlib
import re
import statistics
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
ASSIZE = ROOT / "target/release/assize"
SNAPSHOT = ROOT / "target/tmp/17-regions.jsonl"

# The region of the fixture that all the others are like.
LIKE = "eu-west-1"
REGIONS = """
    ap-northeast-1 ap-northeast-2 ap-northeast-3 ap-south-1 ap-southeast-1 ap-southeast-2 ca-central-1 eu-north-1
    eu-west-2 eu-west-3 sa-east-1 us-east-2 us-west-1 us-west-2
""".split()


def line(record):
    return json.dumps(record, separators=(",", ":"), ensure_ascii=False)


def widened(lines):
    """The lines of a snapshot with more regions."""
    header, *rest = map(json.loads, lines)
    regions = header["header"]["accounts"][0]["regions"]
    like = next(region for region in regions if region["name"] == LIKE)
    regions += [dict(like, name=name) for name in REGIONS]
    regions.sort(key=lambda region: region["name"])
    records = []
    for record in rest:
        if "trailer" in record:
            continue
        records.append(record)
        place = record.get("item", {}).get("awsRegion") or record.get("coverage", {}).get("region")
        if place == LIKE:
            text = line(record)
            records += [json.loads(text.replace(LIKE, name)) for name in REGIONS]
        by_region = record.get("item", {}).get("supplementaryConfiguration", {}).get("TrailStatusByRegion", {})
        if LIKE in by_region:
            by_region.update({name: by_region[LIKE] for name in REGIONS})
    text = "".join(line(record) + "\n" for record in [header, *records])
    trailer = {
        "items": sum("item" in record for record in records),
        "gaps": sum("gap" in record for record in records),
        "coverage": sum("coverage" in record for record in records),
        "complete": True,
        "sha256": hashlib.sha256(text.encode()).hexdigest(),
    }
    return text + line({"trailer": trailer}) + "\n"


def took(*arguments):
    """The milliseconds that judging takes, without loading the policies and without the report."""
    command = [ASSIZE, "-v", "check", SNAPSHOT, "--no-config", *arguments]
    ran = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=False)
    found = re.search(r"took=([0-9.]+)(ms|s)\b", ran.stderr)
    if found is None:
        sys.exit(ran.stderr)
    return float(found[1]) * {"ms": 1, "s": 1000}[found[2]]


def main():
    runs = max(1, int(sys.argv[1])) if len(sys.argv) > 1 else 21
    fixture = ROOT / "fixtures/snapshots/compliant.jsonl"
    SNAPSHOT.parent.mkdir(parents=True, exist_ok=True)
    SNAPSHOT.write_text(widened(fixture.read_text(encoding="utf-8").splitlines()), encoding="utf-8")
    kinds = {"built in": [], "as own policies": ["--no-builtin", "--policy", ROOT / "policies"]}
    times = {name: [] for name in kinds}
    for _ in range(runs):
        for name, arguments in kinds.items():
            times[name].append(took(*arguments))
    print(f"all controls, one account with {len(REGIONS) + 3} regions, {runs} runs each")
    for name, found in times.items():
        print(f"{name:<16} least {min(found):7.1f} ms   median {statistics.median(found):7.1f} ms")
    own, built_in = (statistics.median(times[name]) for name in ("as own policies", "built in"))
    print(f"{'ratio':<16} {own / built_in:.1f}")


main()

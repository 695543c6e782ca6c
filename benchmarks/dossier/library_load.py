"""What of published lists becomes indicators, row by row; and what large files cost.

``library_load.py [--data ../shared/data] [--megabytes 100]``: adds Meta's networks and DIMA's
domains to a new library and counts each row as loaded or lost, with its reason; then bundles of
STIX and events of MISP of that size, and a list of a million lines, each in a process of its own.
"""

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from demasque.dossier import Library

ADD = """
import json, os, resource, sys, time
from demasque.dossier import Library

wall, used = time.perf_counter(), sum(os.times()[:2])
added = Library.open(sys.argv[2]).add(sys.argv[1])
wall, used = time.perf_counter() - wall, sum(os.times()[:2]) - used
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps({"rows": added.source.rows, "indicators": added.loaded, "wall": wall, "cpu": used,
                  "peak": peak}))
"""


def objects(kind: str, seed: int = 0) -> Iterator[dict[str, Any]]:
    """Indicators as each format has them, with words of the length that published ones have."""
    chance = random.Random(seed)
    number = 0
    while True:
        words = " ".join("".join(chance.choices("aeiourstln", k=6)) for _ in range(30))
        site, digest = f"site{number}.info", f"{chance.getrandbits(256):064x}"
        number += 1
        if kind == "misp":
            which = number % 4
            yield {
                "type": ("domain", "url", "sha256", "text")[which],
                "value": (site, f"http://{site}/a", digest, words)[which],
                "to_ids": which < 3,
                "comment": words,
            }
            continue
        pattern = f"[domain-name:value = '{site}']"
        if number % 3 == 0:
            pattern = f"[url:value = 'http://{site}/a' OR file:hashes.'SHA-256' = '{digest}']"
        yield {"type": "indicator", "pattern": pattern, "pattern_type": "stix", "name": words}


def write_large(path: Path, kind: str, size: int) -> Path:
    """A bundle, or an event, of ``size`` bytes."""
    before, after = {
        "stix": ('{"type":"bundle","objects":[', "]}"),
        "misp": ('{"Event":{"info":"Large","Attribute":[', "]}}"),
    }[kind]
    written = 0
    with path.open("w", encoding="utf-8") as out:
        out.write(before)
        for each in objects(kind):
            text = json.dumps(each)
            written += out.write(f",{text}" if written else text)
            if written >= size:
                break
        out.write(after)
    return path


def published(data: Path, folder: Path) -> None:
    """Rows of the published lists: how many become indicators, and why the others do not."""
    library = Library.open(folder)
    networks = sorted((data / "meta_indicators" / "networks").glob("*.csv"))
    print("| lists | files | rows | rows with indicators | indicators | rows lost |")
    print("|---|---|---|---|---|---|")
    reasons = {}
    for name, files in (
        ("Meta's networks", networks),
        ("DIMA's domains", [data / "dima_domains" / "fimi_domains.csv"]),
    ):
        found = library.add_all(*files)
        sources = [each.source for each in found.added]
        rows, loaded = sum(s.rows for s in sources), sum(s.loaded for s in sources)
        lost = sum(found.reasons().values())
        assert rows == loaded + lost
        known = sum(s.indicators for s in sources)
        print(f"| {name} | {len(sources)} | {rows:,} | {loaded:,} | {known:,} | {lost:,} |")
        reasons[name] = found.reasons()
    print("\n| rows lost | list | reason |")
    print("|---|---|---|")
    for name, counted in reasons.items():
        for reason, n in counted.items():
            print(f"| {n} | {name} | {reason} |")


def large(folder: Path, size: int) -> None:
    """Seconds and peak memory of large files."""
    lines = folder / "list.txt"
    lines.write_text("".join(f"site{n}[.]info\n" for n in range(1_000_000)), "utf-8")
    files = [write_large(folder / f"{kind}.json", kind, size) for kind in ("stix", "misp")]
    print("\n| file | MB | rows | indicators | seconds | CPU seconds | peak MB | load |")
    print("|---|---|---|---|---|---|---|---|")
    for path in (*files, lines):
        command = [sys.executable, "-c", ADD, str(path), str(folder / f"library-{path.stem}")]
        shown = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        took = json.loads(shown)
        print(
            f"| {path.name} | {path.stat().st_size / 1e6:,.0f} | {took['rows']:,} "
            f"| {took['indicators']:,} | {took['wall']:.1f} | {took['cpu']:.1f} "
            f"| {took['peak']:,.0f} | {os.getloadavg()[0]:.1f} |",
            flush=True,
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--megabytes", type=int, default=100)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="bench-library-") as name:
        folder = Path(name)
        published(options.data, folder / "published")
        large(folder, options.megabytes * 1_000_000)


if __name__ == "__main__":
    main()

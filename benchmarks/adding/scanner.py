"""Is our scanner of flat NDJSON worth its lines? `add` with it and with msgspec alone, in turns.

    python benchmarks/adding/scanner.py PAIRS [POSTS]

Each run is a process of its own that adds one file to a new case. What is printed is the time of
msgspec alone (each line decoded, then its record made cells) over the time of the scanner.
"""

import json
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from bench import ADD, TELL
from generate import generate

MSGSPEC_ALONE = """
from demasque.sources.readers import json_records, json_rows, line_blocks, table_rows

def read_lines(file, wanted, saw):
    for block in line_blocks.line_blocks(file):
        if block.lines:
            yield json_rows.record_rows(json_records.whole_lines(block), wanted, saw)
        elif (records := json_records.last_line(block, file.cut)).rows:
            yield json_rows.record_rows(records, wanted, saw)

table_rows.read_json_lines = read_lines
"""


def figures(prelude: str, folder: Path, posts: Path, few: Path) -> dict[str, float]:
    """Seconds and memory of one run."""
    case = folder / "case"
    command = [sys.executable, "-c", prelude + ADD + TELL, str(posts), str(case), str(few)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    for made in folder.glob("case*"):
        shutil.rmtree(made)
    return dict(json.loads(next(line for line in done.stdout.splitlines() if line[:1] == "{")))


def main() -> None:
    """Print the ratios, pair by pair and in the median."""
    pairs, amount = int(sys.argv[1]), int((sys.argv[2:] or ["500000"])[0])
    ratios = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        posts = generate(folder / "posts.ndjson", amount)
        few = generate(folder / "few.ndjson", 1_000, seed=1)
        for _ in range(pairs):
            ours = figures("", folder, posts, few)
            alone = figures(MSGSPEC_ALONE, folder, posts, few)
            ratios.append([alone[key] / ours[key] for key in ("wall", "cpu")])
            print(f"wall {ratios[-1][0]:.2f}, CPU {ratios[-1][1]:.2f}", flush=True)
    wall, cpu = (statistics.median(column) for column in zip(*ratios, strict=True))
    print(f"median: wall {wall:.2f}, CPU {cpu:.2f}")


if __name__ == "__main__":
    main()

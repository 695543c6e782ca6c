"""Eyes in portraits: how many faces are found, and how many eyes are on the template.

    python benchmarks/media/eyes.py FOLDER...

Each folder holds portraits of one sort: ordinary ones, aligned ones, generated ones. The pictures
are the reader's own: no portrait is shipped.
"""

import argparse
from pathlib import Path
from time import process_time

from scipy.stats import binomtest

from demasque import eye_positions

ENDINGS = {".jpg", ".jpeg", ".png", ".webp"}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="+", type=Path)
    folders = parser.parse_args().folders
    print("| portraits | files | faces seen | on the template | 95 % interval | files a second |")
    print("|---|---|---|---|---|---|")
    for folder in folders:
        files = sorted(path for path in folder.rglob("*") if path.suffix.lower() in ENDINGS)
        began = process_time()
        seen = eye_positions(files)["on_template"].drop_null().to_pylist()
        seconds = process_time() - began
        low, high = binomtest(sum(seen), max(1, len(seen))).proportion_ci(method="exact")
        print(
            f"| {folder.name} | {len(files)} | {len(seen)} | {sum(seen)} "
            f"| {low:.1%} to {high:.1%} | {len(files) / max(seconds, 1e-9):.0f} |"
        )


if __name__ == "__main__":
    main()

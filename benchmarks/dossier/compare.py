"""Comparisons: are halves of one operation linked, and are unrelated groups kept apart?

Real data (an operation beside members of a parliament; event tables dealt at random) and simulated
operations. Prints Markdown. make bench-compare; BENCH='--only real' for a part of it
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from cases_compared import (
    Sides,
    control_pairs,
    file_pairs,
    operation_pairs,
    parliament_pairs,
    simulated_pairs,
)

from demasque.dossier import Comparison, compare

PARTS: dict[str, Callable[[Path, int], Iterator[tuple[str, Sides]]]] = {
    "operation": operation_pairs,
    "parliament": parliament_pairs,
    "files": file_pairs,
    "controls": control_pairs,
    "simulated": simulated_pairs,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", help=f"parts, joined by commas: {', '.join(PARTS)}")
    parser.add_argument(
        "--pairs", type=int, default=50, help="of controls and simulated operations"
    )
    parser.add_argument("--draws", type=int, default=999)
    parser.add_argument("--each", action="store_true", help="every comparison, class by class")
    chosen = parser.parse_args()
    print("| groups | comparisons | linked (two causes or more) | weak | classes counted |")
    print("|---|---|---|---|---|")
    for part in (chosen.only or ",".join(PARTS)).split(","):
        with tempfile.TemporaryDirectory() as folder:
            tell(PARTS[part](Path(folder), chosen.pairs), chosen.draws, chosen.each)


def tell(pairs: Iterator[tuple[str, Sides]], draws: int, each: bool) -> None:
    """Compare all pairs; a line for each kind of them, in the order in which they come."""
    found: dict[str, list[Comparison]] = {}
    start = time.perf_counter()
    for kind, (one, other) in pairs:
        made = compare(one, other, draws=draws, seed=len(found.get(kind, ())))
        found.setdefault(kind, []).append(made)
        if each:
            show(kind, made)
    for kind, comparisons in found.items():
        linked = sum(made.independent > 1 for made in comparisons)
        weak = sum(made.independent == 1 for made in comparisons)
        print(f"| {kind} | {len(comparisons)} | {linked} | {weak} | {classes(comparisons)} |")
    print(f"({time.perf_counter() - start:.0f} s)", file=sys.stderr, flush=True)


def classes(comparisons: Sequence[Comparison]) -> str:
    """How often each class counted, and the range of the likeness of words."""
    rows = [row for made in comparisons for row in made.classes.to_pylist()]
    counted = [row["class"] for row in rows if row["counted"]]
    told = [f"{kind} {counted.count(kind)}" for kind in dict.fromkeys(counted)]
    words = [row["likeness"] for row in rows if row["class"] == "words" and row["likeness"]]
    reach = f"; reach of words {min(words):.2f} to {max(words):.2f}" if words else ""
    return (", ".join(told) or "none") + reach


def show(kind: str, made: Comparison) -> None:
    """One comparison."""
    print(f"\n{kind}: {made.independent}")
    for row in made.classes.to_pylist():
        if row["likeness"] is not None:
            print(
                f"    {row['class']:10} {row['likeness']:.3f} expected {row['expected']} "
                f"p {row['p']} {'counted' if row['counted'] else ''}"
            )


if __name__ == "__main__":
    main()

"""Which copies are found, by what was done to them, and are strangers ever taken for copies?

``make bench-media`` runs it: drawn pictures and clips of several seeds, each edited in every way of
the simulator, among unrelated ones and templates with other content; then the files that come with
ThreatExchange, edited the same way. Markdown on stdout.

    python benchmarks/media/bench.py --seeds 1000 1001 --pictures 20 --clips 3 --unrelated 750
"""

import argparse
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import pdq_alone
from media_sets import REAL, LabelledFile, drawn, real
from recall import CLIP_TARGETS, TARGETS, Recall, by_edit, by_template

from demasque.media import Fingerprint, fingerprint_files, gather

MOST_NAMED = 20


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--seeds", type=int, nargs="+", default=[1000, 1001])
    options.add_argument("--pictures", type=int, default=20)
    options.add_argument("--clips", type=int, default=3)
    options.add_argument("--unrelated", type=int, default=750)
    options.add_argument("--kept", action="store_true", help="use drawings of an earlier run")
    options.add_argument("--no-real", action="store_true")
    options.add_argument("--no-rates", action="store_true")
    chosen = options.parse_args()
    pictures, clips = Recall(), Recall()
    for seed in chosen.seeds:
        files = drawn(seed, chosen.pictures, chosen.clips, chosen.unrelated, chosen.kept)
        judge(f"seed {seed}", files, pictures, clips)
    tell(f"Drawn, seeds {', '.join(map(str, chosen.seeds))}", pictures, clips)
    if chosen.no_real:
        return 0
    if not REAL.exists():
        print("\n## Real files\n\nSkipped: the test files of ThreatExchange are not here.")
        return 0
    pictures, clips = Recall(), Recall()
    judge("real files", real(chosen.seeds[0]), pictures, clips)
    tell("Test files of ThreatExchange", pictures, clips)
    if not chosen.no_rates:
        tell_rates()
    return 0


def judge(name: str, files: Sequence[LabelledFile], pictures: Recall, clips: Recall) -> None:
    """Fingerprint, gather, compare with the labels; pictures and clips in one corpus."""
    start = time.perf_counter()
    fingerprints: dict[str, Fingerprint] = {}
    for path, made in fingerprint_files([file.path for file in files]):
        if isinstance(made, Fingerprint):
            fingerprints[str(path)] = made
        else:
            print(f"{path.name}: {made}", file=sys.stderr)
    taken = time.perf_counter() - start
    start = time.perf_counter()
    table = gather(fingerprints).select(["media", "exemplar", "content"])
    families = {
        Path(row["media"]): row["exemplar"]
        for row in table.to_pylist()
        if row["content"] == "content"
    }
    print(
        f"{name}: {len(files):,} files, fingerprints {taken:.0f} s, families "
        f"{time.perf_counter() - start:.0f} s\n",
        flush=True,
    )
    for moving, recall in ((False, pictures), (True, clips)):
        chosen = [file for file in files if file.moving is moving]
        plain = [bool(file.edit) and pdq_alone.found(file) for file in chosen]
        recall.count(chosen, families, plain)


def tell(title: str, pictures: Recall, clips: Recall) -> None:
    print(f"\n## {title}")
    for kind, recall, targets in (
        ("Pictures", pictures, TARGETS),
        ("Clips", clips, CLIP_TARGETS),
    ):
        print(f"\n### {kind}\n\n{by_edit(recall, targets)}")
        if recall.template_pairs:
            print(f"\n{by_template(recall)}")
        print(f"\nPairs of strangers: {recall.strangers:,}; joined: {len(recall.joined)}")
        for one, other in recall.joined[:MOST_NAMED]:
            print(f"- {one} and {other}")


def tell_rates() -> None:
    from rates import rates

    print("\n## Rates, one core\n\n| what | rate |\n|---|---|")
    for what, rate in rates():
        print(f"| {what} | {rate} |")


if __name__ == "__main__":
    sys.exit(main())

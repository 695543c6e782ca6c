"""A known operation among members of a parliament, through the whole pipeline. Prints Markdown.

make bench-real
"""

import argparse
import csv
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from ranking import average_precision, recall_at_precision
from real_sets import DATA
from report import table

from demasque.case import CaseStore
from demasque.coordination import Detection, detect
from demasque.ingest import add_files, reveal
from demasque.schema import EVENTS
from demasque.text import long_enough_each, match_keys
from demasque.traces import extract

FOLDER = DATA / "ira_congress_2016_early"

# Identical texts within 10 minutes, per pair; an account has the count of its best partner.
_COUNTED = """
    WITH pairs AS (
        SELECT a.account AS one, b.account AS other, count(DISTINCT a.trace) AS shared
        FROM events AS a JOIN events AS b USING (kind, trace)
        WHERE kind = 'text' AND a.account <> b.account
          AND abs(epoch_us(a."at") - epoch_us(b."at")) <= 600_000_000
        GROUP BY ALL)
    SELECT one AS account, max(shared)::DOUBLE AS score FROM pairs GROUP BY one
"""


@dataclass(frozen=True)
class Truth:
    """Whether each pseudonym belongs to the operation; those who never posted included."""

    operation: Mapping[str, bool]
    silent: int  # labelled operation accounts without a post

    def arrays(self, scores: Mapping[str, float]) -> tuple[np.ndarray, np.ndarray]:
        """Scores and labels over all labelled accounts, 0 where there is no score."""
        value = [scores.get(name, 0.0) for name in self.operation] + [0.0] * self.silent
        return np.array(value), np.array([*self.operation.values()] + [True] * self.silent)


def main() -> None:
    argparse.ArgumentParser(description=__doc__.splitlines()[0]).parse_args()
    if not FOLDER.exists():
        sys.exit(f"The data is not beside the project: {FOLDER}")
    rows, start = [], time.perf_counter()
    with tempfile.TemporaryDirectory() as folder, CaseStore.create(Path(folder) / "case") as store:
        add_files(store, [FOLDER / "posts.parquet"])
        extract(store)
        truth = read_truth(store)
        families = store.sql("FROM events")
        for words in ("copy families", "exact text"):
            if words == "exact text":
                store.replace({"events": exact_words(store, families)})
            for windows in (None, ("1h",)):
                found = detect(store, windows=windows)
                rows.append(
                    [
                        f"{words}, {' and '.join(windows or ('default',))}",
                        *judged(store, truth, found),
                    ]
                )
        counted = store.sql(_COUNTED).to_pydict()
    scores = dict(zip(counted["account"], counted["score"], strict=True))
    rows.append(["identical texts within 10 minutes, counted", *ranked(truth, scores), *[""] * 5])
    heading = ["rule", "AP", "R95", "ties in operation", "ties in parliament", "ties across"]
    print("### ira_congress_2016_early\n")
    print(table([*heading, "account precision", "account recall"], rows))
    print(f"\n({time.perf_counter() - start:.0f} s in all, adding and extracting included)")


def read_truth(store: CaseStore) -> Truth:
    """Read the labels, by the case's pseudonyms."""
    with (FOLDER / "labels.csv").open(encoding="utf-8") as file:
        labels = {row["account_id"]: row["label"] == "operation" for row in csv.DictReader(file)}
    names = reveal(store, "account")
    known = zip(names["pseudonym"].to_pylist(), names["raw"].to_pylist(), strict=True)
    operation = {name: labels.pop(raw) for name, raw in known if raw in labels}
    return Truth(operation, sum(labels.values()))


def exact_words(store: CaseStore, events: pa.Table) -> pa.Table:
    """The events with the text kind's traces by normal form alone, not by copy family."""
    texts = store.sql(
        "SELECT p.account, p.posted_at, p.post, p.text FROM posts p "
        "WHERE p.post IN (SELECT post FROM events WHERE kind = 'text') ORDER BY posted_at, post"
    )
    keys = match_keys(texts["text"].to_pylist())
    enough = np.flatnonzero(long_enough_each(keys))
    trace = np.unique(np.array(keys), return_inverse=True)[1].astype(np.int64)
    columns = [
        pa.repeat("text", len(texts)),
        texts["account"],
        pa.array(trace),
        texts["posted_at"],
        texts["post"],
    ]
    others = events.filter(pc.not_equal(events["kind"], "text")).cast(EVENTS)
    return pa.concat_tables([others, pa.table(columns, schema=EVENTS).take(pa.array(enough))])


def judged(store: CaseStore, truth: Truth, found: Detection) -> list[str]:
    """The cells of one run: ranking, ties by groups, tied accounts."""
    bits = store.sql("FROM account_bits").to_pydict()
    scores = dict(zip(bits["account"], bits["bits"], strict=True))
    tied = store.sql("SELECT DISTINCT account_a, account_b FROM ties").to_pylist()
    ends = [(truth.operation[t["account_a"]], truth.operation[t["account_b"]]) for t in tied]
    accounts = {name for tie in tied for name in tie.values()}
    right = sum(truth.operation[name] for name in accounts)
    groups = [sum(sum(end) == members for end in ends) for members in (2, 0, 1)]
    everybody = sum(truth.operation.values()) + truth.silent
    assert len(tied) == found.pairs
    return [
        *ranked(truth, scores),
        *map(str, groups),
        f"{right / max(len(accounts), 1):.3f} ({right}/{len(accounts)})",
        f"{right / everybody:.3f} ({right}/{everybody})",
    ]


def ranked(truth: Truth, scores: Mapping[str, float]) -> list[str]:
    """AP and R95 of a ranking of the accounts."""
    score, label = truth.arrays(scores)
    return [f"{average_precision(score, label):.3f}", f"{recall_at_precision(score, label):.3f}"]


if __name__ == "__main__":
    main()

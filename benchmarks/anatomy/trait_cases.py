"""A case made of a world of traits: exports by the real door, the campaign as it is known to be.

What a campaign shows of itself is then measured apart from whether it is found.

    python benchmarks/anatomy/trait_cases.py [WORLDS]    how long it takes
"""

import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from time import process_time

import pyarrow as pa

from demasque.campaigns.overview import overview
from demasque.case import CaseStore
from demasque.ingest import add_files
from demasque.schema import CAMPAIGNS, MEMBERSHIPS, STRENGTHS, TIES
from demasque.simulate import TraitWorld, traits
from demasque.traces import extract

CAMPAIGN = "C1"
BITS = 20.0

_TIES = f"""
WITH own AS (
    SELECT account, trace, "at" AS left_at FROM events
    WHERE kind = 'text' AND account IN (SELECT unnest(?::VARCHAR[]))
)
SELECT a.account AS account_a, b.account AS account_b, 'text' AS kind, 3600.0 AS window_seconds,
       count(DISTINCT trace) AS shared, count(DISTINCT trace) AS shared_ever,
       count(*) AS post_pairs, count(*) FILTER (WHERE a.left_at <= b.left_at) AS a_first,
       count(*) FILTER (WHERE a.left_at > b.left_at) AS b_first, 0.05 AS expected, -9.0 AS log10_p,
       NULL::DOUBLE AS log10_p_timing, 1e-6 AS q, {BITS} AS bits,
       min(least(a.left_at, b.left_at)) AS first_at, max(greatest(a.left_at, b.left_at)) AS last_at
FROM own a JOIN own b USING (trace) WHERE a.account < b.account
GROUP BY ALL ORDER BY ALL"""

_STRENGTHS = f"""
WITH own AS (SELECT unnest(?::VARCHAR[]) AS account)
SELECT a.account AS account_a, b.account AS account_b, {BITS} AS bits, ['text'] AS kinds
FROM own a JOIN own b ON a.account < b.account ORDER BY ALL"""


def pseudonyms(store: CaseStore, made: TraitWorld, ids: list[str]) -> list[str]:
    """The pseudonyms that the case gives to accounts of the world, in their order."""
    platform = made.accounts["platform"][0].as_py()
    return [store.names.one("account", platform, name) for name in ids]


def make_case(folder: Path, made: TraitWorld) -> CaseStore:
    """A new case in ``folder``, open, whose one campaign is the world's members.

    ``extract`` has left the traces; every two members are tied. The caller closes it.
    """
    files = made.write(folder / "exports", "csv")
    store = CaseStore.create(folder / "case")
    added = add_files(store, [files[name] for name in ("posts", "accounts", "follows")])
    assert [file.problem or file.rejected for file in added if file.problem or file.rejected] == []
    extract(store)
    _put_in(store, sorted(pseudonyms(store, made, list(made.members))))
    return store


def _put_in(store: CaseStore, members: list[str]) -> None:
    """Fill what a detection would have found, had it found the members and nobody else."""
    rows = {
        "campaign": [CAMPAIGN] * len(members),
        "account": members,
        "bits": [BITS] * len(members),
        "partners": [len(members) - 1] * len(members),
        "stability": [1.0] * len(members),
    }
    memberships = pa.table(rows, schema=MEMBERSHIPS)
    ties = store.sql(_TIES, (members,)).select(TIES.names).cast(TIES)
    strengths = store.sql(_STRENGTHS, (members,)).cast(STRENGTHS)
    store.replace({"memberships": memberships, "ties": ties, "strengths": strengths})
    store.replace({"campaigns": overview(store, memberships).cast(CAMPAIGNS)})


@contextmanager
def trait_case(made: TraitWorld) -> Iterator[CaseStore]:
    """The case of a world, in a folder of its own that goes with it."""
    with (
        tempfile.TemporaryDirectory(prefix="traits-") as folder,
        make_case(Path(folder), made) as store,
    ):
        yield store


def trait_cases(
    seeds: range, present: frozenset[str] | None = None, **sizes: float
) -> Iterator[tuple[TraitWorld, CaseStore]]:
    """Worlds and their cases, one after the other; each case goes when the next is asked for."""
    for seed in seeds:
        made = traits(seed, present, **sizes)
        with trait_case(made) as store:
            yield made, store


def time_cases(worlds: int) -> str:
    """Seconds of processor per world, to make it and to make its case, as Markdown; medians."""
    spent: list[tuple[float, float]] = []
    for seed in range(worlds):
        begun = process_time()
        made = traits(seed)
        drawn = process_time()
        with trait_case(made):
            spent.append((drawn - begun, process_time() - drawn))
    making, adding = (median(part) for part in zip(*spent, strict=True))
    head = "| worlds | make one (s) | add it, leave traces (s) |\n|---|---|---|"
    return f"{head}\n| {worlds} | {making:.2f} | {adding:.1f} |"


if __name__ == "__main__":
    print(time_cases(int(sys.argv[1]) if len(sys.argv) > 1 else 10))

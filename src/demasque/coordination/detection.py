"""Ties of a whole case: every kind of trace, one chance model, one strength per pair."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pyarrow as pa

from demasque.case import CaseStore
from demasque.coordination.case_kinds import kinds_present, origins_of
from demasque.coordination.engines.choice import choose_engine
from demasque.coordination.engines.engine import CaseEngine
from demasque.coordination.engines.judgement import TieCriteria
from demasque.coordination.engines.tied_pairs import TiedPairs
from demasque.coordination.events.case_events import PostMoments, TraceUses, read_posts, read_uses
from demasque.coordination.events.event_table import Window, seconds
from demasque.coordination.events.origins import TraceOrigins
from demasque.coordination.strength.account_ranking import account_bits
from demasque.coordination.strength.fusion import Fusion
from demasque.coordination.strength.joint import joint_ties
from demasque.coordination.strength.judging_strength import GatheredPairs
from demasque.coordination.strength.kind_events import KindEvents
from demasque.coordination.strength.rarity import CLOSE, WIDE
from demasque.coordination.tie_search import as_table, check_options
from demasque.errors import Sentence, UsageError
from demasque.progress import Progress, quiet
from demasque.schema import TIES
from demasque.traces import KINDS, finest_window

_MOST_USED: Final = 5
_WIDE_FROM: Final = 1_800  # seconds; who names such a window looks for those who take care


@dataclass(frozen=True)
class _Criteria:
    """What makes a tie in a case; `seed` is that of the permutations.

    With `wide` all kinds together are judged at the wide time scale too.
    """

    fdr: float
    min_shared: int
    seed: int
    wide: bool


@dataclass(frozen=True)
class MostUsedTrace:
    """A trace that many used: counted like any other, and named, since it costs the most time."""

    kind: str
    value: str
    uses: int


@dataclass(frozen=True)
class Detection:
    """What a run of `detect` found and tried."""

    ties: dict[str, int]  # by kind, of those that had events
    pairs: int  # distinct pairs of accounts with a tie
    accounts: int  # accounts with a tie
    accounts_seen: int
    windows: dict[str, list[float]]  # seconds, by kind
    most_used: list[MostUsedTrace]
    warnings: list[str]


def detect(
    store: CaseStore,
    windows: Sequence[Window] | None = None,
    fdr: float = 0.01,
    kinds: Iterable[str] | None = None,
    min_shared: int = 2,
    seed: int = 0,
    memory: str | int | None = None,
    progress: Progress = quiet,
) -> Detection:
    """Fill `ties`, `strengths` and `account_bits` from the case's events, in one transaction.

    Chance permutes all posts, also those without a trace of the kind at hand. Each post is one use:
    two posts of one account with one trace at one moment are two. Two accounts are tied by a kind
    alone, at the q of :func:`find_ties`, or by all kinds together, at the q of :mod:`permutation`
    (permuted with `seed`): each row has the smaller. Reposts and replies must also be more than
    being of the same authors' audience gives (:mod:`audience`).
    A window finer than a kind's times allow is refused for that kind, with a warning; where no
    window is named and all are too fine, nothing is tied. Where
    windows of half an hour or more are named, all kinds together are judged at a wide scale, too.
    With `memory` ('4GB') what is not at work waits on disk, in the case's folder `work`; the answer
    is the same, and a run that was killed goes on with the block of the scan it had reached.

    Raises UsageError for an unknown kind, an unusable option, or named windows all too fine.
    """
    check_options(fdr, min_shared)
    wide = any(seconds(window) >= _WIDE_FROM for window in windows or ())
    criteria = _Criteria(fdr, min_shared, seed, wide)
    about: dict[str, object] = {"fdr": fdr, "min_shared": min_shared}
    with choose_engine(memory).on_case(store, about) as engine:
        return _detect(store, windows, kinds, criteria, engine, progress)


def _detect(
    store: CaseStore,
    windows: Sequence[Window] | None,
    kinds: Iterable[str] | None,
    criteria: _Criteria,
    engine: CaseEngine,
    progress: Progress,
) -> Detection:
    posts = read_posts(store)
    usual = {kind.id: kind.windows for kind in KINDS}
    warnings: list[str] = []
    used = {
        kind: usable
        for kind in kinds_present(store, kinds)
        if (usable := _usable(store, kind, windows or usual[kind], warnings))
    }
    if not used and warnings:
        if windows is not None:
            raise UsageError(warnings[0])
        warnings.append(_NAME_A_WINDOW)
    posts = engine.keep(posts)
    uses = [engine.keep(one) for one in read_uses(store, list(used))]
    origins = {one.kind: origins_of(store, one, engine) for one in uses}
    at_work, judged = _judge_kinds(posts, uses, origins, used, criteria, engine, progress)
    fusion, judged = _fuse(posts, at_work, judged, criteria, engine, progress)
    named = [one.uses.kind for one in at_work]
    parts = [_as_ties(k, one, posts.names) for k, one in zip(named, judged, strict=True)]
    ties = pa.concat_tables([TIES.empty_table(), *parts]).sort_by(
        [(name, "ascending") for name in ("account_a", "account_b", "kind")]
    )
    tied = fusion.tied_table(posts.names)
    ranked = _ranked(posts, at_work, fusion)
    store.replace({"ties": ties, "strengths": tied, "account_bits": ranked})
    return Detection(
        ties={kind: part.num_rows for kind, part in zip(named, parts, strict=True)},
        pairs=tied.num_rows,
        accounts=len({one for i in (0, 1) for one in tied.column(i).to_pylist()}),
        accounts_seen=len(posts.names),
        windows=used,
        most_used=_most_used_traces(store, list(used)),
        warnings=warnings,
    )


def _judge_kinds(
    posts: PostMoments,
    uses: Sequence[TraceUses],
    origins: Mapping[str, TraceOrigins | None],
    used: Mapping[str, Sequence[float]],
    criteria: _Criteria,
    engine: CaseEngine,
    progress: Progress,
) -> tuple[list[KindEvents], list[TiedPairs]]:
    """Find each kind's own ties, beyond those that an audience explains."""
    kinds, found = [], []
    for one in uses:

        def named(step: str, done: int, total: int | None, kind: str = one.kind) -> None:
            progress(f"{kind}, {step}", done, total)

        encoded = engine.keep(one.among_all_posts(posts))
        ready = engine.prepare(encoded)
        windows = [round(length * 1e6) for length in used[one.kind]]
        wide = windows if criteria.wide else ()
        asked = TieCriteria(windows, criteria.fdr, criteria.min_shared)
        kind = KindEvents(one, encoded, ready, windows, wide, origins[one.kind])
        found.append(kind.beyond_audience(engine.ties(encoded, ready, asked, named), criteria.fdr))
        kinds.append(kind)
    return kinds, found


def _fuse(
    posts: PostMoments,
    kinds: Sequence[KindEvents],
    judged: Sequence[TiedPairs],
    criteria: _Criteria,
    engine: CaseEngine,
    progress: Progress,
) -> tuple[Fusion, list[TiedPairs]]:
    """Tie also the pairs that all kinds together show, and gather every pair's strength.

    Such a pair has a row for each kind in which it meets, with the q of the kinds together.
    """
    accounts = len(posts.names)
    fusion = Fusion(accounts, CLOSE)
    for one in kinds:
        fusion.add(one.uses.kind, one.ready)
    also = joint_ties(
        posts, kinds, fusion.strengths(), criteria.fdr, criteria.seed, engine, progress
    )
    both = [
        own.joined(part, also.pairs, also.log10_q, accounts)
        for own, part in zip(judged, also.parts, strict=True)
    ]
    for one, tied in zip(kinds, both, strict=True):
        fusion.tie(one.uses.kind, tied.pairs.a, tied.pairs.b)
    return fusion, both


def _ranked(posts: PostMoments, kinds: Sequence[KindEvents], close: Fusion) -> pa.Table:
    """Every account's place among those to look at."""
    accounts = len(posts.names)
    wide = Fusion(accounts, WIDE)
    for one in kinds:
        wide.add(one.uses.kind, one.ready)
    tied = np.zeros(accounts, dtype=np.bool_)
    for keys in close.tied.values():
        tied[np.concatenate(np.divmod(keys, max(accounts, 1)))] = True
    scales = [GatheredPairs(*one.strengths()) for one in (close, wide)]
    activity = np.bincount(posts.account, minlength=accounts).astype(np.float64)
    return account_bits(scales, activity, tied, posts.names)


def _as_ties(kind_id: str, tied: TiedPairs, names: pa.Array) -> pa.Table:
    table = as_table(tied, names)
    kind = pa.array([kind_id] * table.num_rows, pa.string())
    return table.append_column("kind", kind).select(TIES.names).cast(TIES)


_NAME_A_WINDOW: Final = Sentence(
    "No ties were looked for: all times are known too coarsely. Name a window that they allow, "
    "such as --window {window}, if that long means something here; people who share an interest "
    "meet in it.",
    window="1d",
)


def _usable(
    store: CaseStore, kind: str, windows: Sequence[Window], warnings: list[str]
) -> list[float]:
    lengths = sorted({seconds(window) for window in windows})
    finest = finest_window(store, kind)
    for length in lengths:
        if length < finest:
            warnings.append(
                Sentence(
                    "The window of {length} s was refused for {kind}: its times are known to "
                    "{finest} s only.",
                    length=f"{length:g}",
                    kind=kind,
                    finest=finest,
                )
            )
    return [length for length in lengths if length >= finest]


_BY_USES = """
    SELECT coalesce(value, '') AS value, uses
    FROM (SELECT trace, count(*) AS uses FROM events WHERE kind = ? GROUP BY trace) AS counted
    LEFT JOIN (SELECT trace, value FROM traces WHERE kind = ?) AS named USING (trace)
    ORDER BY uses DESC, trace LIMIT ?
"""


def _most_used_traces(store: CaseStore, kinds: Sequence[str]) -> list[MostUsedTrace]:
    """The most used traces of each kind, by name."""
    found = []
    for kind in kinds:
        rows = store.sql(
            _BY_USES,
            (kind, kind, _MOST_USED),
        )
        found += [MostUsedTrace(kind, row["value"], row["uses"]) for row in rows.to_pylist()]
    return found

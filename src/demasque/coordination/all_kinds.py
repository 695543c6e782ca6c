"""Ties of posts by every kind of trace and by all together, wherever the posts are kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
import pyarrow as pa

from demasque.coordination.engines.engine import CaseEngine
from demasque.coordination.engines.judgement import TieCriteria
from demasque.coordination.engines.tied_pairs import TiedPairs
from demasque.coordination.events.case_events import PostMoments, TraceUses
from demasque.coordination.events.event_table import Window, seconds
from demasque.coordination.events.origins import TraceOrigins
from demasque.coordination.strength.account_ranking import account_bits
from demasque.coordination.strength.fusion import Fusion
from demasque.coordination.strength.joint import joint_ties
from demasque.coordination.strength.judging_strength import GatheredPairs
from demasque.coordination.strength.kind_events import KindEvents
from demasque.coordination.strength.rarity import CLOSE, WIDE
from demasque.coordination.tie_search import as_table, check_options
from demasque.progress import Progress, quiet
from demasque.schema import TIES

_WIDE_FROM: Final = 1_800  # seconds; who names such a window looks for those who take care


@dataclass(frozen=True)
class AllKindsCriteria:
    """What makes a tie; `seed` is that of the permutations.

    With `wide` all kinds together are judged at the wide time scale too.
    """

    fdr: float
    min_shared: int
    seed: int
    wide: bool

    @classmethod
    def checked(
        cls, windows: Sequence[Window] | None, fdr: float, min_shared: int, seed: int
    ) -> "AllKindsCriteria":
        """The criteria; UsageError for an option that makes no sense."""
        check_options(fdr, min_shared)
        wide = any(seconds(window) >= _WIDE_FROM for window in windows or ())
        return cls(fdr, min_shared, seed, wide)


class GivenKind(NamedTuple):
    """One kind's uses of traces, its windows (seconds), and whose posts it answers, if it does."""

    uses: TraceUses
    windows: Sequence[float]
    origins: TraceOrigins | None


class TiedAccounts(NamedTuple):
    """The tables `ties`, `strengths` and `account_bits`, sorted; and ties by kind."""

    ties: pa.Table
    strengths: pa.Table
    account_bits: pa.Table
    by_kind: dict[str, int]

    @property
    def accounts(self) -> int:
        """How many accounts have a tie."""
        return len({one for i in (0, 1) for one in self.strengths.column(i).to_pylist()})


def tie_accounts(
    posts: PostMoments,
    kinds: Sequence[GivenKind],
    criteria: AllKindsCriteria,
    engine: CaseEngine,
    progress: Progress = quiet,
) -> TiedAccounts:
    """Tie accounts by each kind alone and by all kinds together."""
    at_work, judged = _judge_kinds(posts, kinds, criteria, engine, progress)
    progress("strengths", 0, None)
    fusion, judged = _fuse(posts, at_work, judged, criteria, engine, progress)
    progress("ranking accounts", 0, None)
    named = [one.uses.kind for one in at_work]
    parts = [_as_ties(k, one, posts.names) for k, one in zip(named, judged, strict=True)]
    ties = pa.concat_tables([TIES.empty_table(), *parts]).sort_by(
        [(name, "ascending") for name in ("account_a", "account_b", "kind")]
    )
    return TiedAccounts(
        ties,
        fusion.tied_table(posts.names),
        _ranked(posts, at_work, fusion),
        {kind: part.num_rows for kind, part in zip(named, parts, strict=True)},
    )


def _judge_kinds(
    posts: PostMoments,
    given: Sequence[GivenKind],
    criteria: AllKindsCriteria,
    engine: CaseEngine,
    progress: Progress,
) -> tuple[list[KindEvents], list[TiedPairs]]:
    """Find each kind's own ties, beyond those that an audience explains."""
    kinds, found = [], []
    for uses, lengths, origins in given:

        def named(step: str, done: int, total: int | None, kind: str = uses.kind) -> None:
            progress(f"{kind}, {step}", done, total)

        encoded = engine.keep(uses.among_all_posts(posts))
        ready = engine.prepare(encoded)
        windows = [round(length * 1e6) for length in lengths]
        wide = windows if criteria.wide else ()
        asked = TieCriteria(windows, criteria.fdr, criteria.min_shared)
        kind = KindEvents(uses, encoded, ready, windows, wide, origins)
        found.append(kind.beyond_audience(engine.ties(encoded, ready, asked, named), criteria.fdr))
        kinds.append(kind)
    return kinds, found


def _fuse(
    posts: PostMoments,
    kinds: Sequence[KindEvents],
    judged: Sequence[TiedPairs],
    criteria: AllKindsCriteria,
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

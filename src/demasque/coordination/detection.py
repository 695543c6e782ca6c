"""Ties of a whole case: every kind of trace, one chance model, one strength per pair."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from demasque.case import CaseStore
from demasque.coordination.all_kinds import AllKindsCriteria, GivenKind, tie_accounts
from demasque.coordination.case_kinds import kinds_present, origins_of
from demasque.coordination.engines.choice import choose_engine
from demasque.coordination.engines.engine import CaseEngine
from demasque.coordination.events.case_events import ReadOnce
from demasque.coordination.events.event_table import Window, seconds
from demasque.errors import Sentence, UsageError
from demasque.progress import Progress, quiet
from demasque.traces import KINDS, finest_window

MOST_USED: Final = 5
"""Traces of each kind that are named."""


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
    read: ReadOnce | None = None,
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
    `read` is where later steps of the same detection find what was read.

    Raises UsageError for an unknown kind, an unusable option, or named windows all too fine.
    """
    criteria = AllKindsCriteria.checked(windows, fdr, min_shared, seed)
    about: dict[str, object] = {"fdr": fdr, "min_shared": min_shared}
    with choose_engine(memory).on_case(store, about) as engine:
        reading = read or ReadOnce(keep=False)
        return _detect(store, windows, kinds, criteria, engine, progress, reading)


def _detect(
    store: CaseStore,
    windows: Sequence[Window] | None,
    kinds: Iterable[str] | None,
    criteria: AllKindsCriteria,
    engine: CaseEngine,
    progress: Progress,
    read: ReadOnce,
) -> Detection:
    progress("ordering posts", 0, None)
    posts = read.posts(store)
    finest = {kind: finest_window(store, kind) for kind in kinds_present(store, kinds)}
    used, warnings = usable_windows(finest, windows)
    posts = engine.keep(posts)
    uses = [engine.keep(one) for one in read.uses(store, list(used))]
    given = [GivenKind(one, used[one.kind], origins_of(store, one, engine)) for one in uses]
    with store.resting():
        tied = tie_accounts(posts, given, criteria, engine, progress)
    store.replace(
        {"ties": tied.ties, "strengths": tied.strengths, "account_bits": tied.account_bits}
    )
    return Detection(
        ties=tied.by_kind,
        pairs=tied.strengths.num_rows,
        accounts=tied.accounts,
        accounts_seen=len(posts.names),
        windows=used,
        most_used=_most_used_traces(store, list(used)),
        warnings=warnings,
    )


_NAME_A_WINDOW: Final = Sentence(
    "No ties were looked for: all times are known too coarsely. Name a window that they allow, "
    "such as --window {window}, if that long means something here; people who share an interest "
    "meet in it.",
    window="1d",
)


def usable_windows(
    finest: Mapping[str, int], windows: Sequence[Window] | None
) -> tuple[dict[str, list[float]], list[str]]:
    """The windows (seconds) of each kind that its times allow, and what to say of the others.

    `finest` has, by kind, the seconds below which a window is finer than the posts' times; kinds
    without a usable window are left out. Without `windows` each kind has its usual ones.

    Raises UsageError where windows were named and no kind allows any of them.
    """
    usual = {kind.id: kind.windows for kind in KINDS}
    warnings: list[str] = []
    used = {
        kind: usable
        for kind, least in finest.items()
        if (usable := _usable(kind, least, windows or usual[kind], warnings))
    }
    if not used and warnings:
        if windows is not None:
            raise UsageError(warnings[0])
        warnings.append(_NAME_A_WINDOW)
    return used, warnings


def _usable(kind: str, finest: int, windows: Sequence[Window], warnings: list[str]) -> list[float]:
    lengths = sorted({seconds(window) for window in windows})
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
            (kind, kind, MOST_USED),
        )
        found += [MostUsedTrace(kind, row["value"], row["uses"]) for row in rows.to_pylist()]
    return found

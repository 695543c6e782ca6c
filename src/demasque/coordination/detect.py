"""Ties of a whole case: every kind of trace, one chance model, one strength per pair."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pyarrow as pa

from demasque.case import CaseStore
from demasque.coordination.engine import judge
from demasque.coordination.find import as_table, check_options
from demasque.coordination.fuse import Fusion
from demasque.coordination.intake import Window, seconds
from demasque.coordination.prepared import Encoded, Int64, prepare
from demasque.errors import UsageError
from demasque.progress import Progress, quiet
from demasque.schema import TIES
from demasque.traces import KINDS, finest_window

DEFAULT_WINDOWS: Final[tuple[str, ...]] = ("60s", "10min")
"""Nobody knows the right window, so two are tried and each pair is judged by what says most."""

_HOT: Final = 5


@dataclass(frozen=True)
class HotTrace:
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
    hot: list[HotTrace]
    warnings: list[str]


def detect(
    store: CaseStore,
    windows: Sequence[Window] | None = None,
    fdr: float = 0.01,
    kinds: Iterable[str] | None = None,
    min_shared: int = 2,
    progress: Progress = quiet,
) -> Detection:
    """Fill `ties`, `strengths` and `account_bits` from the case's events, in one transaction.

    Every post is a slot that chance may deal, also those without a trace of the kind at hand.
    A window finer than a kind's times allow is refused for that kind, with a warning.

    Raises UsageError for an unknown kind, an unusable option, or windows that are all too fine.
    """
    check_options(fdr, min_shared)
    lengths = sorted({seconds(window) for window in windows or DEFAULT_WINDOWS})
    names = store.sql("SELECT DISTINCT account FROM posts ORDER BY account").column("account")
    accounts = names.combine_chunks() if names.num_chunks else pa.array([], pa.string())
    fusion = Fusion(len(accounts))
    parts: list[pa.Table] = []
    used: dict[str, list[float]] = {}
    warnings: list[str] = []
    for kind in _kinds_present(store, kinds):
        usable = _usable(store, kind, lengths, warnings)
        if not usable:
            continue
        used[kind] = usable
        parts.append(_one_kind(store, kind, accounts, usable, fdr, min_shared, fusion, progress))
    if not used and warnings:
        raise UsageError(" ".join(warnings))
    ties = pa.concat_tables([TIES.empty_table(), *parts]).sort_by(
        [(name, "ascending") for name in ("account_a", "account_b", "kind")]
    )
    store.replace({"ties": ties, **fusion.tables(accounts)})
    return Detection(
        ties={kind: part.num_rows for kind, part in zip(used, parts, strict=True)},
        pairs=len(set(zip(*(ties.column(i).to_pylist() for i in (0, 1)), strict=True))),
        accounts=len({one for i in (0, 1) for one in ties.column(i).to_pylist()}),
        accounts_seen=len(accounts),
        windows=used,
        hot=_hot_traces(store, list(used)),
        warnings=warnings,
    )


def _kinds_present(store: CaseStore, kinds: Iterable[str] | None) -> list[str]:
    known = [kind.id for kind in KINDS]
    wanted = known if kinds is None else list(dict.fromkeys(kinds))
    for kind in wanted:
        if kind not in known:
            raise UsageError(f"There is no kind of trace {kind}. Kinds: {', '.join(known)}.")
    present = set(store.sql("SELECT DISTINCT kind FROM events").column("kind").to_pylist())
    return [kind for kind in wanted if kind in present]


def _usable(
    store: CaseStore, kind: str, lengths: Sequence[float], warnings: list[str]
) -> list[float]:
    finest = finest_window(store, kind)
    for length in lengths:
        if length < finest:
            warnings.append(
                f"The window of {length:g} s was refused for {kind}: "
                f"its times are known to {finest} s only."
            )
    return [length for length in lengths if length >= finest]


def _one_kind(
    store: CaseStore,
    kind: str,
    accounts: pa.Array,
    lengths: Sequence[float],
    fdr: float,
    min_shared: int,
    fusion: Fusion,
    progress: Progress,
) -> pa.Table:
    encoded = _encode(store, kind, len(accounts))
    ready = prepare(encoded)
    windows = [round(length * 1e6) for length in lengths]

    def named(step: str, done: int, total: int | None) -> None:
        progress(f"{kind}, {step}", done, total)

    judged = judge(encoded, ready, windows, fdr, min_shared, named)
    fusion.add(kind, ready, judged.pairs.a, judged.pairs.b)
    table = as_table(judged, accounts)
    return (
        table.append_column("kind", pa.array([kind] * table.num_rows, pa.string()))
        .select(TIES.names)
        .cast(TIES)
    )


# Codes come from the store's own ordering, so that they mean the same account in every kind.
_CODES = """
    SELECT account, row_number() OVER (ORDER BY account) - 1 AS code
    FROM (SELECT DISTINCT account FROM posts)
"""
_USES = f"""
    WITH codes AS ({_CODES})
    SELECT code::INTEGER AS account, trace, epoch_us(events."at") AS micros
    FROM events JOIN codes USING (account) WHERE kind = ?
    ORDER BY micros, code, trace, post
"""
_OTHER_POSTS = f"""
    WITH codes AS ({_CODES})
    SELECT code::INTEGER AS account, epoch_us(posted_at) AS micros
    FROM posts JOIN codes USING (account)
    WHERE post NOT IN (SELECT post FROM events WHERE kind = ?)
    ORDER BY micros, code
"""


def _encode(store: CaseStore, kind: str, accounts: int) -> Encoded:
    """Read one kind's events, and behind them every other post as a trace of its own."""
    uses = store.sql(_USES, (kind,))
    others = store.sql(_OTHER_POSTS, (kind,))
    names, trace = np.unique(_numbers(uses, "trace"), return_inverse=True)
    alone = np.arange(len(names), len(names) + others.num_rows)
    return Encoded(
        account=np.concatenate([_numbers(uses, "account"), _numbers(others, "account")]).astype(
            np.int32
        ),
        trace=np.concatenate([trace, alone]).astype(np.int32),
        at=np.concatenate([_numbers(uses, "micros"), _numbers(others, "micros")]).astype(np.int64),
        accounts=accounts,
        traces=len(names) + others.num_rows,
    )


def _numbers(table: pa.Table, name: str) -> Int64:
    numbers: Int64 = table.column(name).to_numpy()
    return numbers


_HOTTEST = """
    SELECT coalesce(value, '') AS value, uses
    FROM (SELECT trace, count(*) AS uses FROM events WHERE kind = ? GROUP BY trace) AS counted
    LEFT JOIN (SELECT trace, value FROM traces WHERE kind = ?) AS named USING (trace)
    ORDER BY uses DESC, trace LIMIT ?
"""


def _hot_traces(store: CaseStore, kinds: Sequence[str]) -> list[HotTrace]:
    """The most used traces of each kind, by name."""
    found = []
    for kind in kinds:
        rows = store.sql(
            _HOTTEST,
            (kind, kind, _HOT),
        )
        found += [HotTrace(kind, row["value"], row["uses"]) for row in rows.to_pylist()]
    return found

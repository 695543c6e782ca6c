"""`demasque.find_ties`: from a table of events to ties, without a case."""

import os
from collections.abc import Sequence
from numbers import Integral, Real
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from demasque.coordination.engines.choice import choose_engine
from demasque.coordination.engines.judgement import TieCriteria
from demasque.coordination.engines.tied_pairs import TiedPairs
from demasque.coordination.events.event_table import EventColumns, Window, seconds
from demasque.coordination.stats.tails import LN10
from demasque.errors import UsageError
from demasque.progress import Progress, quiet
from demasque.schema import TIME

DEFAULT_WINDOWS: Final = ("60s",)


def find_ties(
    events: Any,
    window: Window | None = None,
    *,
    windows: Sequence[Window] | None = None,
    fdr: float = 0.01,
    min_shared: int = 2,
    memory: str | int | None = None,
    work_folder: str | os.PathLike[str] | None = None,
    account: str = "account_id",
    trace: str = "trace_id",
    time: str = "posted_at",
    post: str | None = None,
    progress: Progress = quiet,
) -> pa.Table:
    """Which pairs of accounts shared more, closer together, than chance explains?

    `events` is an Arrow, Polars, pandas or DuckDB table or the path of a Parquet or CSV file with
    the columns `account_id`, `trace_id` and `posted_at` (timestamp, or seconds since the epoch),
    one row per use of a trace; `account`, `trace` and `time` say what they are called in yours.
    A row that is there twice counts as two uses, unless `post` names a column of posts: then rows
    with the same account, trace and post count once.
    `window` is how close two uses must be, inclusive: '60s', '1h', or a number of seconds; with
    `windows` several are tried at once and each pair is judged by the one that says most, at the
    price of the tries. `fdr` is the share of false ties that may be expected among those returned;
    pairs with fewer than `min_shared` common traces are not judged (one proves nothing).

    `memory` ('4GB') is for events that do not fit: they are sorted on disk, the answer is the same.
    What is done is kept in `work_folder` (by default beside the Parquet file) until the end, and a
    call that was killed goes on from there when it is repeated. See docs/large.md.

    Returns one row per tied pair, sorted by account_a, account_b (account_a < account_b):
    `account_a, account_b`; `shared` (distinct traces within the window); `post_pairs` (pairs of
    posts within it); `expected` (shared traces that chance gives); `log10_p`; `q`; `first_at`,
    `last_at` (UTC, of the posts within the window); then `window_seconds`; `shared_ever` (traces
    both used at any distance); `a_first`, `b_first` (post pairs led by either); `log10_p_timing`
    (surprise of the timing alone, given what both used) and `bits` (strength of the evidence, see
    :mod:`demasque.coordination.strength.rarity`).

    Raises UsageError for a missing column, a null or unusable value, or an option out of range;
    DemasqueError where `memory` or the disk does not suffice.
    The method, its assumptions and what breaks them: docs/method.md.
    """
    criteria = tie_criteria(window, windows, fdr, min_shared)
    engine = choose_engine(memory, None if work_folder is None else Path(work_folder))
    columns = EventColumns(account, trace, time, post)
    return as_table(*engine.ties(events, criteria, progress, columns))


def tie_criteria(
    window: Window | None, windows: Sequence[Window] | None, fdr: float, min_shared: int
) -> TieCriteria:
    """Read the options of :func:`find_ties`; raise UsageError for what makes no sense."""
    lengths = _lengths(window, windows)
    check_options(fdr, min_shared)
    return TieCriteria([round(length * 1e6) for length in lengths], fdr, min_shared)


def check_options(fdr: float, min_shared: int) -> None:
    """Raise UsageError unless both options make sense."""
    if not isinstance(fdr, Real) or not 0 < fdr < 1:
        raise UsageError(
            "The false discovery rate is {fdr}; it must lie between 0 and 1.", fdr=str(fdr)
        )
    if not isinstance(min_shared, Integral) or min_shared < 1:
        raise UsageError(
            "min_shared is {min_shared}; it must be a whole number, 1 or more.",
            min_shared=str(min_shared),
        )


def _lengths(window: Window | None, windows: Sequence[Window] | None) -> list[float]:
    if window is not None and windows is not None:
        raise UsageError("Give either window or windows, not both.")
    if windows is None:
        windows = DEFAULT_WINDOWS if window is None else (window,)
    if isinstance(windows, str) or not len(windows):
        raise UsageError("windows must be a list of one window or more, such as ['10s', '1h'].")
    return sorted({seconds(one) for one in windows})


def as_table(tied: TiedPairs, accounts: pa.Array) -> pa.Table:
    """Name the accounts (`accounts[code]`), put the lower one first, and sort."""
    details = tied.details
    a, b = accounts.take(pa.array(tied.pairs.a)), accounts.take(pa.array(tied.pairs.b))
    swap = pc.greater(a, b)
    swapped = swap.to_numpy(zero_copy_only=False)
    log10_p = tied.log10_p
    table = pa.table(
        {
            "account_a": pc.if_else(swap, b, a),
            "account_b": pc.if_else(swap, a, b),
            "shared": tied.pairs.shared,
            "post_pairs": details.post_pairs,
            "expected": tied.expected,
            "log10_p": log10_p,
            "q": np.power(10.0, tied.log10_q),
            "first_at": pa.array(details.first_at, pa.timestamp("us")).cast(TIME),
            "last_at": pa.array(details.last_at, pa.timestamp("us")).cast(TIME),
            "window_seconds": tied.window / 1e6,
            "shared_ever": details.shared_ever,
            "a_first": np.where(swapped, details.b_first, details.a_first),
            "b_first": np.where(swapped, details.a_first, details.b_first),
            "log10_p_timing": details.timing / LN10,
            "bits": tied.bits,
        }
    )
    return table.sort_by([("account_a", "ascending"), ("account_b", "ascending")])

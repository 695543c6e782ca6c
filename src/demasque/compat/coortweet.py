"""CooRTweet 2.1.3, replicated: the same pairs, the same edges, under its own names.

Ids are compared as text in byte order (R's ``C.UTF-8`` locale). Tables are never changed in place,
and where CooRTweet goes on silently with a wrong request, this raises
:class:`~demasque.compat.ReplicationError` (a ``UsageError`` and a ``ValueError``).

Method: Righetti & Balluff, CooRTweet, https://github.com/nicolarighetti/CooRTweet.
"""

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import pyarrow as pa

from demasque.compat._inputs import (
    Bools,
    ReplicationError,
    Source,
    as_table,
    check_count,
    check_flag,
    check_seconds,
    moments,
    numbers,
    rank,
    spelled,
    text_ids,
)
from demasque.compat._network import EDGE_COLUMNS, PostPairs, network, vertices
from demasque.compat._pairs import Posts, find_pairs, pairing_order, passing_contents

__all__ = [
    "EDGE_COLUMNS",
    "EVENT_COLUMNS",
    "PAIR_COLUMNS",
    "detect_groups",
    "flag_speed_share",
    "generate_coordinated_network",
    "vertices",
]

EVENT_COLUMNS: Final = ("object_id", "account_id", "content_id", "timestamp_share")
PAIR_COLUMNS: Final = (
    "object_id",
    "account_id",
    "account_id_y",
    "content_id",
    "content_id_y",
    "time_delta",
)
_FLAG: Final = "time_window_"


def detect_groups(
    events: Source,
    time_window: float = 10,
    min_participation: int = 2,
    remove_loops: bool = True,
) -> pa.Table:
    """Which posts share an object within ``time_window`` of each other?

    Args:
        events: One row per share: ``object_id``, ``account_id``, ``content_id`` (text or whole
            numbers) and ``timestamp_share`` (whole or decimal seconds, or Arrow timestamps).
        time_window: Seconds, inclusive on both sides; 0 pairs posts of the same moment.
        min_participation: Fewest rows of an account, once before pairing (all its rows) and once
            after (rows whose post is in a pair); a pair stays if either post belongs to an account
            that passes. 0 and 1 keep every account.
        remove_loops: Drop pairs of one account, of one post, or with the original post itself.

    Returns:
        One row per pair of rows: ``object_id``, then the older post's ``account_id`` and
        ``content_id`` and the newer one's ``account_id_y`` and ``content_id_y``, and
        ``time_delta`` in seconds, never negative: int64 for whole seconds in, else float64.
        Sorted by object, older post, newer post.

    Raises:
        ReplicationError: A bad column, row or argument, or more pairs than memory can hold.
    """
    what = "events"
    window = check_seconds(time_window)
    least = check_count("min_participation", min_participation)
    check_flag("remove_loops", remove_loops)
    table = as_table(events, what, EVENT_COLUMNS)
    times = moments(table, "timestamp_share", what)
    names, (accounts,) = rank(text_ids(table, "account_id", what))
    texts, (objects, contents) = rank(
        text_ids(table, "object_id", what), text_ids(table, "content_id", what)
    )
    rows = pairing_order(objects, accounts, times.values, least, len(names))
    posts = Posts(objects[rows], accounts[rows], contents[rows], names, texts)
    at = times.values[rows]
    older, newer = find_pairs(posts, at, times.limit(window), least, remove_loops)
    return pa.table(
        {
            "object_id": spelled(texts, posts.objects[older]),
            "account_id": spelled(names, posts.accounts[older]),
            "account_id_y": spelled(names, posts.accounts[newer]),
            "content_id": spelled(texts, posts.contents[older]),
            "content_id_y": spelled(texts, posts.contents[newer]),
            "time_delta": times.in_seconds(at[newer] - at[older]),
        }
    )


def flag_speed_share(
    events: Source, result: Source, min_participation: int, time_window: float
) -> pa.Table:
    """Which pairs of :func:`detect_groups` would a narrower window have found?

    Args:
        events: The table that ``detect_groups`` was run on; ``account_id`` and ``content_id`` are
            used.
        result: What ``detect_groups`` gave.
        min_participation: As in ``detect_groups``, counted within the narrower window.
        time_window: The narrower window, in seconds, inclusive.

    Returns:
        ``result`` with a column ``time_window_<seconds>`` of 0 and 1, sorted by the two posts.
        Every row of a flagged pair of posts is flagged, whatever object it is about.

    Raises:
        ReplicationError: A bad column, row or argument.
    """
    window = check_seconds(time_window)
    least = check_count("min_participation", min_participation)
    pairs = _result_table(result)
    table = as_table(events, "events", ("account_id", "content_id"))
    names, (accounts,) = rank(text_ids(table, "account_id", "events"))
    texts, (contents, older, newer) = rank(
        text_ids(table, "content_id", "events"),
        text_ids(pairs, "content_id", "result"),
        text_ids(pairs, "content_id_y", "result"),
    )
    fast = numbers(pairs, "time_delta", "result") <= window
    found = np.zeros(len(texts), np.bool_)
    found[older[fast]] = True
    found[newer[fast]] = True
    passing = passing_contents(accounts, contents, found, least, len(names))
    kept = fast & (passing[older] | passing[newer])

    both = older * max(len(texts), 1) + newer
    flags = np.isin(both, both[kept]).astype(np.int64)
    column = f"{_FLAG}{int(window) if window == int(window) else window}"
    others = [name for name in pairs.column_names if name != column]
    flagged = pairs.select(others).append_column(column, pa.array(flags))
    return flagged.take(pa.array(np.argsort(both, kind="stable")))


def generate_coordinated_network(
    result: Source | Sequence[Source],
    edge_weight: float = 0.5,
    subgraph: int = 0,
    fast_net: bool = False,
) -> pa.Table:
    """Which accounts are tied, how often, and more often than ``edge_weight`` of all tied pairs?

    Args:
        result: What :func:`detect_groups` or :func:`flag_speed_share` gave; for several modalities
            a list of such tables, or one table of all (give the ``object_id`` of each its prefix).
        edge_weight: Quantile (0 to 1, R's type 7) of the edges' weights; an edge strictly above it
            has ``weight_threshold`` 1.
        subgraph: 0 all edges; 1 those above the quantile; with ``fast_net`` also 2, those whose
            fast weight is above the quantile of fast weights, and 3, all edges among the neighbours
            of the accounts of 2 (these are among them; :func:`vertices` tells them apart).
        fast_net: Count twice, over all pairs (``*_full``) and over the flagged ones (``*_fast``,
            null where an edge has none). Needs one ``time_window_<seconds>`` column.

    Returns:
        One row per unordered pair of accounts, ``from`` <= ``to``, sorted: ``weight`` (pairs of
        posts), ``avg_time_delta`` (seconds), ``n_content_id`` and ``n_content_id_y`` (distinct
        older and newer posts: as in CooRTweet they do not belong to ``from`` and ``to``),
        ``edge_symmetry_score`` (the smaller of these over the larger), ``weight_threshold``.

    Raises:
        ReplicationError: A bad column, row or argument, or arguments that exclude each other.
    """
    _check_network_arguments(edge_weight, subgraph, fast_net)
    several = isinstance(result, list | tuple)
    table = _concatenated(result) if several else _result_table(result)
    names, (first, second) = rank(
        text_ids(table, "account_id", "result"), text_ids(table, "account_id_y", "result")
    )
    posts, (older, newer) = rank(
        text_ids(table, "content_id", "result"), text_ids(table, "content_id_y", "result")
    )
    pairs = PostPairs(
        lower=np.minimum(first, second),
        upper=np.maximum(first, second),
        older=older,
        newer=newer,
        seconds=numbers(table, "time_delta", "result"),
        accounts=max(len(names), 1),
        contents=max(len(posts), 1),
    )
    fast = _flags(table) if fast_net else None
    return network(pairs, names, fast, float(edge_weight), int(subgraph))


def _result_table(result: Source) -> pa.Table:
    return as_table(result, "result", PAIR_COLUMNS)


def _concatenated(results: Sequence[Source]) -> pa.Table:
    """Several modalities as one table; times of different kinds become decimal seconds."""
    if not results:
        raise ReplicationError("result is an empty list; give at least one table of pairs.")
    try:
        return pa.concat_tables(map(_result_table, results), promote_options="permissive")
    except pa.ArrowException as error:
        raise ReplicationError(f"The tables of the modalities do not fit: {error}.") from None


def _flags(table: pa.Table) -> Bools:
    columns = [name for name in table.column_names if _FLAG in name]
    if len(columns) != 1:
        raise ReplicationError(
            f"fast_net=True needs one column {_FLAG}<seconds>, and there are {len(columns)}. Run "
            "flag_speed_share on the result once, with one narrower window for all modalities."
        )
    return np.asarray(numbers(table, columns[0], "result") == 1)


def _check_network_arguments(edge_weight: Any, subgraph: Any, fast_net: Any) -> None:
    if isinstance(edge_weight, bool) or not isinstance(edge_weight, int | float | np.number):
        raise ReplicationError(f"edge_weight is a number from 0 to 1, not {edge_weight!r}.")
    if not 0 <= edge_weight <= 1:
        raise ReplicationError(f"edge_weight is {edge_weight!r}; it is a quantile from 0 to 1.")
    if check_count("subgraph", subgraph) > 3:
        raise ReplicationError(f"subgraph is 0, 1, 2 or 3, not {subgraph!r}.")
    check_flag("fast_net", fast_net)
    if subgraph == 1 and fast_net:
        raise ReplicationError(
            "subgraph=1 is made from the plain network: leave out fast_net=True, or ask for "
            "subgraph=2, the fast edges above the quantile."
        )
    if subgraph in (2, 3) and not fast_net:
        raise ReplicationError(
            f"subgraph={subgraph} is made from the fast network: add fast_net=True, after "
            "flag_speed_share."
        )

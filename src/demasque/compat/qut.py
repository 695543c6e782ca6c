"""The QUT coordination-network-toolkit's weights, replicated.

For an ordered pair of users, ``weight`` is the number of distinct messages of ``user_1`` that have
at least one message of ``user_2`` about the same thing within the window: so the two directions may
differ. Messages whose ``message_id`` was seen before are ignored, as the toolkit's import does.

Two deviations, both on purpose. A message never pairs with itself, so a loop means that an account
did the same thing twice (the published 1.5.2 counts every message as its own loop; later versions
and the toolkit's expected numbers do not). An empty list of URLs links nothing (1.5.2 takes the
empty text for a URL that all those messages share).

Method: QUT Digital Observatory, https://github.com/QUT-Digital-Observatory/coordination-network-toolkit.
"""

import re
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from demasque.compat import _windows
from demasque.compat._inputs import (
    ReplicationError,
    Source,
    as_table,
    check_count,
    check_flag,
    check_seconds,
    moments,
    rank,
    spelled,
    text_ids,
)

__all__ = ["EDGE_COLUMNS", "co_link", "co_post", "co_reply", "co_retweet", "co_tweet"]

EDGE_COLUMNS: Final = ("user_1", "user_2", "weight")
_WHAT: Final = "messages"
_BASE: Final = ("message_id", "user_id", "timestamp")
_MENTION: Final = re.compile(r"@\S*")


def co_retweet(
    messages: Source, time_window: float, min_edge_weight: int = 1, loops: bool = False
) -> pa.Table:
    """Who reposts the same message within ``time_window`` seconds?

    Args:
        messages: One row per message: ``message_id``, ``user_id``, ``timestamp`` (seconds or Arrow
            timestamps) and ``repost_id``; a null or empty ``repost_id`` is no repost.
        time_window: Seconds, inclusive, before and after.
        min_edge_weight: Least weight of an edge.
        loops: Also give edges from a user to itself.

    Returns:
        ``user_1``, ``user_2``, ``weight`` (int64), sorted by the users.

    Raises:
        ReplicationError: A bad column, row or argument.
    """
    table = _messages(messages, "repost_id")
    traces = _emptied(table, "repost_id")
    return _edges(table, traces, pc.is_valid(traces), time_window, min_edge_weight, loops)


def co_reply(
    messages: Source, time_window: float, min_edge_weight: int = 1, loops: bool = False
) -> pa.Table:
    """Who replies to the same message? As :func:`co_retweet`, with a column ``reply_id``; reposts
    (``repost_id``) do not count."""
    table = _messages(messages, "repost_id", "reply_id")
    traces = _emptied(table, "reply_id")
    chosen = pc.and_(pc.is_valid(traces), _is_own(table))
    return _edges(table, traces, chosen, time_window, min_edge_weight, loops)


def co_tweet(
    messages: Source, time_window: float, min_edge_weight: int = 1, loops: bool = False
) -> pa.Table:
    """Who posts the same ``message``, mentions, letter case and spacing aside? As
    :func:`co_retweet`; reposts do not count, and a null message is no message."""
    table = _messages(messages, "repost_id", "message")
    plain = [None if text is None else _plain(text) for text in table["message"].to_pylist()]
    traces = pa.array(plain, pa.large_string())
    chosen = pc.and_(pc.is_valid(traces), _is_own(table))
    return _edges(table, traces, chosen, time_window, min_edge_weight, loops)


def co_post(
    messages: Source, time_window: float, min_edge_weight: int = 1, loops: bool = False
) -> pa.Table:
    """Who posts anything at the same time? As :func:`co_retweet`, over all messages."""
    table = _messages(messages)
    traces = pa.nulls(table.num_rows, pa.large_string()).fill_null("")
    return _edges(table, traces, pc.is_valid(traces), time_window, min_edge_weight, loops)


def co_link(
    messages: Source, time_window: float, min_edge_weight: int = 1, loops: bool = False
) -> pa.Table:
    """Who posts the same link? As :func:`co_retweet`, with a column ``urls``: a list of texts, or
    one text with spaces between the addresses. Reposts do not count."""
    table = _messages(messages, "repost_id", "urls")
    urls = _url_lists(table)
    rows = pc.list_parent_indices(urls)
    traces = pc.list_flatten(urls).cast(pa.large_string())
    wide = table.take(rows)
    chosen = pc.and_(pc.and_kleene(pc.is_valid(traces), pc.not_equal(traces, "")), _is_own(wide))
    return _edges(wide, traces, chosen, time_window, min_edge_weight, loops)


def _messages(source: Source, *columns: str) -> pa.Table:
    """The needed columns of messages, the first row of each ``message_id``."""
    table = as_table(source, _WHAT, (*_BASE, *columns)).select([*_BASE, *columns])
    for name in _BASE[:2]:
        table = table.set_column(table.column_names.index(name), name, text_ids(table, name, _WHAT))
    moments(table, "timestamp", _WHAT)
    _, (ids,) = rank(table["message_id"])
    _, first = np.unique(ids, return_index=True)
    return table.take(pa.array(np.sort(first)))


def _emptied(table: pa.Table, column: str) -> pa.Array:
    """Optional ids as text, null where missing or empty."""
    values = table[column]
    if pa.types.is_null(values.type):
        return pa.nulls(len(values), pa.large_string())
    filled = pc.is_valid(values)
    texts = text_ids(table.filter(filled), column, _WHAT)
    at = np.cumsum(filled.to_numpy()) - 1
    spread = texts.take(pa.array(at, mask=~filled.to_numpy()))
    return pc.if_else(pc.equal(spread, ""), None, spread)


def _is_own(table: pa.Table) -> pa.Array:
    """True where a message is no repost."""
    return pc.is_null(_emptied(table, "repost_id"))


def _plain(text: str) -> str:
    return " ".join(_MENTION.sub("", text.lower()).split())


def _url_lists(table: pa.Table) -> pa.Array:
    urls = table["urls"].combine_chunks()
    kind = urls.type
    if pa.types.is_list(kind) or pa.types.is_large_list(kind):
        return urls
    if pa.types.is_null(kind):
        return pa.nulls(len(urls), pa.list_(pa.string()))
    try:
        return pc.split_pattern(urls.cast(pa.string()), " ")
    except (pa.ArrowException, TypeError):
        raise ReplicationError(
            f"{_WHAT}: column 'urls' holds {kind}; give a list of texts, or one text."
        ) from None


def _edges(
    table: pa.Table, traces: Any, chosen: Any, time_window: float, min_edge_weight: int, loops: bool
) -> pa.Table:
    window = check_seconds(time_window)
    least = check_count("min_edge_weight", min_edge_weight, least=1)
    check_flag("loops", loops)
    table = table.append_column("trace", traces).filter(chosen)
    times = moments(table, "timestamp", _WHAT)
    names, (users,) = rank(table["user_id"])
    _, (ids,) = rank(table["message_id"])
    _, (things,) = rank(table["trace"])

    order = np.lexsort((ids, times.values, things))
    users, ids, things, at = users[order], ids[order], things[order], times.values[order]
    firsts, ends = _windows.window_bounds(things, at, times.limit(window))
    by_user = np.lexsort((ids, users))
    one, two, weights = _windows.count_partners(by_user, users, ids, firsts, ends, least)
    if not loops:
        kept = one != two
        one, two, weights = one[kept], two[kept], weights[kept]
    answer = np.lexsort((two, one))
    columns = (spelled(names, one[answer]), spelled(names, two[answer]), weights[answer])
    return pa.table(list(columns), names=list(EDGE_COLUMNS))

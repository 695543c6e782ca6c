"""Which messages, links and pictures did most accounts leave? Close variants count as one message.

Nobody needs to be tied for that: where each account posts a hoax once, no pair of them shares two
things, and yet a thousand carry it.
"""

from collections.abc import Mapping
from typing import Any, Final

import numpy as np
import pyarrow as pa

from demasque.case import CaseStore
from demasque.schema import WAVE_MESSAGES
from demasque.text import close_variants

FEWEST_ACCOUNTS: Final = 3
"""Accounts that carry a message, at least: of two, ties speak."""

TEXT_WAVES: Final = 50
"""Messages that are followed up, those of most accounts; ``OTHER_WAVES`` links, and pictures."""

OTHER_WAVES: Final = 10

COMPARED: Final = 5_000
"""Copy families that close variants are looked for among: those of most accounts, then posts."""

# A family's own words are those of its exemplar; one that nobody copied is its own.
_FAMILIES: Final = f"""
WITH most_used AS (
    SELECT trace, count(DISTINCT account) AS accounts, count(*) AS posts FROM events
    WHERE kind = 'text' GROUP BY trace ORDER BY accounts DESC, posts DESC, trace LIMIT {COMPARED}
), worded AS (
    SELECT trace, min(coalesce(exemplar, post)) AS exemplar
    FROM (SELECT trace, post FROM events SEMI JOIN most_used USING (trace) WHERE kind = 'text')
    LEFT JOIN copies USING (post) GROUP BY trace
)
SELECT trace, accounts, posts, coalesce(text, '') AS words
FROM most_used JOIN worded USING (trace) JOIN posts ON post = exemplar
ORDER BY accounts DESC, most_used.posts DESC, trace"""

_GROUPS: Final = f"""
WITH grouped AS (SELECT unnest(?::BIGINT[]) AS trace, unnest(?::BIGINT[]) AS centre)
SELECT centre, count(DISTINCT account) AS accounts, count(*) AS posts
FROM events JOIN grouped USING (trace) WHERE kind = 'text'
GROUP BY centre HAVING accounts >= {FEWEST_ACCOUNTS}
ORDER BY accounts DESC, posts DESC, centre LIMIT {TEXT_WAVES}"""

_OTHERS: Final = f"""
SELECT kind, trace, count(DISTINCT account) AS accounts, count(*) AS posts
FROM events WHERE kind IN ('url', 'media')
GROUP BY kind, trace HAVING accounts >= {FEWEST_ACCOUNTS}
QUALIFY row_number() OVER (PARTITION BY kind ORDER BY accounts DESC, posts DESC, trace)
        <= {OTHER_WAVES}
ORDER BY kind DESC, accounts DESC, posts DESC, trace"""


def most_copied(store: CaseStore, seed: int = 0) -> pa.Table:
    """The most copied messages, then links, then pictures, as ``demasque.schema.WAVE_MESSAGES``.

    By wave, the message of most accounts first. Reposts leave no such trace, so that every account
    counted wrote (or linked, or showed) it itself. ``seed`` draws the texts that the threshold of
    close variants is read from.
    """
    rows = [*_texts(store, seed), *store.sql(_OTHERS).to_pylist()]
    groups: dict[tuple[str, int], str] = {}
    for row in rows:
        row.setdefault("contained", 1.0)
        of = (row["kind"], row.pop("centre", row["trace"]))
        row["wave"] = groups.setdefault(of, f"W{len(groups) + 1}")
    return pa.Table.from_pylist(rows, WAVE_MESSAGES)


def _texts(store: CaseStore, seed: int) -> list[dict[str, Any]]:
    """The families of the most copied messages, wave by wave."""
    families = store.sql(_FAMILIES)
    traces, accounts = families["trace"].to_pylist(), families["accounts"].to_numpy()
    found = close_variants(
        families["words"].to_pylist(), accounts.astype(np.int64), TEXT_WAVES, seed
    )
    centres = [traces[n] for n in found.centre.tolist()]
    by_centre: dict[int, list[Mapping[str, Any]]] = {}
    for row, centre, share in zip(
        families.drop_columns(["words"]).to_pylist(), centres, found.contained.tolist(), strict=True
    ):
        own = row | {"kind": "text", "centre": centre, "contained": share}
        by_centre.setdefault(centre, []).append(own)
    ranked = store.sql(_GROUPS, (traces, centres))["centre"].to_pylist()
    return [dict(row) for centre in ranked for row in by_centre[centre]]

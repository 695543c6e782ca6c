"""The messages of a case as a page lists them: all that two accounts or more wrote."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from demasque.campaigns import CODES, NAMES, STATED
from demasque.case import CaseStore
from demasque.findings.dossier.accounts_set_aside import EXCLUDED
from demasque.findings.explored.words_languages import stated_or_read

_SHARED: Final = """
SELECT trace FROM events WHERE kind = 'text' GROUP BY trace HAVING min(account) <> max(account)"""

MESSAGE_CODES: Final = f"SELECT trace, code FROM ({CODES})"
"""SQL: every message that two accounts or more wrote, and its code; the same at all times."""

_LISTED: Final = f"""
WITH shared AS ({_SHARED}),
said AS (
    SELECT trace, e.account, post, "at", campaign
    FROM events e LEFT JOIN memberships m ON m.account = e.account
    WHERE kind = 'text' AND trace IN (FROM shared) AND e.account NOT IN ({EXCLUDED})
      AND ($1::TIMESTAMPTZ IS NULL OR "at" >= $1::TIMESTAMPTZ)
      AND ($2::TIMESTAMPTZ IS NULL OR "at" < $2::TIMESTAMPTZ)
), counted AS (
    SELECT trace, count(DISTINCT account) AS accounts, count(*) AS posts,
           count(DISTINCT account) FILTER (campaign IS NOT NULL) AS members,
           count(DISTINCT campaign) AS groups,
           min("at") AS first_at, quantile_disc("at", 0.5) AS half_at, max("at") AS last_at,
           min(coalesce(exemplar, post)) AS exemplar
    FROM said LEFT JOIN copies USING (post) GROUP BY trace
), waved AS (
    SELECT trace, any_value(wave) AS wave FROM wave_messages WHERE kind = 'text' GROUP BY trace
)
SELECT trace, coalesce(names, []) AS names, accounts, members, accounts - members AS others, posts,
       groups, first_at, last_at, epoch(half_at - first_at) AS half_seconds, wave, exemplar
FROM counted LEFT JOIN ({NAMES}) USING (trace) LEFT JOIN waved USING (trace)
ORDER BY accounts DESC, posts DESC, trace"""

_WORDS: Final = f"""
SELECT post, text, {STATED} AS language FROM posts WHERE post IN (SELECT unnest(?::VARCHAR[]))"""


def told_messages(
    store: CaseStore, since: datetime | None = None, until: datetime | None = None
) -> pa.Table:
    """Every message that two accounts or more wrote, those of most accounts first.

    Columns trace, names, accounts, members (of any group), others, posts, groups, first_at,
    last_at, half_seconds (from the first to half of the posts), wave, and exemplar (a post).
    Accounts that people excluded are not counted. Times are UTC; with ``since`` and ``until``
    figures are of that stretch alone.
    """
    return store.sql(_LISTED, (since, until))


def message_codes(store: CaseStore) -> pa.Table:
    """The code of every message that two accounts or more wrote: columns trace and code."""
    return store.sql(MESSAGE_CODES)


def exemplar_words(store: CaseStore, posts: Sequence[str]) -> Mapping[str, tuple[str, str | None]]:
    """By post: its words, and the language stated or else read; None where it is not known."""
    rows = store.sql(_WORDS, (list(posts),)).to_pylist()
    spoken = stated_or_read([row["text"] for row in rows], [row["language"] for row in rows])
    return {
        row["post"]: (row["text"] or "", language)
        for row, language in zip(rows, spoken, strict=True)
    }


def families_named(codes: pa.Table, word: str) -> list[int]:
    """The messages whose code is ``word``, or whose number; none, one, or all that begin so."""
    if word.lstrip("-").isascii() and word.lstrip("-").isdigit():
        number = int(word)
        return [number] if -(2**63) <= number < 2**63 else []
    if word[:1] not in ("n", "N"):
        return []
    wanted = "N" + word[1:].lower()
    same = codes.filter(pc.equal(codes["code"], wanted))
    if same.num_rows:
        return [same["trace"][0].as_py()]
    digits = wanted[1:]
    return [
        each["trace"]
        for each in codes.to_pylist()
        if digits and f"{each['trace'] & (2**64 - 1):016x}".startswith(digits)
    ][:2]

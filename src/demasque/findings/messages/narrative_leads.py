"""Which messages may say the same in other words? Leads, by a model calibrated on the case."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, NamedTuple

import pyarrow as pa

from demasque.case import CaseStore
from demasque.progress import Progress, quiet
from demasque.text import Calibration, Embedder, calibrate, label, languages_of, leads, waves

MESSAGES_COMPARED: Final = 5_000
"""Families of a case that are compared: those of campaigns, then the most used ones."""

LEADS_LISTED: Final = 10
"""Leads of a narrative that are listed, the likeliest."""

_CALIBRATED_ON: Final = 1_000  # a small model reads some hundred posts a second

# One post for each message, so that copies do not count as often as they were posted. Names of
# posts are keyed hashes, so that the first in their order are as good as drawn.
_TEXTS: Final = f"""
SELECT text FROM posts
WHERE post IN (SELECT coalesce(exemplar, post) FROM posts LEFT JOIN copies USING (post))
  AND length(text) >= 20 AND kind <> 'repost'
ORDER BY post LIMIT {_CALIBRATED_ON}"""

_MESSAGES: Final = f"""
WITH said AS (
    SELECT trace AS family, e.account, post, posted_at, coalesce(exemplar, post) AS exemplar
    FROM events e JOIN posts USING (post) LEFT JOIN copies USING (post)
    WHERE e.kind = 'text' AND text IS NOT NULL
), used AS (
    SELECT family, min(exemplar) AS exemplar, count(*) AS posts,
           count(DISTINCT account) AS accounts,
           min(posted_at) AS first_at, max(posted_at) AS last_at
    FROM said GROUP BY family HAVING count(DISTINCT account) > 1
), by_campaign AS (
    SELECT family, campaign FROM said JOIN memberships USING (account)
    GROUP BY ALL HAVING count(DISTINCT account) > 1
), claimed AS (
    SELECT family, list(campaign ORDER BY substring(campaign, 2)::BIGINT) AS campaigns
    FROM by_campaign GROUP BY family
)
SELECT family, p.text AS words, coalesce(campaigns, []) AS campaigns, posts, accounts,
       first_at, last_at
FROM used JOIN posts p ON p.post = used.exemplar LEFT JOIN claimed USING (family)
ORDER BY campaigns IS NULL, posts DESC, family LIMIT {MESSAGES_COMPARED}"""


class Meaning(NamedTuple):
    """A model that tells which texts mean alike, and how alike they must be in this case."""

    embedder: Embedder
    calibration: Calibration


@dataclass(frozen=True, slots=True)
class NarrativeLead:
    """Another message that may say the same, as the whole case used it. Times are UTC."""

    family: int
    label: str  # its exemplar's own words, shortened
    language: str  # 'unknown' among them
    cosine: float
    posts: int
    accounts: int
    first_at: datetime
    campaigns: tuple[str, ...]  # of which two members or more posted it; none is an answer


def calibrated(store: CaseStore, embedder: Embedder, progress: Progress = quiet) -> Meaning:
    """Calibrate a model on posts of the case.

    Raises:
        UsageError: the case has too few posts with words for that.
    """
    progress("meaning", 0, None)
    return Meaning(embedder, calibrate(embedder, store.sql(_TEXTS)["text"].to_pylist()))


def narrative_leads(store: CaseStore, meaning: Meaning) -> dict[int, tuple[NarrativeLead, ...]]:
    """By family, the messages that may say the same, likeliest first, at most 10.

    Messages that two accounts or more posted are compared, in campaigns or not: up to 5,000, those
    of campaigns and then the most used ones.
    """
    messages, found = _compared(store, meaning)
    known = {row["family"]: row for row in messages.to_pylist()}
    by_family: dict[int, list[NarrativeLead]] = {}
    for row in found.to_pylist():  # likeliest first
        for own, other in (("family_a", "family_b"), ("family_b", "family_a")):
            lead = _lead(known[row[other]], row["cosine"])
            by_family.setdefault(row[own], []).append(lead)
    return {family: tuple(each[:LEADS_LISTED]) for family, each in by_family.items()}


def message_waves(store: CaseStore, meaning: Meaning) -> pa.Table:
    """The same messages in waves of those that may say the same; one row per message.

    Columns wave, place, family and cosine (:func:`demasque.text.waves`), then words, language,
    campaigns, posts, accounts, first_at and last_at (UTC) of each.
    """
    messages, found = _compared(store, meaning)
    grouped = waves(messages, found)
    known = {row["family"]: row for row in messages.to_pylist()}
    rows = [row | known[row["family"]] for row in grouped.to_pylist()]
    others = [each for each in messages.schema if each.name != "family"]
    return pa.Table.from_pylist(rows, schema=pa.schema([*grouped.schema, *others]))


def _compared(store: CaseStore, meaning: Meaning) -> tuple[pa.Table, pa.Table]:
    messages = store.sql(_MESSAGES)
    words = messages["words"].to_pylist()
    languages = pa.array(languages_of(words), pa.string())
    found = leads(messages["family"].to_pylist(), words, *meaning)
    return messages.add_column(2, "language", languages), found


def _lead(message: Mapping[str, Any], cosine: float) -> NarrativeLead:
    return NarrativeLead(
        family=message["family"],
        label=label(message["words"]),
        language=message["language"],
        cosine=cosine,
        posts=message["posts"],
        accounts=message["accounts"],
        first_at=message["first_at"],
        campaigns=tuple(message["campaigns"]),
    )

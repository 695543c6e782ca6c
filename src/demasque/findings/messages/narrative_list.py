"""The messages of a case in a list: code, name, words, languages, first and last use, who."""

from typing import Any, Final

import pyarrow as pa

from demasque.campaigns import CODES, NAMES, STATED
from demasque.case import CaseStore
from demasque.findings.messages.narrative_leads import Meaning, narrative_leads
from demasque.schema import TIME
from demasque.text import languages_of

NARRATIVES: Final = pa.schema(
    [
        pa.field("code", pa.string(), nullable=False),
        pa.field("names", pa.list_(pa.string()), nullable=False),
        pa.field("words", pa.string(), nullable=False),
        pa.field("languages", pa.list_(pa.string()), nullable=False),
        pa.field("first_at", TIME, nullable=False),
        pa.field("last_at", TIME, nullable=False),
        pa.field("posts", pa.int64(), nullable=False),
        pa.field("accounts", pa.int64(), nullable=False),
        pa.field("campaigns", pa.list_(pa.string()), nullable=False),
        pa.field("wave", pa.string()),
        pa.field("leads", pa.list_(pa.string())),
    ]
)
"""One row a message: ``campaigns`` in which two members or more posted it; ``wave`` that it is part
of, if any; ``leads`` codes of messages that may say the same, null where no model looked."""

_LISTED: Final = f"""
WITH coded AS ({CODES}), members AS (SELECT account, campaign FROM memberships),
said AS (
    SELECT trace, e.account, post, campaign FROM events e LEFT JOIN members USING (account)
    WHERE kind = 'text' AND ($1 IS NULL OR campaign = $1)
), used AS (
    SELECT trace, count(DISTINCT account) AS accounts, count(*) AS posts FROM said
    GROUP BY trace HAVING accounts > 1
    ORDER BY accounts DESC, posts DESC, trace LIMIT $2
), told AS (
    SELECT trace, min(coalesce(exemplar, post)) AS exemplar, min(posted_at) AS first_at,
           max(posted_at) AS last_at,
           list_sort(list_distinct(list({STATED}) FILTER ({STATED} IS NOT NULL))) AS languages
    FROM said SEMI JOIN used USING (trace) JOIN posts USING (post) LEFT JOIN copies USING (post)
    GROUP BY trace
), claimed AS (
    SELECT trace, list(campaign ORDER BY campaign[1], substring(campaign, 2)::BIGINT) AS campaigns
    FROM (
        SELECT trace, campaign FROM said SEMI JOIN used USING (trace) WHERE campaign IS NOT NULL
        GROUP BY ALL HAVING count(DISTINCT account) > 1
    ) GROUP BY trace
), waved AS (
    SELECT trace, any_value(wave) AS wave FROM wave_messages WHERE kind = 'text' GROUP BY trace
)
SELECT used.trace, code, coalesce(names, []) AS names, coalesce(text, value, '') AS words,
       languages, first_at, last_at, used.posts, used.accounts,
       coalesce(campaigns, []) AS campaigns, wave
FROM used JOIN coded USING (trace) JOIN told USING (trace) JOIN posts p ON p.post = exemplar
LEFT JOIN ({NAMES}) USING (trace) LEFT JOIN claimed USING (trace) LEFT JOIN waved USING (trace)
LEFT JOIN (SELECT trace, value FROM traces WHERE kind = 'text') USING (trace)
ORDER BY used.accounts DESC, used.posts DESC, trace"""


def listed_narratives(
    store: CaseStore,
    campaign: str | None = None,
    limit: int = 50,
    meaning: Meaning | None = None,
) -> pa.Table:
    """The messages of most accounts, as :data:`NARRATIVES`; of one campaign's members, or of all.

    Languages are those the export states; where it states none, that of the message's words.
    """
    rows = store.sql(_LISTED, (campaign, limit)).to_pylist()
    read = languages_of([row["words"] for row in rows])
    leads = narrative_leads(store, meaning) if meaning is not None else None
    codes = _codes(store) if leads else {}
    for row, language in zip(rows, read, strict=True):
        row["languages"] = row["languages"] or [language]
        if leads is not None:
            found = leads.get(row["trace"], ())
            row["leads"] = [codes[each.family] for each in found if each.family in codes]
    return pa.Table.from_pylist(rows, NARRATIVES)


def _codes(store: CaseStore) -> dict[int, Any]:
    coded = store.sql(f"SELECT trace, code FROM ({CODES})")
    return dict(zip(coded["trace"].to_pylist(), coded["code"].to_pylist(), strict=True))

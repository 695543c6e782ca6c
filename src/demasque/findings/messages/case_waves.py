"""The most copied messages of a case, for a reader: words, wordings, first posters, spread.

Nobody needs to be tied to carry one, and nothing that is said of campaigns rests on them.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from demasque import text
from demasque.campaigns import CODES, NAMES
from demasque.case import CaseStore
from demasque.findings.dossier.accounts_set_aside import EXCLUDED
from demasque.findings.messages.wave_values import (
    CaseWaves,
    FirstPoster,
    SeveralCarrier,
    Wave,
    WaveFigures,
)

if TYPE_CHECKING:
    from demasque.text import Narrative

WAVES_SHOWN: Final = 10
"""Messages that a report shows; the exports hold all that were followed up."""

OTHERS_SHOWN: Final = 5
"""Links, and likewise pictures, that a report shows."""

FIRST_POSTERS: Final = 5
WORDINGS_READ: Final = 200
"""Most used wordings of a message that are told apart as copies and variants."""

STEPS: Final = 48
"""Steps that the time from the first to the last post is divided in, for the picture."""

_NUMBER: Final = "substring(wave, 2)::BIGINT"
# Short phrases that people hit upon by themselves come last, however many use them.
_FORMULA: Final = "kind = 'text' AND coalesce(list_contains(innocent, 'formula'), false)"
_EXEMPLARS: Final = """exemplars AS (
    SELECT wave, min(coalesce(exemplar, post)) AS exemplar
    FROM waves JOIN events USING (kind, trace) LEFT JOIN copies USING (post)
    WHERE kind = 'text' GROUP BY wave
)"""

WAVES_WORDED: Final = f"""
    WITH {_EXEMPLARS}
    SELECT w.*, coalesce(p.text, t.value, '') AS words
    FROM waves w LEFT JOIN exemplars USING (wave) LEFT JOIN posts p ON p.post = exemplar
    LEFT JOIN traces t ON t.kind = w.kind AND t.trace = w.trace
    ORDER BY w.{_FORMULA}, {_NUMBER}"""
"""SQL: every wave, with its own words (of a link or picture, what a reader is shown)."""

MESSAGE_TABLES: Final = {
    "narratives": f"""
        SELECT code, coalesce(names, []) AS names, trace, accounts, posts,
               coalesce(value, '') AS value
        FROM ({CODES}) LEFT JOIN ({NAMES}) USING (trace)
        LEFT JOIN (SELECT trace, value FROM traces WHERE kind = 'text') USING (trace)
        ORDER BY accounts DESC, posts DESC, trace""",
    "labels": "FROM labels ORDER BY label, post",
    "waves": WAVES_WORDED,
    "wave_messages": f"""
        SELECT w.*, coalesce(value, '') AS value FROM wave_messages w
        LEFT JOIN traces USING (kind, trace) ORDER BY {_NUMBER}, accounts DESC, kind, trace""",
    "wave_posts": f"""
        SELECT wave, kind, trace, account, post, "at"
        FROM wave_messages JOIN events USING (kind, trace) ORDER BY {_NUMBER}, "at", post, trace""",
}
"""By name, what exports write: messages with codes and names, waves, their families and posts."""


_LISTED: Final = f"""
SELECT * FROM ({WAVES_WORDED}) WHERE kind = 'text'
ORDER BY {_FORMULA}, {_NUMBER} LIMIT {WAVES_SHOWN}"""
_OTHERS: Final = f"""
SELECT * FROM ({WAVES_WORDED}) WHERE kind <> 'text'
QUALIFY row_number() OVER (PARTITION BY kind ORDER BY {_NUMBER}) <= {OTHERS_SHOWN}
ORDER BY {_NUMBER}"""
_USES: Final = """uses AS (
    SELECT wave, trace, account, post, "at" FROM wave_messages JOIN events USING (kind, trace)
    WHERE wave IN (SELECT unnest(?::VARCHAR[]))
)"""
_STEPS: Final = f"""
WITH {_USES}, placed AS (
    SELECT wave, least({STEPS - 1}, floor({STEPS} * epoch("at" - first_at)
           / greatest(epoch(last_at - first_at), 1)))::INTEGER AS step
    FROM uses JOIN waves USING (wave)
)
SELECT wave, step, count(*) AS posts FROM placed GROUP BY ALL ORDER BY ALL"""
_FIRST: Final = f"""
WITH {_USES}, begun AS (
    SELECT wave, account, min("at") AS "at", arg_min(time_precision, "at") AS precision
    FROM uses JOIN posts USING (post, account) WHERE account NOT IN ({EXCLUDED})
    GROUP BY wave, account
)
SELECT wave, account, "at", precision = 'second' AS seconds FROM begun
QUALIFY row_number() OVER (PARTITION BY wave ORDER BY "at", account) <= {FIRST_POSTERS}
ORDER BY wave, "at", account"""
_TEXTS: Final = f"""
WITH {_USES}, {_EXEMPLARS}, written AS (
    SELECT wave, text, any_value(lang) AS lang, count(*) AS posts, min("at") AS first_at,
           max("at") AS last_at, max(CASE WHEN own.trace = trace THEN coalesce(similarity, 1)
               ELSE contained END) AS similarity
    FROM uses JOIN posts USING (post, account) JOIN wave_messages USING (wave, trace)
    LEFT JOIN copies USING (post)
    JOIN (SELECT wave, trace FROM waves) own USING (wave)
    WHERE text IS NOT NULL GROUP BY wave, text
), ranked AS (
    SELECT *, count(*) OVER (PARTITION BY wave) AS written,
           row_number() OVER (PARTITION BY wave ORDER BY posts DESC, text) AS place FROM written
)
SELECT wave, w.trace AS family, exemplar, p.text AS words, r.text, r.lang, r.posts,
       r.similarity::FLOAT AS similarity, r.first_at, r.last_at, r.written
FROM ranked r JOIN waves w USING (wave) JOIN exemplars USING (wave)
JOIN posts p ON p.post = exemplar
WHERE place <= {WORDINGS_READ} OR r.text = p.text ORDER BY wave, place"""
_SEVERAL: Final = f"""
WITH carried AS (
    SELECT account, wave, count(*) AS posts FROM wave_messages JOIN events USING (kind, trace)
    WHERE kind = 'text' GROUP BY ALL
)
SELECT account, list(wave ORDER BY {_NUMBER}) AS waves, sum(posts)::BIGINT AS posts,
       count(*) OVER () AS several
FROM carried WHERE account NOT IN ({EXCLUDED}) GROUP BY account HAVING count(*) > 1
ORDER BY count(*) DESC, sum(posts) DESC, account LIMIT 20"""


def case_waves(store: CaseStore) -> CaseWaves:
    """Read the waves of the last detection; none are there before the first."""
    texts, others = store.sql(_LISTED).to_pylist(), store.sql(_OTHERS).to_pylist()
    counted = store.sql("SELECT count(*) AS n FROM waves WHERE kind = 'text'")["n"][0].as_py()
    waves = _waves(store, [*texts, *others])
    carriers = store.sql(_SEVERAL).to_pylist()
    return CaseWaves(
        waves=counted,
        shown=waves[: len(texts)],
        others=waves[len(texts) :],
        several=carriers[0]["several"] if carriers else 0,
        carriers=tuple(
            SeveralCarrier(each["account"], tuple(each["waves"]), each["posts"])
            for each in carriers
        ),
    )


def _waves(store: CaseStore, rows: Sequence[dict[str, Any]]) -> tuple[Wave, ...]:
    names = [row["wave"] for row in rows]
    texts = store.sql(_TEXTS, (names,))
    steps: dict[str, Counter[int]] = {name: Counter() for name in names}
    for row in store.sql(_STEPS, (names,)).to_pylist():
        steps[row["wave"]][row["step"]] += row["posts"]
    first: dict[str, list[FirstPoster]] = {name: [] for name in names}
    for row in store.sql(_FIRST, (names,)).to_pylist():
        first[row.pop("wave")].append(FirstPoster(**row))
    found = []
    for row in rows:
        wave = row["wave"]
        narrative, copies = _worded(texts.filter(pc.equal(texts["wave"], wave)), row["posts"])
        found.append(
            Wave(
                words=row.pop("words"),
                figures=WaveFigures(**row),
                narrative=narrative,
                copies=copies,
                first=tuple(first[wave]),
                steps=tuple(steps[wave][n] for n in range(STEPS)),
            )
        )
    return tuple(found)


def _worded(texts: pa.Table, posts: int) -> "tuple[Narrative | None, float | None]":
    """A message's words and wordings; the share of its posts that leave the words as they are."""
    if not texts.num_rows:
        return None, None
    (narrative,) = text.narratives(texts)
    written = dict(zip(texts["text"].to_pylist(), texts["posts"].to_pylist(), strict=True))
    edits = text.edit_kinds((narrative.words, each) for each in written)
    left = sum(n for n, edit in zip(written.values(), edits, strict=True) if edit == "copy")
    whole = replace(narrative, posts=posts, written=texts["written"][0].as_py())
    return whole, left / sum(written.values())

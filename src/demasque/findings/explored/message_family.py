"""One message, whole: its words and wordings, where it was posted, and by whom."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from demasque.case import CaseStore
from demasque.findings.explored.carried_indicators import CarriedIndicator, carried_indicators
from demasque.findings.explored.thing_figures import ThingCut, ThingFigures, thing_cut
from demasque.findings.explored.thing_posts import ThingPost
from demasque.findings.explored.told_messages import exemplar_words
from demasque.findings.explored.words_languages import stated_or_read
from demasque.findings.messages.wave_sentences import distinctions, innocent_reading
from demasque.findings.messages.wave_values import WaveFigures
from demasque.sentences import Sentence
from demasque.text import Edit, TextDifference, edit_kinds, marked_difference

WORDINGS_TOLD: Final = 20
"""Wordings that a page shows, the most used."""

LONGEST_TOLD: Final = 700
"""Characters of a wording that are compared and shown."""

FAMILY_POSTS: Final = """
SELECT post FROM events WHERE kind = 'text' AND trace IN (SELECT unnest($1::BIGINT[]))"""
"""SQL: the posts of some messages, by their numbers."""

_EXEMPLAR: Final = f"""
SELECT min(coalesce(exemplar, post)) AS post FROM ({FAMILY_POSTS}) LEFT JOIN copies USING (post)"""
_WORDINGS: Final = f"""
SELECT text, any_value(language) AS language, count(*) AS posts,
       count(DISTINCT account) AS accounts, count(*) OVER () AS written
FROM placed WHERE text IS NOT NULL AND NOT excluded
GROUP BY text ORDER BY posts DESC, text LIMIT {WORDINGS_TOLD + 1}"""
_WAVE: Final = """
SELECT * FROM waves WHERE kind = 'text' AND wave IN (
    SELECT wave FROM wave_messages WHERE kind = 'text' AND trace IN (SELECT unnest($1::BIGINT[])))
ORDER BY wave LIMIT 1"""
_BESIDE: Final = """
SELECT DISTINCT trace FROM wave_messages WHERE kind = 'text' AND wave = ? ORDER BY trace LIMIT 50"""
_REASON: Final = """
SELECT any_value(reason) AS reason FROM reused_words
WHERE kind = 'text' AND trace IN (SELECT unnest($1::BIGINT[]))"""


@dataclass(frozen=True)
class FamilyWording:
    """One way in which a message was written, and where it departs from the exemplar."""

    language: str | None
    posts: int
    accounts: int
    edit: Edit  # 'copy': the exemplar's words left as they are; else 'variant'
    differences: tuple[TextDifference, ...]


@dataclass(frozen=True)
class MessageFamily:
    """One message, or several that are one wave. Figures are of the stretch of time asked for."""

    families: tuple[int, ...]
    exemplar: str  # a post
    words: str
    language: str | None  # of these words, stated or else read
    figures: ThingFigures
    wordings: tuple[FamilyWording, ...]  # other than the exemplar's own, most used first
    written: int  # in how many ways, letter by letter
    wave: str | None
    close: tuple[int, ...]  # other messages of its wave: close variants
    told: tuple[Sentence, ...]  # how its wave went round, beside what is usual; of all times
    readings: tuple[Sentence, ...]  # how it may be innocent
    reason: str | None  # code of the innocent reason for which its words tie nobody
    indicators: tuple[CarriedIndicator, ...]
    posts: tuple[ThingPost, ...]
    posts_in_all: int


def message_family(
    store: CaseStore,
    families: Sequence[int],
    since: datetime | None = None,
    until: datetime | None = None,
    page: int = 1,
    each: int = 100,
) -> MessageFamily | None:
    """Read one message by its number, with the posts of one page; None where it has no posts."""
    asked = (list(families),)
    exemplar = store.sql(_EXEMPLAR, asked)["post"][0].as_py()
    if exemplar is None:
        return None
    said, language = exemplar_words(store, [exemplar]).get(exemplar, ("", None))
    with thing_cut(store, FAMILY_POSTS, asked, since, until) as cut:
        wordings, written = _wordings(cut, said)
        figures, posts, count = cut.figures(), cut.page(page, each), cut.posts
    wave = _wave(store, families)
    return MessageFamily(
        families=tuple(families),
        exemplar=exemplar,
        words=said,
        language=language,
        figures=figures,
        wordings=wordings,
        written=written,
        wave=wave.wave if wave else None,
        close=_close(store, wave, families),
        told=distinctions(wave) if wave else (),
        readings=innocent_reading(wave) if wave else (),
        reason=store.sql(_REASON, asked)["reason"][0].as_py(),
        indicators=carried_indicators(store, FAMILY_POSTS, asked),
        posts=posts,
        posts_in_all=count,
    )


def _wordings(cut: ThingCut, words: str) -> tuple[tuple[FamilyWording, ...], int]:
    rows = cut.rows(_WORDINGS)
    others = [row for row in rows if row["text"] != words][:WORDINGS_TOLD]
    edits = edit_kinds((words, row["text"]) for row in others)
    spoken = stated_or_read([row["text"] for row in others], [row["language"] for row in others])
    return tuple(
        _wording(row | {"language": language}, edit, words)
        for row, edit, language in zip(others, edits, spoken, strict=True)
    ), (rows[0]["written"] if rows else 0)


def _wording(row: dict[str, Any], edit: Edit, words: str) -> FamilyWording:
    differences = marked_difference(words[:LONGEST_TOLD], row["text"][:LONGEST_TOLD])
    return FamilyWording(row["language"], row["posts"], row["accounts"], edit, differences)


def _wave(store: CaseStore, families: Sequence[int]) -> WaveFigures | None:
    rows = store.sql(_WAVE, (list(families),)).to_pylist()
    return WaveFigures(**rows[0]) if rows else None


def _close(store: CaseStore, wave: WaveFigures | None, families: Sequence[int]) -> tuple[int, ...]:
    if wave is None or wave.messages < 2:
        return ()
    found = store.sql(_BESIDE, (wave.wave,))["trace"].to_pylist()
    return tuple(each for each in found if each not in families)

"""What a campaign says: its copy families, each in its exemplar's own words."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import pyarrow as pa

from demasque.text.kinds_of_edit import Edit, edit_kinds
from demasque.text.language import languages_of

LABEL_WIDTH: Final = 90
WORDINGS_KEPT: Final = 4
"""Other wordings that a narrative keeps, the most used ones."""


@dataclass(frozen=True, slots=True)
class NarrativeWording:
    """One way in which a message was written."""

    text: str
    posts: int
    similarity: float  # to the exemplar, 0 to 1
    edit: Edit  # 'copy': the exemplar's words left as they are; else 'variant'


@dataclass(frozen=True, slots=True)
class Narrative:
    """One family as a campaign used it. Times are UTC."""

    family: int
    exemplar: str  # a post
    words: str  # the exemplar's text
    posts: int
    languages: dict[str, int]  # posts in each, most first; 'unknown' among them
    first_at: datetime
    last_at: datetime
    written: int  # in how many ways, letter by letter
    wordings: tuple[NarrativeWording, ...]  # other than the exemplar's own, most used first

    @property
    def label(self) -> str:
        """The exemplar's own words, shortened."""
        return label(self.words)


def label(text: str, width: int = LABEL_WIDTH) -> str:
    """A text's own words on one line, cut at a word's end where it has spaces."""
    line = " ".join(text.split())
    if len(line) <= width:
        return line
    space = line.rfind(" ", 0, width)
    return f"{line[: space if space > width // 2 else width - 1]}…"


def narratives(texts: pa.Table) -> list[Narrative]:
    """The families of a campaign's posts, the most used first.

    `texts` has one row per family, text and stated language: columns family, exemplar (a post),
    words (the exemplar's text), text, lang (null where the export says none), posts, similarity,
    first_at, last_at. Posts without a stated language count for the exemplar's: copies carry one
    message.
    """
    by_family: dict[int, list[Mapping[str, Any]]] = {}
    for row in texts.to_pylist():
        by_family.setdefault(row["family"], []).append(row)
    families = list(by_family.values())
    languages = languages_of([rows[0]["words"] for rows in families])
    found = [_narrative(*each) for each in zip(families, languages, strict=True)]
    return sorted(found, key=lambda each: (-each.posts, each.first_at, each.family))


def _narrative(rows: Sequence[Mapping[str, Any]], language: str) -> Narrative:
    spoken: Counter[str] = Counter()
    written: Counter[str] = Counter()
    for row in rows:
        spoken[row["lang"] or language] += row["posts"]
        written[row["text"]] += row["posts"]
    likeness = {row["text"]: row["similarity"] for row in rows}
    words = rows[0]["words"]
    others = sorted((text for text in written if text != words), key=lambda t: (-written[t], t))
    shown = others[:WORDINGS_KEPT]
    edits = edit_kinds((words, text) for text in shown)
    return Narrative(
        family=rows[0]["family"],
        exemplar=rows[0]["exemplar"],
        words=words,
        posts=sum(spoken.values()),
        languages=dict(sorted(spoken.items(), key=lambda item: (-item[1], item[0]))),
        first_at=min(row["first_at"] for row in rows),
        last_at=max(row["last_at"] for row in rows),
        written=len(written),
        wordings=tuple(
            NarrativeWording(text, written[text], likeness[text], edit)
            for text, edit in zip(shown, edits, strict=True)
        ),
    )

"""What a campaign says: its copy families, each in its exemplar's own words."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import pyarrow as pa

from demasque.text.language import languages_of

LABEL_WIDTH: Final = 90


@dataclass(frozen=True, slots=True)
class Narrative:
    """One family as a campaign used it. Times are UTC."""

    family: int
    label: str  # the exemplar's own words, shortened
    exemplar: str  # its post
    posts: int
    languages: dict[str, int]  # posts in each, most first; 'unknown' among them
    first_at: datetime
    last_at: datetime
    translations: tuple[int, ...]  # families that may say the same: leads


def label(text: str, width: int = LABEL_WIDTH) -> str:
    """A text's own words on one line, cut at a word's end where it has spaces."""
    line = " ".join(text.split())
    if len(line) <= width:
        return line
    space = line.rfind(" ", 0, width)
    return f"{line[: space if space > width // 2 else width - 1]}…"


def narratives(posts: pa.Table, leads: pa.Table | None = None) -> list[Narrative]:
    """The families of a campaign's posts, the most used first.

    `posts`: columns post, text, posted_at, family, exemplar (a post; where it is not among the
    posts, the family's first post stands for it). `leads`: as :func:`demasque.text.meaning.leads`
    returns.
    """
    rows = posts.select(["post", "text", "posted_at", "family", "exemplar"]).to_pylist()
    languages = languages_of([row["text"] for row in rows])
    by_family: dict[int, list[int]] = {}
    for number, row in enumerate(rows):
        by_family.setdefault(row["family"], []).append(number)
    linked = _linked(leads)
    found = []
    for family, numbers in by_family.items():
        members = sorted(
            (rows[n] for n in numbers), key=lambda row: (row["posted_at"], row["post"])
        )
        shown = next((row for row in members if row["post"] == row["exemplar"]), members[0])
        counts = Counter(languages[n] for n in numbers)
        found.append(
            Narrative(
                family=family,
                label=label(shown["text"] or ""),
                exemplar=shown["post"],
                posts=len(numbers),
                languages=dict(sorted(counts.items(), key=lambda item: (-item[1], item[0]))),
                first_at=members[0]["posted_at"],
                last_at=members[-1]["posted_at"],
                translations=tuple(sorted(linked.get(family, set()).intersection(by_family))),
            )
        )
    return sorted(
        found, key=lambda narrative: (-narrative.posts, narrative.first_at, narrative.family)
    )


def _linked(leads: pa.Table | None) -> dict[int, set[int]]:
    linked: dict[int, set[int]] = {}
    if leads is not None:
        pairs = zip(leads["family_a"].to_pylist(), leads["family_b"].to_pylist(), strict=True)
        for a, b in pairs:
            linked.setdefault(a, set()).add(b)
            linked.setdefault(b, set()).add(a)
    return linked

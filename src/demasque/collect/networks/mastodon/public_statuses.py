"""What of a status is judged before it is kept: its reach, its words, its name."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from demasque.collect.matching import Match
from demasque.sources import status_name, words_and_links

_PUBLIC: Final = frozenset({"public", "unlisted"})


@dataclass(frozen=True)
class JudgedStatus:
    """A status that may be kept: its name on all servers, and whether it is wanted.

    ``version`` is when its author changed it last; None where that never happened.
    """

    name: str
    version: str | None
    wanted: bool


def judged(status: Mapping[str, Any], match: Match) -> JudgedStatus | None:
    """Judge a status; None where it is not public, or is no status.

    A boost is wanted where what it boosts is, and public where both are.
    """
    boosted = status.get("reblog")
    said = boosted if isinstance(boosted, dict) else status
    name = status_name(status)
    if not (name and is_public(status) and is_public(said)):
        return None
    edited = status.get("edited_at")
    return JudgedStatus(name, edited if isinstance(edited, str) else None, _wanted(said, match))


def is_public(status: Mapping[str, Any]) -> bool:
    """Whether everybody may read it; where it does not say so, it counts as not public."""
    return status.get("visibility") in _PUBLIC


def _wanted(status: Mapping[str, Any], match: Match) -> bool:
    said, links = words_and_links(_text(status.get("content")))
    card = status.get("card")
    if isinstance(card, dict) and isinstance(card.get("url"), str):
        links = [*links, card["url"]]
    tags = status.get("tags")
    named = tags if isinstance(tags, list) else []
    hashtags = [_text(each.get("name")) for each in named if isinstance(each, dict)]
    text = "\n".join(part for part in (_text(status.get("spoiler_text")), said) if part)
    language = _text(status.get("language"))
    return match.takes(text, hashtags, links, [language] if language else [])


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""

"""Known indicators in the case's posts, campaign by campaign, and what stands outside them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from demasque.case import CaseStore
from demasque.dossier import MOST_FALSE, KnownIndicator
from demasque.sentences import Sentence

KNOWN_SHOWN: Final = 20
"""Indicators shown of each campaign; ``match`` writes all."""


@dataclass(frozen=True)
class KnownInPosts:
    """What the last match with a library found.

    ``campaigns``: by name, those that say something first. ``outside``: what only accounts in no
    campaign carry. ``said``: what was compared and when, and what is missing since; nothing where
    no match was made. ``limit``: indicators to show of each. ``most_false``: the largest q.
    """

    matched_at: datetime | None
    campaigns: Mapping[str, tuple[KnownIndicator, ...]]
    outside: tuple[KnownIndicator, ...]
    said: tuple[Sentence, ...]
    limit: int = KNOWN_SHOWN
    most_false: float = MOST_FALSE


def known_in_posts(store: CaseStore, found: Sequence[KnownIndicator]) -> KnownInPosts:
    """Read what the last match found; ``found`` are all known indicators of the case."""
    matches = store.sql("SELECT * FROM library_match").to_pylist()
    if not matches:
        return KnownInPosts(None, {}, (), ())
    made = matches[0]
    campaigns: dict[str, list[KnownIndicator]] = {}
    for each in found:
        if each.campaign is not None:
            campaigns.setdefault(each.campaign, []).append(each)
    outside = tuple(each for each in found if each.campaign is None)
    said = [
        Sentence.counted(
            "The posts were compared with {n} known indicator on {day} (library {digest}).",
            "The posts were compared with {n} known indicators on {day} (library {digest}).",
            made["compared"],
            day=made["matched_at"].date(),
            digest=made["digest"][:12],
        ),
        *_missing(store, made["posts"], made["indicators"] - made["compared"]),
        *_outside(outside),
    ]
    return KnownInPosts(
        made["matched_at"],
        {name: tuple(each) for name, each in campaigns.items()},
        outside,
        tuple(said),
    )


def _missing(store: CaseStore, posts: int, not_compared: int) -> list[Sentence]:
    """What was not compared: indicators that nothing can be compared with, posts added since."""
    told = []
    if not_compared:
        told.append(
            Sentence.counted(
                "{n} further one says too little to be compared.",
                "{n} further ones say too little to be compared.",
                not_compared,
            )
        )
    now = store.sql("SELECT count(*) AS n FROM posts")["n"][0].as_py()
    if now != posts:
        told.append(Sentence("Posts were added or taken out since: run match again."))
    return told


def _outside(found: tuple[KnownIndicator, ...]) -> list[Sentence]:
    if not found:
        return []
    return [
        Sentence.counted(
            "{n} known indicator stands only in posts of accounts in no group: {listed}.",
            "{n} known indicators stand only in posts of accounts in no group: {listed}.",
            len(found),
            listed=[each.shown for each in found[:_LISTED]] + ["…"] * (len(found) > _LISTED),
        )
    ]


_LISTED: Final = 10

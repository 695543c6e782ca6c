"""Pictures and clips on the first page: how many, how often, and the foremost small ones."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from demasque.findings import CaseMedia, MediaSighting
from demasque.publish.brief_facts import Fact
from demasque.publish.drawing.contact_sheet import totals_in_brief
from demasque.sentences import Sentence

PICTURES: Final = 6
"""Small pictures on the page: one row."""


@dataclass(frozen=True)
class BriefPicture:
    """One small picture that may be shown, and how often it was posted."""

    sighting: MediaSighting
    address: str  # a data: URI
    clear: bool  # not blurred


def pictures(media: CaseMedia, scopes: Sequence[str]) -> tuple[BriefPicture, ...]:
    """The pictures of most accounts in these campaigns; those of protected people are left out."""
    seen = {each.family: each for scope in scopes for each in media.sightings.get(scope, ())}
    ranked = sorted(seen.values(), key=lambda each: (-each.accounts, -each.posts, each.family))
    found = []
    for each in ranked:
        shown = media.pictures.get(each.family)
        if shown is not None and shown.address is not None:
            found.append(BriefPicture(each, shown.address, shown.clear))
    return tuple(found[:PICTURES])


def pictures_fact(media: CaseMedia, scopes: Sequence[str]) -> tuple[Fact, ...]:
    """How many pictures and clips, copies, accounts and posts a day: of a campaign or the case.

    Of several campaigns, of the one with most posts that hold any.
    """
    told = [(media.totals[scope], scope) for scope in scopes if scope in media.totals]
    if not told:
        return ()
    totals, scope = max(told, key=lambda each: (each[0].posts, each[1]))
    said = totals_in_brief(totals)
    if len(scopes) > 1:
        said = Sentence("{campaign}: {what}", campaign=scope, what=said)
    return ((Sentence("Pictures"), (said,)),)

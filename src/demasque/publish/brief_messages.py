"""What the first page quotes: messages in their own words, the most used of each group in turn."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Final

from demasque.findings import CampaignFindings, Wave
from demasque.publish.drawing.marked_texts import shortened

MESSAGES: Final = 3
"""Messages that are quoted: the most used ones of the groups with the most evidence."""

LONGEST_MESSAGE: Final = 220
"""Characters of a message that are quoted, so that three of them leave room for the rest."""


@dataclass(frozen=True)
class BriefMessage:
    """One message in its own words, of a campaign or a wave.

    ``language`` is a code, None where it is not known.
    """

    words: str
    language: str | None
    posts: int
    source: str  # the campaign or wave
    passed_on: bool = False  # written by somebody else, and reposted by members


def messages(
    chosen: Sequence[CampaignFindings], wave: Wave | None = None
) -> tuple[BriefMessage, ...]:
    """A wave, if one is given; the most used message of each group, then the second; each once."""
    turns = zip_longest(*map(_said_and_passed_on, chosen))
    first = [] if wave is None else [quoted(wave)]
    taken = {message.words: message for message in first}
    for message in (each for turn in turns for each in turn if each is not None):
        if len(taken) < MESSAGES:
            taken.setdefault(message.words, message)
    return tuple(taken.values())


def _said_and_passed_on(one: CampaignFindings) -> list[BriefMessage]:
    """What a group wrote, and what it reposted, the most used first."""
    group = one.profile.campaign
    said = [
        BriefMessage(_short(each.words), _known(each.languages), each.posts, group)
        for each in one.narratives
    ]
    said += [
        BriefMessage(_short(each.words), each.language, each.posts, group, passed_on=True)
        for each in one.passed_on
    ]
    return sorted(said, key=lambda message: -message.posts)


def quoted(wave: Wave) -> BriefMessage:
    """A message that went round, whoever carried it."""
    spoken = wave.narrative.languages if wave.narrative is not None else {}
    return BriefMessage(_short(wave.words), _known(spoken), wave.figures.posts, wave.figures.wave)


def _short(words: str) -> str:
    return shortened(" ".join(words.split()), LONGEST_MESSAGE)


def _known(languages: Mapping[str, int]) -> str | None:
    """The language of most posts, where one is known."""
    return next((code for code in languages if code != "unknown"), None)

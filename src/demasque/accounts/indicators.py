"""Signs that accounts may not be what they appear to be; one function each, and their list.

Each looks at one campaign's profile and says whether the sign is there, is not there, or cannot be
known from this case. None proves anything by itself: each has innocent causes, which is why two of
different families are needed before they count (:mod:`demasque.assessment.judging`).
"""

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum
from statistics import median
from typing import Final

from demasque.campaigns import CampaignProfile
from demasque.extensions import Registry
from demasque.sentences import Percent, Sentence


class Seen(Enum):
    """Whether a sign is there."""

    PRESENT = "present"
    ABSENT = "absent"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Sign:
    """What looking for one indicator gave: the sentence holds the numbers behind it."""

    indicator: str
    family: str
    seen: Seen
    sentence: Sentence


@dataclass(frozen=True)
class Indicator:
    """One sign to look for. ``family``: signs of one family may have one cause."""

    id: str
    family: str
    check: Callable[[CampaignProfile], tuple[Seen, Sentence]]

    def look(self, profile: CampaignProfile) -> Sign:
        """Look for it in one campaign."""
        seen, sentence = self.check(profile)
        return Sign(self.id, self.family, seen, sentence)


FEWEST: Final = 4
"""Accounts that must be known before signs among them say anything."""

NEW_WITHIN: Final = timedelta(days=7)


def _found(present: bool, sentence: Sentence) -> tuple[Seen, Sentence]:
    return (Seen.PRESENT if present else Seen.ABSENT), sentence


def created_together(profile: CampaignProfile) -> tuple[Seen, Sentence]:
    """Half of the accounts or more were created within one week."""
    created = sorted(m.created_at for m in profile.members if m.created_at is not None)
    if len(created) < FEWEST:
        return Seen.UNKNOWN, Sentence("The export does not say when most accounts were created.")
    most = max(bisect_right(created, first + NEW_WITHIN) - n for n, first in enumerate(created))
    return _found(
        most >= FEWEST and most >= len(created) / 2,
        Sentence(
            "Within one week, {most} of {known} accounts were created.",
            most=most,
            known=len(created),
        ),
    )


def numbered_names(profile: CampaignProfile) -> tuple[Seen, Sentence]:
    """Half of the account names or more end in four digits or more."""
    digits = [m.handle_digits for m in profile.members if m.handle_digits is not None]
    if len(digits) < FEWEST:
        return Seen.UNKNOWN, Sentence("The export does not hold the accounts' names.")
    long = sum(count >= 4 for count in digits)
    return _found(
        long >= len(digits) / 2,
        Sentence(
            "The names of {long} of {known} accounts end in four digits or more.",
            long=long,
            known=len(digits),
        ),
    )


def one_picture(profile: CampaignProfile) -> tuple[Seen, Sentence]:
    """Three accounts or more use one profile picture."""
    pictures = Counter(m.avatar for m in profile.members if m.avatar is not None)
    if pictures.total() < 2:
        return Seen.UNKNOWN, Sentence("The export does not hold the accounts' profile pictures.")
    most = max(pictures.values())
    return _found(
        most >= 3,
        Sentence.counted(
            "At most {n} account has the same profile picture.",
            "As many as {n} accounts have the same profile picture.",
            most,
        ),
    )


def little_of_their_own(profile: CampaignProfile) -> tuple[Seen, Sentence]:
    """Nearly every post carries something that a fellow member posted too."""
    sentence = Sentence(
        "Of all their posts, {share} carry nothing that a fellow member posted too.",
        share=Percent(profile.filler),
    )
    return _found(profile.filler <= 0.1 and profile.posts >= 5 * len(profile.members), sentence)


def across_platforms(profile: CampaignProfile) -> tuple[Seen, Sentence]:
    """The same words or links appear from different accounts on several platforms."""
    if len(profile.platforms) < 2:
        return Seen.UNKNOWN, Sentence("All posts come from one platform.")
    return _found(
        profile.sharing.crossing >= 3,
        Sentence.counted(
            "{n} shared item appears on more than one platform.",
            "{n} shared items appear on more than one platform.",
            profile.sharing.crossing,
        ),
    )


def placed_together(profile: CampaignProfile) -> tuple[Seen, Sentence]:
    """Half of the members or more placed posts under the same account's posts."""
    if not profile.venues:
        return Seen.UNKNOWN, Sentence("The export does not say under whose posts theirs stand.")
    widest = max(profile.venues, key=lambda venue: venue.members)
    return _found(
        widest.members >= max(FEWEST, len(profile.members) / 2),
        Sentence(
            "Under the posts or on the page of one and the same account, {members} of {all} "
            "members placed posts.",
            members=widest.members,
            all=len(profile.members),
        ),
    )


def no_audience(profile: CampaignProfile) -> tuple[Seen, Sentence]:
    """Almost nobody outside reacts to what they post."""
    if profile.audience.counted < 20:
        return Seen.UNKNOWN, Sentence("The export does not count reactions to their posts.")
    each = profile.audience.reactions / profile.audience.counted
    sentence = Sentence("Reactions from outside number {each} per post.", each=round(each, 1))
    return _found(each < 0.5, sentence)


def few_followers(profile: CampaignProfile) -> tuple[Seen, Sentence]:
    """Half of the accounts have ten followers or fewer."""
    followers = [m.followers for m in profile.members if m.followers is not None]
    if len(followers) < FEWEST:
        return Seen.UNKNOWN, Sentence("The export does not say how many followers they have.")
    middle = median(followers)
    return _found(
        middle <= 10, Sentence("Half of the accounts have {n} followers or fewer.", n=middle)
    )


def in_shifts(profile: CampaignProfile) -> tuple[Seen, Sentence]:
    """Nine posts in ten fall into the same nine hours of the day."""
    total = sum(profile.hours)
    if total < 100:
        return Seen.UNKNOWN, Sentence("Too few posts have a time of day to see working hours.")
    doubled = profile.hours * 2
    busiest = max(sum(doubled[first : first + 9]) for first in range(24))
    sentence = Sentence(
        "The busiest nine hours of the day hold {share} of their posts.",
        share=Percent(busiest / total),
    )
    return _found(busiest / total >= 0.9, sentence)


_BUILT_IN: Final = (
    Indicator("created_together", "accounts", created_together),
    Indicator("numbered_names", "accounts", numbered_names),
    Indicator("one_picture", "accounts", one_picture),
    Indicator("little_of_their_own", "content", little_of_their_own),
    Indicator("across_platforms", "content", across_platforms),
    Indicator("placed_together", "placement", placed_together),
    Indicator("no_audience", "audience", no_audience),
    Indicator("few_followers", "audience", few_followers),
    Indicator("in_shifts", "rhythm", in_shifts),
)
INDICATORS: Final = Registry("demasque.indicators", Indicator, _BUILT_IN)
"""Every indicator: ours, then those of extensions."""

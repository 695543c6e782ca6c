"""What is measured of how a campaign shares, and which outcomes tell one explanation from another.

One measure is one thing measured; its facts are the outcomes that say something. Explanations
(:mod:`demasque.assessment.hypotheses`) count them as reasons for or against, and the matrix of
competing hypotheses has one row for each measure.
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import nan
from typing import Final

from demasque.campaigns import CampaignProfile
from demasque.sentences import Percent, Seconds, Sentence


@dataclass(frozen=True)
class Fact:
    """One outcome: whether it is there, and the sentence that holds the numbers behind it."""

    id: str
    there: Callable[[CampaignProfile], bool]
    sentence: Callable[[CampaignProfile], Sentence]


def _always(_: CampaignProfile) -> bool:
    return True


@dataclass(frozen=True)
class Measure:
    """One thing measured.

    ``id`` stays the same over detections. Measures of one ``family`` may have one cause. ``known``
    says whether the case holds what it takes to measure it.
    """

    id: str
    family: str
    title: Sentence
    facts: tuple[Fact, ...]
    known: Callable[[CampaignProfile], bool] = _always


def _said(sentence: Sentence) -> Callable[[CampaignProfile], Sentence]:
    """The same sentence of every campaign."""
    return lambda _: sentence


def _gap(profile: CampaignProfile) -> float:
    """Return the usual seconds between members on one item.

    Not a number, which is neither short nor long, where none follow and where the times are too
    coarse to tell.
    """
    gap = profile.sharing.gap_seconds
    if gap is None or (gap < 60 and profile.coarse_times >= 0.5):
        return nan
    return gap


def _gap_sentence(profile: CampaignProfile) -> Sentence:
    return Sentence(
        "The median time between one member and the next on the same item is {gap}.",
        gap=Seconds(profile.sharing.gap_seconds or 0.0),
    )


def _linked(profile: CampaignProfile) -> int:
    """Return how many shared posts link anywhere."""
    return sum(posts for _, posts in profile.sharing.domains)


def _foremost(profile: CampaignProfile) -> float:
    """Return the share of the site linked most."""
    total = _linked(profile)
    return profile.sharing.domains[0][1] / total if total else 0.0


def _site_sentence(profile: CampaignProfile) -> Sentence:
    if not _linked(profile):
        return Sentence("They share no links.")
    return Sentence(
        "Of the links they share, {share} lead to {site}.",
        share=Percent(_foremost(profile)),
        site=profile.sharing.domains[0][0],
    )


def _items(profile: CampaignProfile) -> int:
    """Return how many texts and sites they share: what could read like selling."""
    return profile.sharing.texts + len(profile.sharing.domains)


def _sells(profile: CampaignProfile) -> bool:
    shop = profile.sharing.shop_like
    return shop > 0 and shop >= _items(profile) / 10


def _verified(profile: CampaignProfile) -> int:
    return sum(member.verified is True for member in profile.members)


def _size_sentence(profile: CampaignProfile) -> Sentence:
    return Sentence.counted(
        "{n} account acts together.", "{n} accounts act together.", len(profile.members)
    )


def _outside_sentence(profile: CampaignProfile) -> Sentence:
    return Sentence.counted(
        "{n} account outside the campaign shared the same items.",
        "{n} accounts outside the campaign shared the same items.",
        profile.sharing.outsiders,
    )


def _own_words_sentence(profile: CampaignProfile) -> Sentence:
    return Sentence.counted(
        "They post {n} message as their own that a fellow member posts too.",
        "They post {n} messages as their own that fellow members post too.",
        profile.sharing.texts,
    )


def _selling_sentence(profile: CampaignProfile) -> Sentence:
    return Sentence.counted(
        "{n} shared text or link reads like selling.",
        "{n} shared texts or links read like selling.",
        profile.sharing.shop_like,
    )


def _coarse_sentence(profile: CampaignProfile) -> Sentence:
    return Sentence(
        "For {share} of the posts, the time is known no closer than to the minute.",
        share=Percent(profile.coarse_times),
    )


def _files_sentence(profile: CampaignProfile) -> Sentence:
    return Sentence.counted(
        "The posts come from {n} file.", "The posts come from {n} files.", profile.source_files
    )


MANY_OUTSIDE: Final = Fact(
    "many-outside", lambda p: p.sharing.outsiders >= len(p.members), _outside_sentence
)
NOBODY_OUTSIDE: Final = Fact(
    "nobody-outside",
    lambda p: p.sharing.outsiders == 0,
    _said(Sentence("Nobody outside the campaign shared any of these items.")),
)
SOME_OUTSIDE: Final = Fact(
    "some-outside",
    lambda p: p.sharing.outsiders > 0,
    _said(Sentence("Others who shared some of the same items were not drawn into the campaign.")),
)
MOSTLY_REPOSTS: Final = Fact(
    "mostly-reposts",
    lambda p: p.sharing.reposts >= p.sharing.posts / 2 > 0,
    _said(Sentence("Most of what they share are reposts, which need no agreement.")),
)
OWN_WORDS: Final = Fact(
    "own-words",
    lambda p: p.sharing.texts >= 3 and p.sharing.reposts < p.sharing.posts / 2,
    _own_words_sentence,
)
WITHIN_A_MINUTE: Final = Fact("within-a-minute", lambda p: _gap(p) < 60, _gap_sentence)
MINUTES_APART: Final = Fact("minutes-apart", lambda p: _gap(p) >= 300, _gap_sentence)
HOURS_APART: Final = Fact("hours-apart", lambda p: _gap(p) > 3600, _gap_sentence)
ONE_SITE: Final = Fact("one-site", lambda p: _foremost(p) >= 0.5, _site_sentence)
MOST_TO_ONE_SITE: Final = Fact(
    "most-to-one-site",
    lambda p: _foremost(p) >= 0.5 and _linked(p) >= p.sharing.posts / 2,
    _site_sentence,
)
ONE_SITE_THAT_SELLS: Final = Fact(
    "one-site-that-sells", lambda p: _foremost(p) >= 0.5 and _sells(p), _site_sentence
)
FEW_LINKS: Final = Fact(
    "few-links",
    lambda p: _linked(p) < p.sharing.posts / 10,
    _said(Sentence("Few of the shared posts link to anything.")),
)
NO_LINKS: Final = Fact("no-links", lambda p: not p.sharing.domains, _site_sentence)
HALF_VERIFIED: Final = Fact(
    "half-verified",
    lambda p: _verified(p) >= len(p.members) / 2,
    _said(Sentence("The platform has verified at least half of the accounts.")),
)
OWN_PAGES: Final = Fact(
    "own-pages",
    lambda p: not p.venues and _linked(p) > 0,
    _said(Sentence("They post on their own pages, not on others'.")),
)
AT_MOST_FIFTEEN: Final = Fact("at-most-fifteen", lambda p: len(p.members) <= 15, _size_sentence)
MORE_THAN_FIFTY: Final = Fact("more-than-fifty", lambda p: len(p.members) > 50, _size_sentence)
SOME_SELLING: Final = Fact("some-selling", _sells, _selling_sentence)
MOSTLY_SELLING: Final = Fact(
    "mostly-selling",
    lambda p: p.sharing.shop_like >= max(3, _items(p) / 2),
    _said(Sentence("Most of what they share reads like selling.")),
)
NO_SELLING: Final = Fact(
    "no-selling",
    lambda p: _items(p) > 0 and p.sharing.shop_like == 0,
    _said(Sentence("Nothing they share reads like selling.")),
)
COARSE_TIMES: Final = Fact("coarse-times", lambda p: p.coarse_times >= 0.5, _coarse_sentence)
FINE_TIMES: Final = Fact(
    "fine-times",
    lambda p: p.coarse_times < 0.05,
    _said(Sentence("Nearly all times are known to the second.")),
)
SAME_SECOND: Final = Fact(
    "same-second",
    lambda p: (
        p.sharing.same_second is not None and p.sharing.same_second >= 0.5 and p.coarse_times < 0.5
    ),
    _said(Sentence("Half of the shared posts or more bear exactly the same second.")),
)
FEW_ITEMS: Final = Fact(
    "few-items",
    lambda p: p.sharing.traces < 3,
    _said(Sentence("They share very few items, so little was seen.")),
)
SEVERAL_KINDS: Final = Fact(
    "several-kinds",
    lambda p: len(p.ties) > 1,
    _said(Sentence("Ties of different kinds agree on who belongs together.")),
)
SEVERAL_FILES: Final = Fact("several-files", lambda p: p.source_files > 1, _files_sentence)


MEASURES: Final = (
    Measure(
        "outside",
        "reach",
        Sentence("Whether others shared the same items"),
        (MANY_OUTSIDE, NOBODY_OUTSIDE, SOME_OUTSIDE),
    ),
    Measure(
        "words",
        "words",
        Sentence("Reposts, or words given out as their own"),
        (MOSTLY_REPOSTS, OWN_WORDS),
    ),
    Measure(
        "pace",
        "times",
        Sentence("Time between one member and the next on the same item"),
        (WITHIN_A_MINUTE, MINUTES_APART, HOURS_APART),
        known=lambda p: _gap(p) >= 0,
    ),
    Measure(
        "links",
        "links",
        Sentence("Where their links lead"),
        (ONE_SITE, MOST_TO_ONE_SITE, ONE_SITE_THAT_SELLS, FEW_LINKS, NO_LINKS),
    ),
    Measure(
        "verified",
        "identity",
        Sentence("Accounts that the platform has verified"),
        (HALF_VERIFIED,),
        known=lambda p: any(member.verified is not None for member in p.members),
    ),
    Measure("pages", "placement", Sentence("On whose pages they post"), (OWN_PAGES,)),
    Measure(
        "size", "size", Sentence("How many accounts there are"), (AT_MOST_FIFTEEN, MORE_THAN_FIFTY)
    ),
    Measure(
        "selling",
        "selling",
        Sentence("Whether anything is sold"),
        (SOME_SELLING, MOSTLY_SELLING, NO_SELLING),
        known=lambda p: _items(p) > 0,
    ),
    Measure(
        "precision",
        "times",
        Sentence("How closely times are known"),
        (COARSE_TIMES, FINE_TIMES),
    ),
    Measure(
        "same-second",
        "times",
        Sentence("Posts in the same second"),
        (SAME_SECOND,),
        known=lambda p: p.sharing.same_second is not None and p.coarse_times < 0.5,
    ),
    Measure("items", "items", Sentence("How many items they share"), (FEW_ITEMS,)),
    Measure("kinds", "kinds", Sentence("Kinds of ties between them"), (SEVERAL_KINDS,)),
    Measure("files", "files", Sentence("Files that the posts come from"), (SEVERAL_FILES,)),
)
"""Every measure, in the order in which the matrix gives them. The borders are those that the
explanations have had since they were first weighed (``docs/method.md``)."""

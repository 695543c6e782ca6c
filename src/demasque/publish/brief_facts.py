"""The facts of the first page: how many accounts, to whom, when, where, heard by whom outside."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from demasque.findings import CampaignFindings, CaseFindings
from demasque.publish.drawing.naming import short
from demasque.sentences import Percent, Sentence

FAVOURED_NAMED: Final = 3
"""Accounts addressed more than chance that the page names."""

OPERATIONS_NAMED: Final = 3
"""Operations that the page names: those with the most evidence."""

Fact = tuple[Sentence, tuple[Sentence, ...]]
"""What is asked, and what is known of it."""


def facts(found: CaseFindings, chosen: Sequence[CampaignFindings], whole: bool) -> tuple[Fact, ...]:
    """How many, to whom, when, where and heard by whom: of the campaigns, else of the case."""
    if not chosen:
        return _facts_of_nothing(found)
    return (
        (Sentence("How many"), (_size(found, chosen, whole),)),
        (Sentence("To whom"), _to_whom(found, chosen)),
        (Sentence("When"), (_when(chosen), *_ordered_hours(chosen))),
        (Sentence("Where"), (_where([each.profile.platforms for each in chosen]),)),
        (Sentence("From outside"), _outside(found, chosen)),
        *(_together(found, chosen) if whole or len(chosen) == 1 else ()),
    )


def _facts_of_nothing(found: CaseFindings) -> tuple[Fact, ...]:
    seen = found.overview
    if seen.first_at is None or seen.last_at is None:
        return ((Sentence("How many"), (Sentence("The case holds no posts."),)),)
    return (
        (Sentence("How many"), (_count(seen.accounts, seen.posts),)),
        (Sentence("When"), (_days(seen.first_at.date(), seen.last_at.date()),)),
        (Sentence("Where"), (_where([seen.platforms]),)),
        *rush_fact(found),
    )


def rush_fact(found: CaseFindings) -> tuple[Fact, ...]:
    """When most accounts were created, where nobody is tied and that is what there is to see."""
    rushes = found.accounts.sentences_of_rushes[:1]
    return ((Sentence("Accounts"), rushes),) if rushes else ()


def _count(accounts: int, posts: int) -> Sentence:
    return Sentence(
        "{accounts}, {posts}.",
        accounts=Sentence.counted("{n} account", "{n} accounts", accounts),
        posts=Sentence.counted("{n} post", "{n} posts", posts),
    )


def _size(found: CaseFindings, chosen: Sequence[CampaignFindings], whole: bool) -> Sentence:
    if whole:
        return _count(found.overview.members, found.overview.member_posts)
    profiles = [each.profile for each in chosen]
    return _count(sum(len(each.members) for each in profiles), sum(each.posts for each in profiles))


def _days(first: date, last: date) -> Sentence:
    if first == last:
        return Sentence("On {day}.", day=first)
    return Sentence("From {first} to {last} (UTC).", first=first, last=last)


def _ordered_hours(chosen: Sequence[CampaignFindings]) -> tuple[Sentence, ...]:
    """Say which campaigns keep set hours, where any does."""
    names = [each.profile.campaign for each in chosen if each.anatomy.schedule.ordered]
    if not names:
        return ()
    return (
        Sentence(
            "At set hours, day after day: {names}. Tools that publish at set hours do so, too.",
            names=names,
        ),
    )


def _when(chosen: Sequence[CampaignFindings]) -> Sentence:
    """The days on which members posted the same things: what they posted before is not meant."""
    days = [each.profile.shared_days for each in chosen]
    first, last = min(each[0].day for each in days), max(each[-1].day for each in days)
    if first == last:
        return Sentence("They posted the same things on {day} (UTC).", day=first)
    return Sentence(
        "They posted the same things from {first} to {last} (UTC).", first=first, last=last
    )


def _where(tallies: Sequence[Sequence[tuple[str, int]]]) -> Sentence:
    posts: dict[str, int] = {}
    for platform, n in (pair for tally in tallies for pair in tally):
        posts[platform] = posts.get(platform, 0) + n
    ranked = sorted(posts, key=lambda platform: (-posts[platform], platform))
    named = [Sentence("unknown platform") if each == "unknown" else each for each in ranked]
    return Sentence("{platforms}.", platforms=named)


def _to_whom(found: CaseFindings, chosen: Sequence[CampaignFindings]) -> tuple[Sentence, ...]:
    if not found.known.venues:
        return (Sentence("The export does not say under whose posts theirs stand."),)
    venues = {venue.account for each in chosen for venue in each.profile.venues}
    posts = sum(venue.posts for each in chosen for venue in each.profile.venues)
    if not venues:
        return (Sentence("They placed no posts under those of others."),)
    return (
        Sentence.counted(
            "{posts} of the posts stand under the posts or on the page of {n} account.",
            "{posts} of the posts stand under the posts or on the pages of {n} accounts.",
            len(venues),
            posts=posts,
        ),
        *_favoured(chosen),
    )


def _together(found: CaseFindings, chosen: Sequence[CampaignFindings]) -> tuple[Fact, ...]:
    said = alike(found, chosen)
    return ((Sentence("Together"), said),) if said else ()


def alike(found: CaseFindings, chosen: Sequence[CampaignFindings]) -> tuple[Sentence, ...]:
    """Which groups are more alike than chance gives, and by what: one sentence an operation."""
    names = {each.profile.campaign for each in chosen}
    return tuple(
        Sentence(
            "{campaigns} are more alike than chance gives ({operation}): {links}.",
            campaigns=each.campaigns,
            operation=each.operation,
            links=[one.name for one in each.links if one.counted],
        )
        for each in found.operations.several[:OPERATIONS_NAMED]
        if names & set(each.campaigns)
    )


def _favoured(chosen: Sequence[CampaignFindings]) -> tuple[Sentence, ...]:
    """Who is addressed more than chance: by the name on the analyst's list, else by pseudonym."""
    found = [one for each in chosen for one in each.anatomy.placement.favoured]
    found.sort(key=lambda one: (-one.posts, one.account))
    named: list[str] = list(dict.fromkeys(one.name or short(one.account) for one in found))
    if not named:
        return ()
    more = len(named) - FAVOURED_NAMED
    rest = [Sentence.counted("{n} more", "{n} more", more)] if more > 0 else []
    told = [*named[:FAVOURED_NAMED], *rest]
    return (Sentence("Addressed more than chance: {named}.", named=told),)


def _outside(found: CaseFindings, chosen: Sequence[CampaignFindings]) -> tuple[Sentence, ...]:
    heard = [each.profile.audience for each in chosen]
    answers, counted = sum(each.answers for each in heard), sum(each.counted for each in heard)
    answered = Sentence.counted(
        "In this case, {n} post of others answers or repeats theirs.",
        "In this case, {n} posts of others answer or repeat theirs.",
        answers,
    )
    if not counted:
        return answered, Sentence("The export does not count reactions to their posts.")
    echoes = [each.anatomy.cover.echo for each in chosen if each.anatomy.cover is not None]
    reactions = sum(echo.reactions for echo in echoes)
    if not reactions:
        return answered, Sentence("The export counts no reaction to their posts.")
    inside = sum(min(echo.inside, echo.reactions) for echo in echoes)
    share = Percent(1 - inside / reactions)
    return answered, Sentence(
        "Of the reactions that the export counts ({reactions}), {share} are not known to come "
        "from members.",
        reactions=reactions,
        share=share,
    )

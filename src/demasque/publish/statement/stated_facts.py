"""The facts of a statement: the posts that it rests on, and the group that was found in them."""

from collections.abc import Iterator
from typing import Final

from demasque.findings import CaseFindings, HandedCampaign
from demasque.publish.drawing.naming import detail_name
from demasque.publish.statement.statement_values import StatedFinding, StatedSentence, rests
from demasque.sentences import Sentence

RULES: Final = StatedFinding(
    Sentence("rules of this form"),
    Sentence("no account, no quotation, no picture, no link"),
    "docs/handover.md",
)


def facts(found: CaseFindings, handed: HandedCampaign) -> Iterator[StatedSentence]:
    """What was looked at, and what was found in it."""
    profile = handed.profile
    yield _basis(found)
    yield _group(handed)
    posts = StatedFinding(Sentence("posts of the group"), profile.posts, "profile.posts")
    first, last = profile.shared_days[0].day, profile.shared_days[-1].day
    began = StatedFinding(
        Sentence("first day on which they posted the same"), first, "profile.shared_days[0].day"
    )
    ended = StatedFinding(
        Sentence("last day on which they posted the same"), last, "profile.shared_days[-1].day"
    )
    yield rests(
        Sentence(
            "They published {posts} posts in all, and the same things from {first} to {last} "
            "(UTC).",
            posts=posts.value,
            first=first,
            last=last,
        ),
        posts,
        began,
        ended,
    )
    yield from _placed(handed)
    yield from _details(handed)
    yield rests(
        Sentence(
            "No account is named here and nothing is quoted, so that neither is spread further."
        ),
        RULES,
    )


def _group(handed: HandedCampaign) -> StatedSentence:
    members = StatedFinding(
        Sentence("accounts of the group"), len(handed.profile.members), "len(profile.members)"
    )
    platforms = group_platforms(handed)
    if platforms is None:
        return rests(
            Sentence(
                "In them, a group of {members} accounts was found that posted the same things, "
                "close together in time.",
                members=members.value,
            ),
            members,
        )
    return rests(
        Sentence(
            "In them, a group of {members} accounts was found that posted the same things, close "
            "together in time, on {platforms}.",
            members=members.value,
            platforms=platforms.value,
        ),
        members,
        platforms,
    )


def _basis(found: CaseFindings) -> StatedSentence:
    seen = found.overview
    posts = StatedFinding(
        Sentence("posts in the case"), seen.posts, 'case.sql("SELECT count(*) FROM posts")'
    )
    accounts = StatedFinding(
        Sentence("accounts with posts in the case"),
        seen.accounts,
        'case.sql("SELECT count(DISTINCT account) FROM posts")',
    )
    return rests(
        Sentence(
            "This statement rests on {posts} public posts by {accounts} accounts.",
            posts=posts.value,
            accounts=accounts.value,
        ),
        posts,
        accounts,
    )


def group_platforms(handed: HandedCampaign) -> StatedFinding | None:
    """Where the accounts of a group post; None where the exports do not say."""
    named = [name for name, _ in handed.profile.platforms if name != "unknown"]
    if not named:
        return None
    return StatedFinding(
        Sentence("platforms of the group"),
        named,
        "[name for name, _ in profile.platforms if name != 'unknown']",
    )


def _placed(handed: HandedCampaign) -> Iterator[StatedSentence]:
    venues = handed.profile.venues
    if not venues:
        return
    posts = StatedFinding(
        Sentence("posts placed under those of others"),
        sum(each.posts for each in venues),
        "sum(venue.posts for venue in profile.venues)",
    )
    addressed = StatedFinding(
        Sentence("accounts under whose posts they were placed"),
        len(venues),
        "len(profile.venues)",
    )
    yield rests(
        Sentence.counted(
            "Of their posts, {posts} were placed under the posts or on the page of {n} account.",
            "Of their posts, {posts} were placed under the posts or on the pages of {n} accounts.",
            len(venues),
            posts=posts.value,
        ),
        posts,
        addressed,
    )


def _details(handed: HandedCampaign) -> Iterator[StatedSentence]:
    for each in handed.profile.personal_details:
        held = StatedFinding(
            Sentence("posts that hold personal details: {kind}", kind=detail_name(each.kind)),
            each.posts,
            f"next(each.posts for each in profile.personal_details if each.kind == {each.kind!r})",
        )
        yield rests(
            Sentence.counted(
                "In {n} post there are {kind} of somebody; they are not repeated here.",
                "In {n} posts there are {kind} of somebody; they are not repeated here.",
                each.posts,
                kind=detail_name(each.kind),
            ),
            held,
        )

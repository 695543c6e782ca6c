"""What a person or body that was targeted is told, as values: calm, short, and nothing repeated.

No word of a post, no picture, no account and no link stands in it. How likely and how sure stand in
sentences of their own (United States Intelligence Community Directive 203).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from demasque.assessment import Likelihood, Rung, Standing
from demasque.dossier import Judgement
from demasque.findings import HandedCampaign, TargetFindings
from demasque.publish.brief_content import found_at
from demasque.publish.drawing.marked_texts import shortened
from demasque.publish.drawing.naming import detail_name
from demasque.publish.target_brief.contact_list import ContactList
from demasque.sentences import Sentence

PLATFORMS_NAMED: Final = 5
LONGEST_PLATFORM: Final = 24
LONGEST_STATEMENT: Final = 300
"""Characters of a person's judgement that are quoted."""

SOURCES_SHOWN: Final = 2
LONGEST_SOURCE: Final = 90
LONGEST_NAME: Final = 80


@dataclass(frozen=True)
class TargetBrief:
    """What one page says to whoever was targeted. ``name`` is that of a body, None for a person."""

    name: str | None
    found_at: datetime | None
    safety: tuple[Sentence, ...]
    seen: tuple[Sentence, ...]
    known: tuple[Sentence, ...]
    judged: tuple[Sentence, ...]  # by a named person; empty where nobody judged beyond the program
    published: tuple[Sentence, ...]
    published_notes: tuple[Sentence, ...]
    keep: tuple[Sentence, ...]
    do: tuple[Sentence, ...]
    turn: tuple[Sentence, ...]
    contacts: ContactList | None


def target_brief(found: TargetFindings, contacts: ContactList | None) -> TargetBrief:
    """Word what was found for whom it is about."""
    name = found.venue.name
    return TargetBrief(
        name=None if name is None else shortened(name, LONGEST_NAME),
        found_at=found_at(found.found),
        safety=tuple(_safety(contacts)),
        seen=tuple(_seen(found)),
        known=tuple(_known(found)),
        judged=tuple(_by_a_person(found)),
        published=tuple(_published(found)),
        published_notes=tuple(_notes(found)),
        keep=_KEEP,
        do=tuple(_do(found)),
        turn=_TURN,
        contacts=contacts,
    )


def _safety(contacts: ContactList | None) -> Iterator[Sentence]:
    yield Sentence(
        "This program does not assess danger: nothing was measured that says whether you are safe."
    )
    number = None if contacts is None else contacts.emergency
    if number is None:
        yield Sentence("If you feel threatened, call the emergency number of where you are.")
    else:
        yield Sentence("If you feel threatened, call {number}.", number=number)


def _seen(found: TargetFindings) -> Iterator[Sentence]:
    aimed = found.aimed
    yield Sentence(
        "Posts found that address you: {posts}. They come from {accounts} in groups that posted "
        "the same things, closer together in time than chance alone would give.",
        posts=aimed.posts,
        accounts=Sentence.counted("{n} account", "{n} accounts", aimed.accounts),
    )
    first, last = aimed.days[0][0], aimed.days[-1][0]
    if first == last:
        yield Sentence("All of them are of {day} (UTC).", day=first)
    else:
        yield Sentence(
            "They were posted from {first} to {last} (UTC), on {days} days.",
            first=first,
            last=last,
            days=len(aimed.days),
        )
        peak, most = aimed.peak
        if most > 1:
            yield Sentence(
                "The day with most of them was {peak} ({most} posts).", peak=peak, most=most
            )
    yield Sentence("Where: {ways}.", ways=list(_ways(found)))
    if _platforms(found, tallied=True):
        yield Sentence("Platforms: {platforms}.", platforms=_platforms(found, tallied=True))
    yield Sentence.counted(
        "In all, {n} post in these exports addresses you, whoever wrote it.",
        "In all, {n} posts in these exports address you, whoever wrote them.",
        aimed.by_anybody,
    )
    yield Sentence("Exports show a part of what is there: there may be more that was not seen.")


def _ways(found: TargetFindings) -> Iterator[Sentence]:
    aimed = found.aimed
    if aimed.under:
        yield Sentence("under your posts or on your page ({n})", n=aimed.under)
    if aimed.quotes:
        yield Sentence("quoting you ({n})", n=aimed.quotes)
    if aimed.mentions:
        yield Sentence("mentioning you ({n})", n=aimed.mentions)


def _platforms(found: TargetFindings, *, tallied: bool) -> list[Sentence]:
    """Those that the exports name, most posts first."""
    known = [(name, n) for name, n in found.aimed.platforms if name != "unknown"]
    named = []
    for platform, n in known[:PLATFORMS_NAMED]:
        name = Sentence(shortened(platform, LONGEST_PLATFORM))
        named.append(Sentence("{platform} ({n})", platform=name, n=n) if tallied else name)
    more = len(known) - PLATFORMS_NAMED
    return named + ([Sentence.counted("{n} more", "{n} more", more)] if more > 0 else [])


def _known(found: TargetFindings) -> Iterator[Sentence]:
    groups, first = len(found.aimed.campaigns), found.campaigns[0].found.assessment
    if groups > 1:
        yield Sentence(
            "The accounts are in {n} groups. What follows is said of the group with most of these "
            "posts.",
            n=groups,
        )
    if first.rung >= Rung.INDICATORS:
        yield Rung.COORDINATION.meaning
    yield first.rung.meaning
    yield first.likelihood_sentence
    yield first.confidence_sentence
    if groups > 1:
        yield Sentence(
            "Posts from groups with signs that their accounts are not what they appear to be: {n} "
            "of {posts}.",
            n=_from_groups_with_signs(found),
            posts=found.aimed.posts,
        )
    yield _beyond_chance(found)
    for each in first.hypotheses:
        if each.standing is Standing.SUPPORTED:
            yield Sentence(
                "What was measured fits an innocent explanation, too: {title}", title=each.title
            )
            break


def _from_groups_with_signs(found: TargetFindings) -> int:
    """Posts of the groups that are read in full and bear signs of different sorts."""
    posts = dict(found.aimed.campaigns)
    return sum(
        posts[each.campaign]
        for each in found.campaigns
        if each.found.assessment.rung >= Rung.INDICATORS
    )


def _beyond_chance(found: TargetFindings) -> Sentence:
    """Whether any of the groups turns to them more than others who are like its members do."""
    targets = (one for each in found.campaigns for one in each.found.anatomy.placement.favoured)
    if any(one.account in found.venue.accounts for one in targets):
        return Sentence("They turn to you more often than others who post like them do.")
    return Sentence(
        "That they turn to you more often than others who post like them do was not shown."
    )


def _by_a_person(found: TargetFindings) -> Iterator[Sentence]:
    """What a named person judges beyond what the program may say, in their words."""
    spoken = ((each, _judged(each)) for each in found.campaigns)
    group, judged = next(((each, one) for each, one in spoken if one is not None), (None, None))
    if group is None or judged is None:
        return
    if len(found.aimed.campaigns) > 1:
        yield Sentence(
            "This is said of one of the groups, which wrote {n} of these posts.",
            n=dict(found.aimed.campaigns)[group.campaign],
        )
    if judged.statement is None:
        yield Sentence(
            "{person} judges ({day}): {judgement}.",
            person=judged.by,
            day=judged.at.date(),
            judgement=judged.rung.title,
        )
    else:
        yield Sentence(
            "{person} judges ({day}), in these words: “{words}”",
            person=judged.by,
            day=judged.at.date(),
            words=shortened(" ".join(judged.statement.split()), LONGEST_STATEMENT),
        )
    yield judged.likelihood_sentence
    yield judged.confidence_sentence
    sources = [
        shortened(without_scheme(each), LONGEST_SOURCE) for each in judged.sources[:SOURCES_SHOWN]
    ]
    yield Sentence("Sources given for it: {sources}.", sources=sources)


def _judged(campaign: HandedCampaign) -> Judgement | None:
    """The judgement of a person that stands highest, above what the program may say; or None."""
    above = [
        each
        for each in campaign.judgements
        if each.rung > Rung.INDICATORS and each.likelihood > Likelihood.EVEN
    ]
    return max(above, key=lambda each: (each.rung, each.line)) if above else None


def without_scheme(address: str) -> str:
    """An address that readers of PDF do not take for a link of their own accord."""
    return address.split("://")[-1].removeprefix("www.")


def _published(found: TargetFindings) -> Iterator[Sentence]:
    aimed = found.aimed
    for kind, n in aimed.details:
        yield Sentence.counted(
            "{kind}: in {n} post", "{kind}: in {n} posts", n, kind=detail_name(kind)
        )
    if aimed.media:
        yield Sentence.counted(
            "pictures or clips: in {n} post", "pictures or clips: in {n} posts", aimed.media
        )
    if aimed.links:
        yield Sentence.counted(
            "links to other pages: in {n} post", "links to other pages: in {n} posts", aimed.links
        )
    if aimed.hashtags:
        yield Sentence.counted("hashtags: in {n} post", "hashtags: in {n} posts", aimed.hashtags)


def _notes(found: TargetFindings) -> Iterator[Sentence]:
    """What the kinds and counts leave open."""
    known = found.found.known
    if found.aimed.details:
        yield Sentence("Personal details among them may be yours, or somebody else’s.")
    elif known.texts:
        yield Sentence(
            "No personal detail, such as a telephone number or an address, was recognised in their "
            "words. Pictures were not searched for any."
        )
    else:
        yield Sentence("The exports do not hold their words.")
    if not (known.pictured or known.filed):
        yield Sentence("The exports do not say which of them have pictures or clips.")


_KEEP: Final = (
    Sentence(
        "Take screenshots that show the whole page, and note the address of each post, the day and "
        "the hour. Somebody you trust can do it for you."
    ),
    Sentence("Delete nothing, however unpleasant: it may be evidence."),
    Sentence("Ask the platform, in writing, to preserve the posts and the data behind them."),
)


def _do(found: TargetFindings) -> Iterator[Sentence]:
    if found.aimed.details:
        yield Sentence("First, ask the platform to remove the posts that show personal details.")
    platforms = _platforms(found, tallied=False)
    if platforms:
        yield Sentence(
            "Report to the platform what breaks its rules: {platforms}.", platforms=platforms
        )
    else:
        yield Sentence("Report to the platform what breaks its rules.")
    if max(each.rung for each in found.campaigns) >= Rung.INDICATORS:
        yield Sentence("Say in your report that the accounts act together.")
    yield Sentence("Do not answer, and do not share or quote the posts: that spreads them.")
    yield Sentence(
        "Secure your accounts: a password of its own for each, sign-in in two steps, and a look at "
        "who can see your details."
    )
    if found.venue.name is None:
        yield Sentence(
            "Tell your family and colleagues what is going on, and ask them not to answer either."
        )
    else:
        yield Sentence(
            "Tell your colleagues, and whoever looks after your pages, and ask them not to answer "
            "either."
        )


_TURN: Final = (
    Sentence("To whoever gave you this page: they can show you what it rests on."),
    Sentence(
        "To the platform: it has forms for harassment, impersonation and published personal "
        "details."
    ),
    Sentence("To the police, where there are threats or where your address was published."),
    Sentence("To your employer, your union, or the security officer of your office."),
)

"""What a person or body that was targeted is told, as values: calm, short, and nothing repeated.

No word of a post, no picture, no account and no link stands in it. How likely and how sure stand in
sentences of their own (United States Intelligence Community Directive 203).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from demasque.assessment import Rung
from demasque.findings import TargetFindings
from demasque.publish.brief_content import found_at
from demasque.publish.drawing.marked_texts import shortened
from demasque.publish.drawing.naming import detail_name
from demasque.publish.target_brief.contact_list import ContactList
from demasque.publish.target_brief.known_of_posters import judged_by_a_person, known_of_posters
from demasque.sentences import Sentence

PLATFORMS_NAMED: Final = 5
LONGEST_PLATFORM: Final = 24
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
        known=tuple(known_of_posters(found)),
        judged=tuple(judged_by_a_person(found)),
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

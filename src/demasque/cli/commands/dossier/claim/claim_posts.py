"""``demasque claim posts``: which posts carry a claim, and who carries it."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Final

import typer

from demasque.cli.commands.dossier.claim.claim_terms import ClaimId
from demasque.cli.screen import Screen
from demasque.cli.terms import CasePath, Lang, Language, text

NAME: Final = "posts"
HELP: Final = text(
    "Say who carries a claim (channels of the analyst's list, campaigns of this case, everyone "
    "else), and list the first posts that do. A post that quotes a claim to deny it carries it too."
)
EXAMPLES: Final = (
    "demasque claim posts protest K1a2b3c4d",
    "demasque claim posts protest K1a2b3c4d --limit 100",
)
SHOWN: Final = 20

Limit = Annotated[int, typer.Option("--limit", min=0, help=text("Posts listed at most."))]


def command(case: CasePath, claim: ClaimId, limit: Limit = SHOWN, lang: Lang = Language.EN) -> None:
    """List who carries a claim."""
    from demasque.api import open_case
    from demasque.dossier import COUNTS_PROVE_NOTHING, carrier_name

    screen = Screen(lang.value)
    words = screen.words
    with open_case(case, on_wait=screen.note, on_doubt=screen.warn) as opened:
        found = opened.claim_carriers(claim)
    for sentence in found.unknown:
        screen.warn(words.say(sentence))
    if not found.carriers and not found.unknown:
        screen.say(words.text("No post of this case is seen to carry it."))
    if not found.carriers:
        return
    headings = (
        words.text("Carried by"),
        words.text("Posts"),
        words.text("Accounts"),
        words.text("Links to a listed site"),
        words.text("First"),
    )
    screen.table(
        headings,
        [
            (
                words.say(carrier_name(each)),
                each.posts,
                each.accounts,
                each.links_to_channel,
                words.time(each.first_at, seconds=False),
            )
            for each in found.carriers
        ],
    )
    posts = found.posts.slice(0, limit).to_pylist()
    if posts:
        _list_posts(screen, posts)
    screen.say(words.say(COUNTS_PROVE_NOTHING))


def _list_posts(screen: Screen, posts: Sequence[Mapping[str, Any]]) -> None:
    from demasque.dossier import group_name, how_name

    words = screen.words
    headings = (
        words.text("Post"),
        words.text("Account"),
        words.text("Time"),
        words.text("By what"),
        words.text("Carried by"),
    )
    rows = [
        (
            each["post"],
            each["account"],
            words.time(each["posted_at"], seconds=False),
            words.listing([words.say(how_name(how)) for how in each["how"]]),
            words.say(group_name(each["carrier"], each["group"])),
        )
        for each in posts
    ]
    screen.table(headings, rows)

"""``demasque claim link``: say how one claim stands to another."""

from typing import Annotated, Final

import typer

from demasque.cli.commands.dossier.claim.claim_terms import By, ClaimId
from demasque.cli.screen import Screen
from demasque.cli.terms import CasePath, Lang, Language, text

NAME: Final = "link"
HELP: Final = text("Say that a claim answers, supports, corrects or confirms another.")
EXAMPLES: Final = (
    'demasque claim link protest K1a2b3c4d K5e6f7a8b --as corrects --by "A. Example, Office"',
)

Other = Annotated[
    str, typer.Argument(metavar="CLAIM", help=text("The claim it stands to."), show_default=False)
]
As = Annotated[
    str,
    typer.Option(
        "--as",
        metavar="answers|supports|corrects|confirms",
        help=text("How the first stands to the second."),
        show_default=False,
    ),
]


def command(
    case: CasePath, claim: ClaimId, other: Other, relation: As, by: By, lang: Lang = Language.EN
) -> None:
    """Link two claims."""
    from demasque.api import open_case

    screen = Screen(lang.value)
    with open_case(case, on_wait=screen.note, on_doubt=screen.warn) as opened:
        link = opened.link_claims(claim, other, relation, by=by)
    screen.say(
        screen.words.text(
            "{claim} {verb} {other}. Entered as {link}.",
            claim=link.claim,
            verb=link.relation.sentence,
            other=link.other,
            link=link.id,
        )
    )

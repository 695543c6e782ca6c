"""``demasque claim channels``: take the analyst's list of channels."""

from pathlib import Path
from typing import Annotated, Final

import typer

from demasque.cli.commands.dossier.claim.claim_terms import By
from demasque.cli.screen import Screen
from demasque.cli.terms import CasePath, Lang, Language, text

NAME: Final = "channels"
HELP: Final = text(
    "Say by a list of your own which accounts and sites are channels of a state.\n\n"
    "The list is CSV with the columns platform and account, or site, and class (official, "
    "state-controlled, state-linked, state-aligned; unassessed where nothing stands), name and "
    "source. It takes the place of an earlier one. The program never says whose a channel is. List "
    "organisations only: what stands in the journal cannot be taken out again."
)
EXAMPLES: Final = ('demasque claim channels protest channels.csv --by "A. Example, Office"',)

ChannelsPath = Annotated[
    Path, typer.Argument(metavar="FILE", help=text("The list, as CSV."), show_default=False)
]


def command(case: CasePath, file: ChannelsPath, by: By, lang: Lang = Language.EN) -> None:
    """Take a list of channels."""
    from demasque.api import open_case
    from demasque.dossier import ChannelClass

    screen = Screen(lang.value)
    words = screen.words
    with open_case(case, on_wait=screen.note, on_doubt=screen.warn) as opened:
        listing = opened.claim_channels(file, by=by)
    screen.say(words.plural("{n} channel is listed.", "{n} channels are listed.", listing.listed))
    for name, count in listing.classes:
        screen.say(f"  {words.say(ChannelClass(name).sentence)}: {words.number(count)}")
    if listing.unseen:
        shown = ", ".join(str(line) for line in listing.unseen[:20])
        screen.warn(
            words.plural(
                "{n} of them wrote no post in this case (line {lines}). Are the platform and the "
                "id right?",
                "{n} of them wrote no post in this case (lines {lines}). Are the platform and the "
                "id right?",
                len(listing.unseen),
                lines=shown + (", …" if len(listing.unseen) > 20 else ""),
            )
        )
        if listing.platforms:
            screen.note(
                words.text(
                    "Platforms of this case: {platforms}.", platforms=list(listing.platforms)
                )
            )

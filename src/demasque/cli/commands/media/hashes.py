"""``demasque media hashes``: write the case's hashes for others."""

from pathlib import Path
from typing import Annotated, Final

import typer

from demasque.cli.screen import Screen
from demasque.cli.terms import CasePath, Lang, Language, text

NAME: Final = "hashes"
HELP: Final = text(
    "Write the hashes (PDQ) of pictures and clips for others, never a picture: CSV, or JSON as "
    "ThreatExchange shares indicators.\n\n"
    "Blank pictures, logos and templates are left out, and so are those of protected people. The "
    "custody log says that hashes were written."
)
EXAMPLES: Final = (
    "demasque media hashes protest -o hashes.csv",
    "demasque media hashes protest -o hashes.json --min-accounts 3",
)

Output = Annotated[
    Path,
    typer.Option("--output", "-o", metavar="FILE", help=text("File to write."), show_default=False),
]
Format = Annotated[
    str | None,
    typer.Option(
        "--format", metavar="NAME", help=text("csv or json; by the file's ending without it.")
    ),
]
MinAccounts = Annotated[
    int,
    typer.Option("--min-accounts", min=0, help=text("Only files that so many accounts posted.")),
]
WithProtected = Annotated[
    bool, typer.Option("--with-protected", help=text("Hashes of protected people's pictures too."))
]


def command(
    case: CasePath,
    output: Output,
    format: Format = None,
    min_accounts: MinAccounts = 0,
    with_protected: WithProtected = False,
    lang: Lang = Language.EN,
) -> None:
    """Write hashes, and say what was left out."""
    from demasque.api import open_case

    screen = Screen(lang.value)
    with open_case(case, on_wait=screen.note, on_doubt=screen.warn) as opened:
        written = opened.media_hashes(
            output, format, min_accounts=min_accounts, with_protected=with_protected
        )
    for sentence in written.remarks():
        screen.say(screen.words.say(sentence))

"""``demasque claim``: the commands about claims, gathered under one name."""

from typing import Final

import typer

from demasque.cli.commands.dossier.claim import (
    add_claim,
    claim_channels,
    claim_posts,
    link_claims,
    list_claims,
    retract_claim,
)
from demasque.cli.terms import Lang, Language, text

NAME: Final = "claim"
HELP: Final = text(
    "Claims and counter-claims: who claims what about whom, on what evidence shown; and, apart "
    "from that, who carries a claim."
)
EXAMPLES: Final = ("demasque claim list protest", "demasque claim posts protest K1a2b3c4d")
COMMANDS: Final = (
    add_claim,
    list_claims,
    link_claims,
    claim_posts,
    claim_channels,
    retract_claim,
)
"""Commands of the group. To add one is to name it here."""

CLAIM_EXAMPLES: Final = {
    NAME: EXAMPLES,
    **{f"{NAME} {each.NAME}": each.EXAMPLES for each in COMMANDS},
}
"""The command lines that stand below the help, by what is typed before --help."""


def _language(lang: Lang = Language.EN) -> None:
    """Take the option that may stand before the command."""


def claim_group() -> typer.Typer:
    """Make the group."""
    group = typer.Typer(
        name=NAME,
        help=HELP,
        no_args_is_help=True,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    group.callback()(_language)
    for command in COMMANDS:
        group.command(name=command.NAME, help=command.HELP)(command.command)
    return group

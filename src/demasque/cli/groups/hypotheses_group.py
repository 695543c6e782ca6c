"""``demasque hypotheses``: the commands about competing hypotheses, gathered under one name."""

from typing import Final

import typer

from demasque.cli.commands.dossier.hypotheses import add, evidence, rate, retract, show
from demasque.cli.terms import Lang, Language, text

NAME: Final = "hypotheses"
HELP: Final = text("Competing hypotheses: what else may a campaign be, and what speaks against it?")
EXAMPLES: Final = ("demasque hypotheses show protest C1",)
COMMANDS: Final = (show, add, evidence, rate, retract)
"""Commands of the group. To add one is to name it here."""

HYPOTHESES_EXAMPLES: Final = {
    NAME: EXAMPLES,
    **{f"{NAME} {each.NAME}": each.EXAMPLES for each in COMMANDS},
}
"""The command lines that stand below the help, by what is typed before --help."""


def _language(lang: Lang = Language.EN) -> None:
    """Take the option that may stand before the command."""


def hypotheses_group() -> typer.Typer:
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

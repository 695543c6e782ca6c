"""``demasque library``: what is known already, gathered under one name."""

from typing import Final

import typer

from demasque.cli.commands.library import add, export, list_sources, remove, show
from demasque.cli.terms import Lang, Language, text

NAME: Final = "library"
HELP: Final = text("What is known already: signatures, and indicators that others published.")
EXAMPLES: Final = ("demasque library add networks/", "demasque library list")
COMMANDS: Final = (add, list_sources, show, export, remove)
"""Commands of the group. To add one is to name it here."""

LIBRARY_EXAMPLES: Final = {
    NAME: EXAMPLES,
    **{f"{NAME} {each.NAME}": each.EXAMPLES for each in COMMANDS},
}
"""The command lines that stand below the help, by what is typed before --help."""


def _language(lang: Lang = Language.EN) -> None:
    """Take the option that may stand before the command."""


def library_group() -> typer.Typer:
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

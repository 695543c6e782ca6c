"""``demasque dossier``: what people said of a case, listed, and as files."""

from typing import Final

import typer

from demasque.cli.commands.dossier import export_entries, import_entries, show_entries
from demasque.cli.terms import Lang, Language, text

NAME: Final = "dossier"
HELP: Final = text("What people said of a case: list it, and exchange it as files to review.")
EXAMPLES: Final = ("demasque dossier show protest", "demasque dossier export protest")
COMMANDS: Final = (show_entries, export_entries, import_entries)
"""Commands of the group. To add one is to name it here."""


DOSSIER_EXAMPLES: Final = {
    NAME: EXAMPLES,
    **{f"{NAME} {each.NAME}": each.EXAMPLES for each in COMMANDS},
}
"""The command lines that stand below the help, by what is typed before --help."""


def _language(lang: Lang = Language.EN) -> None:
    """Take the option that may stand before the command."""


def dossier_group() -> typer.Typer:
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

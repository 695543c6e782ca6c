"""``demasque media``: the commands about pictures and clips, gathered under one name."""

from typing import Final

import typer

from demasque.cli.commands.media import (
    find_words,
    hashes,
    judge,
    list_families,
    match,
    protect,
)
from demasque.cli.terms import Lang, Language, text

NAME: Final = "media"
HELP: Final = text("Pictures and clips: list them, and keep those of people from being shown.")
EXAMPLES: Final = ("demasque media list protest", "demasque media protect protest hashes.txt")
COMMANDS: Final = (list_families, find_words, match, hashes, judge, protect)
"""Commands of the group. To add one is to name it here."""


MEDIA_EXAMPLES: Final = {
    NAME: EXAMPLES,
    **{f"{NAME} {each.NAME}": each.EXAMPLES for each in COMMANDS},
}
"""The command lines that stand below the help, by what is typed before --help."""


def _language(lang: Lang = Language.EN) -> None:
    """Take the option that may stand before the command."""


def media_group() -> typer.Typer:
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

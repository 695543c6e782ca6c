"""Help in the reader's language: the sentences of every command, put into it before it is shown."""

import os
from collections.abc import Sequence
from typing import Any, Final

from typer import rich_utils

from demasque.wording import LANGUAGES, Wording, message

_PANELS: Final = {
    "ARGUMENTS_PANEL_TITLE": message("Arguments"),
    "OPTIONS_PANEL_TITLE": message("Options"),
    "COMMANDS_PANEL_TITLE": message("Commands"),
}


def language_of(arguments: Sequence[str]) -> str:
    """The language asked for by ``--lang`` or DEMASQUE_LANG, before the command line is read.

    What is not a language the program speaks counts as the first; the command refuses it later.
    """
    asked = os.environ.get("DEMASQUE_LANG", "")
    for place, argument in enumerate(arguments):
        if argument == "--lang" and place + 1 < len(arguments):
            asked = arguments[place + 1]
        elif argument.startswith("--lang="):
            asked = argument.removeprefix("--lang=")
    return asked if asked in LANGUAGES else LANGUAGES[0]


def in_language(command: Any, words: Wording) -> Any:
    """Put the help of a command, and of those under it, into a language; returns the command."""
    for name, title in _PANELS.items():
        setattr(rich_utils, name, words.say(title))
    _put(command, words)
    for below in getattr(command, "commands", {}).values():
        _put(below, words)
    return command


def _put(command: Any, words: Wording) -> None:
    if command.help:
        command.help = words.text(command.help)
    for parameter in command.params:
        if parameter.name == "help":
            parameter.help = words.text("Show this message and exit.")
        elif getattr(parameter, "help", None):
            parameter.help = words.text(parameter.help)

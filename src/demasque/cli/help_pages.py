"""Help in the reader's language: the sentences of every command, put into it before it is shown."""

import os
from collections.abc import Mapping, Sequence
from typing import Any, Final

from typer import rich_utils

from demasque.sentences import Sentence
from demasque.wording import LANGUAGES, Wording

_PANELS: Final = {
    "ARGUMENTS_PANEL_TITLE": Sentence("Arguments"),
    "OPTIONS_PANEL_TITLE": Sentence("Options"),
    "COMMANDS_PANEL_TITLE": Sentence("Commands"),
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


def in_language(command: Any, words: Wording, examples: Mapping[str, Sequence[str]]) -> Any:
    """Put the help of a command, and of those under it, into a language; returns the command.

    ``examples`` are the command lines that stand below the help, by the command's name.
    """
    for name, title in _PANELS.items():
        setattr(rich_utils, name, words.say(title))
    for each in (command, *getattr(command, "commands", {}).values()):
        heading = words.plural("Example:", "Examples:", len(examples[each.name]))
        lines = "\n".join(f"  {line}" for line in examples[each.name])
        # The mark keeps the lines below it from being filled into a paragraph.
        each.help = f"{words.text(each.help)}\n\n{heading}\n\n\b\n{lines}"
        _put_parameters(each, words)
    return command


def _put_parameters(command: Any, words: Wording) -> None:
    for parameter in command.params:
        if parameter.name == "help":
            parameter.help = words.text("Show this message and exit.")
        elif getattr(parameter, "help", None):
            parameter.help = words.text(parameter.help)

"""Help in the reader's language: the sentences of every command, put into it before it is shown."""

import os
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import typer

from demasque.sentences import Sentence
from demasque.wording import LANGUAGES, Wording

_FIXED: Final = {
    "ARGUMENTS_PANEL_TITLE": Sentence("Arguments"),
    "OPTIONS_PANEL_TITLE": Sentence("Options"),
    "COMMANDS_PANEL_TITLE": Sentence("Commands"),
    "DEFAULT_STRING": Sentence("[default: {}]"),
    "ENVVAR_STRING": Sentence("[environment variable: {}]"),
    "REQUIRED_LONG_STRING": Sentence("[required]"),
}
"""Typer's own words for parts of a help page, by the name under which it looks them up."""

METAVARS: Final = (
    Sentence("ACCOUNT"),
    Sentence("ADDRESS"),
    Sentence("ALERT"),
    Sentence("ANSWER"),
    Sentence("ACCOUNT... DECISION"),
    Sentence("CAMPAIGN"),
    Sentence("CASE"),
    Sentence("CASE:CAMPAIGN|FILE"),
    Sentence("CLAIM"),
    Sentence("CODE"),
    Sentence("DEGREE"),
    Sentence("DATE"),
    Sentence("DURATION"),
    Sentence("FIELD=COLUMN"),
    Sentence("FILE"),
    Sentence("FOLDER"),
    Sentence("ID"),
    Sentence("JUDGEMENT"),
    Sentence("KEY"),
    Sentence("KIND"),
    Sentence("LABEL"),
    Sentence("HASH"),
    Sentence("LENGTH"),
    Sentence("LEVEL"),
    Sentence("LINK"),
    Sentence("MODEL"),
    Sentence("NAME"),
    Sentence("NAME, OFFICE"),
    Sentence("NUMBER"),
    Sentence("OFFICE"),
    Sentence("PATH"),
    Sentence("PLATFORM"),
    Sentence("POST"),
    Sentence("RECEIVER"),
    Sentence("SIZE"),
    Sentence("TECHNIQUE"),
    Sentence("TEXT"),
    Sentence("URL"),
    Sentence("WHOM"),
    Sentence("WORDS"),
)
"""What stands for the value of an argument or an option."""

_HELP_NAMES: Final = ("-h", "--help")


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

    ``examples`` are the command lines that stand below the help, by the command's name, behind
    that of its group if it is in one.
    """
    for full_name, each in ((command.name, command), *_below(command, command.name)):
        below = getattr(each, "commands", {}).values()
        put_in_language(each, words, examples[full_name], [*below])
    return command


def put_in_language(
    command: Any, words: Wording, examples: Sequence[str], below: Sequence[Any] = ()
) -> None:
    """Put one command into a language: what stands for values at once, its help when it is shown.

    ``examples`` are the command lines that stand below the help; ``below`` commands that it lists.
    """
    _put_usage(command, words)
    _put_parameters(command, words)
    said = command.help
    in_english = [(each, each.help) for each in (*_parameters(command), *below) if each.help]
    show = command.format_help

    def shown(context: typer.Context, formatter: Any) -> None:
        from rich.markup import escape  # slow to import: only for who asks for help
        from typer import rich_utils

        for name, title in _FIXED.items():
            setattr(rich_utils, name, words.say(title))
        heading = words.plural("Example:", "Examples:", len(examples))
        lines = "\n".join(f"  {line}" for line in examples)
        # The mark keeps the lines below it from being filled into a paragraph. Sentences and
        # command lines are no markup: what stands in brackets is shown.
        command.help = escape(f"{words.text(said)}\n\n{heading}\n\n\b\n{lines}")
        for each, help in in_english:
            each.help = escape(words.text(help))
        show(context, formatter)

    command.format_help = shown


def _below(command: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """The commands under a command, and under these, with what is typed to run them."""
    for each in getattr(command, "commands", {}).values():
        full_name = f"{path} {each.name}".lstrip()
        yield full_name, each
        yield from _below(each, full_name)


def _put_usage(command: Any, words: Wording) -> None:
    command.options_metavar = words.text("[OPTIONS]")
    if hasattr(command, "commands"):
        command.subcommand_metavar = words.text("COMMAND [ARGUMENTS]...")
    english, heading = command.get_usage, words.text("Usage:")

    def usage(context: typer.Context) -> str:
        return f"{heading} {english(context).removeprefix('Usage:').lstrip()}"

    command.get_usage = usage


def _parameters(command: Any) -> list[Any]:
    """What a command takes, --help among it."""
    # Typer makes the option --help when it is first asked for, and keeps it.
    shown_by = typer.Context(command, help_option_names=list(_HELP_NAMES))
    return [*command.params, command.get_help_option(shown_by)]


def _put_parameters(command: Any, words: Wording) -> None:
    *_, help_option = _parameters(command)
    help_option.help = Sentence("Show this message and exit.")
    for parameter in _parameters(command):
        if getattr(parameter, "is_flag", False) or isinstance(parameter, typer.core.TyperArgument):
            parameter.display_type_rich = lambda ctx: None
        if parameter.metavar is None and not parameter.type_descriptor.is_choice:
            parameter.metavar = _metavar(parameter)
        if parameter.metavar:
            parameter.metavar = words.text(parameter.metavar)


def _metavar(parameter: Any) -> str | None:
    """What stands for a value whose option names nothing better; None for a flag."""
    if getattr(parameter, "is_flag", False):
        return None
    return "NUMBER" if parameter.type_descriptor.annotation in (int, float) else "NAME"

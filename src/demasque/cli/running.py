"""Running one command line: whatever goes wrong ends in a sentence and an exit code."""

import os
import signal
import sys
import threading
import traceback
from collections.abc import Mapping, Sequence
from types import FrameType
from typing import Any, Final

import typer
from typer.main import get_command

from demasque.cli.groups.lazy_group import GROUPS, LISTED
from demasque.cli.help_pages import in_language, language_of, put_in_language
from demasque.cli.profile_option import with_profile
from demasque.cli.screen import Screen
from demasque.cli.terms import FIRST_STEPS
from demasque.cli.usage_errors import usage_sentence
from demasque.errors import DemasqueError, UsageError
from demasque.extensions import left_out
from demasque.sentences import Sentence

DONE: Final = 0
PROBLEM: Final = 1
USAGE: Final = 2
INTERRUPTED: Final = 130

_GROUPS: Final = {each.name for each in GROUPS}
"""Names that a command's own name follows."""


def run(app: typer.Typer, arguments: Sequence[str] | None) -> int:
    """Run a command line and return its exit code; nothing is raised but SystemExit."""
    given = command_first(sys.argv[1:] if arguments is None else arguments)
    language = language_of(given)
    screen = Screen(language)
    pressed = _CtrlC()
    try:
        with pressed:
            code = _invoke(app, given, screen)
        sys.stdout.flush()
    except BrokenPipeError:
        # Whoever read our output has gone: say nothing more, and nothing at exit either.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return PROBLEM
    except KeyboardInterrupt:
        return _interrupted(screen)
    except Exception as error:
        # Libraries that are stopped at work may say so by an exception of their own.
        return _interrupted(screen) if pressed.once else _explain(screen, error, given)
    finally:
        for sentence in left_out():
            screen.warn(screen.words.say(sentence))
    return code


def command_first(arguments: Sequence[str]) -> list[str]:
    """Put ``--lang``, where it stands before the command, behind the command's name.

    Each command takes the option itself; people write it in either place.
    """
    lead: list[str] = []
    rest = list(arguments)
    while rest and rest[0].partition("=")[0] == "--lang":
        taken = 1 if "=" in rest[0] else 2
        lead, rest = [*lead, *rest[:taken]], rest[taken:]
    if not rest or rest[0].startswith("-"):
        return list(arguments)
    behind = 2 if rest[0] in _GROUPS and rest[1:] and not rest[1].startswith("-") else 1
    return [*rest[:behind], *lead, *rest[behind:]]


class _CtrlC:
    """Notes whether Ctrl-C was pressed while a command ran; otherwise it does what it always does.

    Only the main thread can listen.
    """

    def __init__(self) -> None:
        self.once = False
        self._earlier = signal.getsignal(signal.SIGINT)
        main_thread = threading.current_thread() is threading.main_thread()
        self._listens = main_thread and callable(self._earlier)

    def _note(self, number: int, frame: FrameType | None) -> None:
        self.once = True
        if callable(self._earlier):
            self._earlier(number, frame)

    def __enter__(self) -> None:
        if self._listens:
            signal.signal(signal.SIGINT, self._note)

    def __exit__(self, *_: object) -> None:
        if self._listens:
            signal.signal(signal.SIGINT, self._earlier)


def _interrupted(screen: Screen) -> int:
    screen.note("")
    screen.note(screen.words.say(_INTERRUPTED))
    return INTERRUPTED


_INTERRUPTED: Final = Sentence(
    "Interrupted. The case is as the last finished step left it; run the command again to complete "
    "it."
)


def _invoke(app: typer.Typer, given: list[str], screen: Screen) -> int:
    command: Any = get_command(app)
    words = screen.words

    def dress(each: Any, examples: Mapping[str, Sequence[str]]) -> Any:
        return in_language(with_profile(each, screen), words, examples)

    command.dressed(dress, words.text)
    put_in_language(command, words, FIRST_STEPS)
    try:
        with command.make_context("demasque", given) as context:
            return int(command.invoke(context) or DONE)
    except typer.Exit as end:
        return end.exit_code


def _explain(screen: Screen, error: Exception, given: list[str]) -> int:
    """Say what went wrong and return the exit code for it."""
    words = screen.words
    match error:
        case UsageError():
            screen.problem(words.say(error.sentence))
            return USAGE
        case DemasqueError():
            screen.problem(words.say(error.sentence))
            return PROBLEM
        case typer.TyperException():
            return _explain_usage(screen, error, given)
        case typer.Abort():
            return INTERRUPTED
        case MemoryError():
            screen.problem(words.text("The memory is not enough for this."))
            return PROBLEM
        case OSError():
            name = f"{error.filename}: " if error.filename else ""
            screen.problem(f"{name}{error.strerror or error}.")
            return PROBLEM
    if os.environ.get("DEMASQUE_TRACEBACK"):
        traceback.print_exception(error)
    reason = (str(error).splitlines() or [""])[0]
    screen.problem(
        words.text(
            "This is a fault of demasque, not yours ({kind}: {reason}). Please report it, "
            "with what DEMASQUE_TRACEBACK=1 in front of the command prints.",
            kind=type(error).__name__,
            reason=reason,
        )
    )
    return PROBLEM


def _explain_usage(screen: Screen, error: typer.TyperException, given: list[str]) -> int:
    """Word an error in the command line itself, and name the help that lists what there is."""
    context = getattr(error, "ctx", None)
    if (
        type(error).__name__ == "NoArgsIsHelpError" or not error.format_message()
    ):  # no command at all: the help has been shown instead
        return USAGE
    known = [name for name in given[:1] if name in LISTED]
    path = context.command_path if context is not None else " ".join(["demasque", *known])
    screen.problem(screen.words.say(usage_sentence(error, given, [*LISTED])))
    screen.note(screen.words.text("See: {command} --help", command=path))
    return USAGE

"""``--profile``, which every command takes: where time and memory went, step by step."""

import copy
from collections.abc import Iterator
from typing import Annotated, Any, Final

import typer
from typer.main import get_command

from demasque.cli.screen import Screen
from demasque.cli.terms import text
from demasque.progress import step_sentence
from demasque.sentences import Sentence
from demasque.stopwatch import REST, START, StepTaken, Stopwatch, timing
from demasque.wording import Wording

HEADINGS: Final = (
    Sentence("Step"),
    Sentence("Seconds"),
    Sentence("Processor seconds"),
    Sentence("Peak MB"),
)
_OWN: Final = {
    START: Sentence("Starting the program"),
    REST: Sentence("Everything else"),
}
_HELP: Final = text(
    "Print, at the end, where time and memory went, step by step; the run's record keeps it."
)


def with_profile(command: Any, screen: Screen) -> Any:
    """Give a command, or every command under a group, the option ``--profile``; returns it.

    Its other name is ``--timings``: a command that has a ``--profile`` of its own (that of a STIX
    bundle) has only this one.
    """

    def begin(context: typer.Context, _: Any, asked: bool) -> None:
        if asked:
            watch = context.with_resource(timing())
            context.call_on_close(lambda: _show(screen, watch))

    option = _option()
    option.callback = begin
    for each in _below(command):
        own = copy.copy(option)
        if any(_NAME in parameter.opts for parameter in each.params):
            own.opts = [name for name in option.opts if name != _NAME]
        each.params.append(own)
    return command


_NAME: Final = "--profile"


def _option() -> Any:
    """The option as Typer makes it, for other commands, which are not passed its value."""

    def only(
        timings: Annotated[
            bool, typer.Option(_NAME, "--timings", is_eager=True, help=_HELP)
        ] = False,
    ) -> None: ...

    one = typer.Typer(add_completion=False)
    one.command()(only)
    (option,) = get_command(one).params
    option.expose_value = False
    return option


def _below(command: Any) -> Iterator[Any]:
    """The command, or of a group the commands under it."""
    if not hasattr(command, "commands"):
        yield command
    else:
        for each in command.commands.values():
            yield from _below(each)


def _show(screen: Screen, watch: Stopwatch) -> None:
    steps = list(_as_shown(watch.taken(), screen.words))
    total = StepTaken(screen.words.text("In all"))
    for one in steps:
        _add(total, one)
    rows = [_row(one) for one in (*steps, total)]
    screen.table_aside([screen.words.say(each) for each in HEADINGS], rows)


def _as_shown(steps: list[StepTaken], words: Wording) -> Iterator[StepTaken]:
    """The steps by the names that readers see, each once."""
    named: dict[str, StepTaken] = {}
    for one in steps:
        name = words.say(_OWN.get(one.step) or step_sentence(one.step))
        _add(named.setdefault(name, StepTaken(name)), one)
    yield from named.values()


def _add(to: StepTaken, one: StepTaken) -> None:
    to.seconds += one.seconds
    to.processor_seconds += one.processor_seconds
    if one.peak_bytes is not None:
        to.peak_bytes = max(one.peak_bytes, to.peak_bytes or 0)


def _row(one: StepTaken) -> list[str | float | None]:
    peak = None if one.peak_bytes is None else round(one.peak_bytes / 1e6)
    return [one.step, round(one.seconds, 2), round(one.processor_seconds, 2), peak]

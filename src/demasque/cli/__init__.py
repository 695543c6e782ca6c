"""The command ``demasque``: one file per command, each parses, calls one function, prints."""

from typing import Final

import typer

from demasque.cli.groups.command_list import COMMANDS
from demasque.cli.groups.lazy_group import GROUPS, LazyGroup
from demasque.cli.running import run
from demasque.cli.terms import ABOUT, options

app: Final = typer.Typer(
    cls=LazyGroup,
    name="demasque",
    help=ABOUT,
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.callback()(options)


def main(arguments: list[str] | None = None) -> int:
    """Run one command line (``sys.argv`` by default) and return its exit code.

    0: done; 1: ran, with a problem; 2: the request was wrong; 130: interrupted.
    """
    return run(app, arguments)


__all__ = ["COMMANDS", "GROUPS", "app", "main"]

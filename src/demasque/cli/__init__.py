"""The command ``demasque``: one file per command, each parses, calls one function, prints."""

from typing import Final

import typer

from demasque.cli.commands import (
    add,
    brief,
    campaigns,
    demo,
    detect,
    export,
    init,
    narratives,
    report,
    serve,
)
from demasque.cli.commands.dossier import compare, decide, judge, match, signature
from demasque.cli.commands.handover import outcome, pack, refer, statement, techniques
from demasque.cli.commands.keeping import (
    anonymise,
    forget,
    label,
    purge,
    rejects,
    remap,
    venues,
    verify,
)
from demasque.cli.commands.watching import alerts, status, watch
from demasque.cli.groups.claim_group import CLAIM_GROUP
from demasque.cli.groups.collect_group import COLLECT_GROUP
from demasque.cli.groups.dossier_group import DOSSIER_GROUP
from demasque.cli.groups.hypotheses_group import HYPOTHESES_GROUP
from demasque.cli.groups.library_group import LIBRARY_GROUP
from demasque.cli.groups.media_group import MEDIA_GROUP
from demasque.cli.running import run
from demasque.cli.terms import ABOUT, FIRST_STEPS, options

app: Final = typer.Typer(
    name="demasque",
    help=ABOUT,
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.callback()(options)
COMMANDS: Final = (
    init,
    add,
    detect,
    campaigns,
    narratives,
    label,
    decide,
    watch,
    status,
    serve,
    report,
    brief,
    statement,
    export,
    pack,
    refer,
    judge,
    signature,
    match,
    compare,
    techniques,
    outcome,
    alerts,
    verify,
    rejects,
    remap,
    venues,
    purge,
    forget,
    anonymise,
    demo,
)
for command in COMMANDS:
    app.command(name=command.NAME, help=command.HELP)(command.command)

GROUPS: Final = (
    MEDIA_GROUP,
    LIBRARY_GROUP,
    CLAIM_GROUP,
    DOSSIER_GROUP,
    HYPOTHESES_GROUP,
    COLLECT_GROUP,
)
for group in GROUPS:
    app.add_typer(group.typer())


def main(arguments: list[str] | None = None) -> int:
    """Run one command line (``sys.argv`` by default) and return its exit code.

    0: done; 1: ran, with a problem; 2: the request was wrong; 130: interrupted.
    """
    examples = {each.NAME: each.EXAMPLES for each in COMMANDS} | {"demasque": FIRST_STEPS}
    for each in GROUPS:
        examples |= each.examples
    return run(app, arguments, examples)


__all__ = ["app", "main"]

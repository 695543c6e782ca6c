"""``demasque collect jetstream``: posts of Bluesky as they are made."""

from pathlib import Path
from typing import Annotated, Final

import typer

from demasque.cli.commands.collecting.collect_terms import (
    Lasting,
    MatchFile,
    OutputFolder,
    run_feed,
)
from demasque.cli.screen import Screen
from demasque.cli.terms import Lang, Language, text

NAME: Final = "jetstream"
HELP: Final = text(
    "Collect posts of Bluesky as they are made, by Jetstream, the stream that Bluesky offers for "
    "this.\n\n"
    "Keeps posts that match, their new versions and reposts of them, and writes when they or their "
    "accounts go. Nothing else is written down. Files are those that demasque add reads; each "
    "appears once it is whole. Run again, it goes on where it was. "
    "Needs pip install 'demasque[collect]'."
)
EXAMPLES: Final = (
    "demasque collect jetstream --match words.txt -o inbox/",
    "demasque collect jetstream --match words.txt -o inbox/ --for 1h",
)

Hosts = Annotated[
    list[str] | None,
    typer.Option(
        "--host",
        metavar="ADDRESS",
        help=text(
            "Jetstream to ask, such as wss://jetstream.example.org; several are asked in turn. "
            "Bluesky's own without it."
        ),
        show_default=False,
    ),
]
DictionaryFile = Annotated[
    Path | None,
    typer.Option(
        "--dictionary",
        metavar="FILE",
        help=text("Jetstream's zstd dictionary: what is sent is then half as long."),
        show_default=False,
    ),
]


def command(
    match: MatchFile,
    output: OutputFolder,
    host: Hosts = None,
    lasting: Lasting = None,
    dictionary: DictionaryFile = None,
    lang: Lang = Language.EN,
) -> None:
    """Collect until stopped."""
    from demasque.collect import Match, jetstream

    screen = Screen(lang.value)
    feed = jetstream(Match.from_file(match), host or (), dictionary, say=screen.note)
    run_feed(feed, output, lasting, screen)

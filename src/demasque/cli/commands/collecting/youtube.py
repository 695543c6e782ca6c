"""``demasque collect youtube``: comments under the videos of listed public channels."""

from pathlib import Path
from typing import Annotated, Final

import typer

from demasque.cli.commands.collecting.collect_terms import (
    Every,
    Lasting,
    MatchFile,
    OutputFolder,
    run_feed,
    span,
)
from demasque.cli.screen import Screen
from demasque.cli.terms import Lang, Language, text

NAME: Final = "youtube"
HELP: Final = text(
    "Collect comments under recent videos of public channels, by YouTube's Data API.\n\n"
    "Set DEMASQUE_YOUTUBE_KEY to a key of your own project, or name a file that holds it. Every "
    "call costs units of a quota, which is counted and never exceeded; under videos where nothing "
    "changed nothing is asked. YouTube's terms let what it gives be kept for 30 days, unless it is "
    "asked for again. Needs pip install 'demasque[collect]'."
)
EXAMPLES: Final = (
    "demasque collect youtube --channels channels.txt --match words.txt -o inbox/",
    "demasque collect youtube --channels channels.txt --match words.txt -o inbox/ --every 1h "
    "--units 5000 --key-file key.txt",
)

Channels = Annotated[
    Path,
    typer.Option(
        "--channels",
        metavar="FILE",
        help=text(
            "Public channels whose videos are looked under, as of newspapers or ministries: in "
            "each line an id, a handle (@...) or an address."
        ),
        show_default=False,
    ),
]
Days = Annotated[
    float,
    typer.Option("--days", min=0.1, help=text("How old a video is looked under at most, in days.")),
]
Units = Annotated[
    int,
    typer.Option("--units", min=1, help=text("Units of the quota that may be spent a day.")),
]
KeyFile = Annotated[
    Path | None,
    typer.Option(
        "--key-file",
        metavar="FILE",
        help=text("File that holds the key."),
        show_default=False,
    ),
]


def command(
    channels: Channels,
    match: MatchFile,
    output: OutputFolder,
    every: Every = "15min",
    days: Days = 14.0,
    units: Units = 10_000,
    key_file: KeyFile = None,
    lasting: Lasting = None,
    lang: Lang = Language.EN,
) -> None:
    """Collect until stopped."""
    from demasque.collect import Match, youtube

    screen = Screen(lang.value)
    feed = youtube(
        Match.from_file(match),
        channels,
        every=span("--every", every),
        days=days,
        units=units,
        key_file=key_file,
        say=screen.note,
    )
    run_feed(feed, output, lasting, screen)

"""``demasque collect news``: articles of news sites, by their feeds."""

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

NAME: Final = "news"
HELP: Final = text(
    "Collect what news sites publish, by the feeds (RSS, Atom) that they offer.\n\n"
    "Keeps titles and summaries of articles that match, under the site's name; who wrote them is "
    "not kept. Sites are asked only for what changed, and never in a hurry. Needs pip install "
    "'demasque[collect]'."
)
EXAMPLES: Final = (
    "demasque collect news --feeds feeds.txt --match words.txt -o inbox/",
    "demasque collect news --feeds feeds.txt --match words.txt -o inbox/ --every 1h",
)

Feeds = Annotated[
    Path,
    typer.Option(
        "--feeds",
        metavar="FILE",
        help=text("Addresses of feeds, one a line."),
        show_default=False,
    ),
]


def command(
    feeds: Feeds,
    match: MatchFile,
    output: OutputFolder,
    every: Every = "15min",
    lasting: Lasting = None,
    lang: Lang = Language.EN,
) -> None:
    """Collect until stopped."""
    from demasque.collect import Match, news

    screen = Screen(lang.value)
    feed = news(Match.from_file(match), feeds, every=span("--every", every), say=screen.note)
    run_feed(feed, output, lasting, screen)

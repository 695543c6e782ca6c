"""``demasque collect mastodon``: public posts of Mastodon's servers and their relatives'."""

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

NAME: Final = "mastodon"
HELP: Final = text(
    "Collect public posts of servers of Mastodon and its relatives, by their streams and public "
    "timelines.\n\n"
    "Keeps public and unlisted posts that match, once whatever servers show them, their new "
    "versions, and writes when they are deleted. Most servers stream only to their users: set "
    "DEMASQUE_MASTODON_TOKEN to a token of yours that may read, or name a file. Without it, pages "
    "are read. Needs pip install 'demasque[collect]'."
)
EXAMPLES: Final = (
    "demasque collect mastodon --server mastodon.example --match words.txt -o inbox/",
    "demasque collect mastodon --server a.example --server b.example --hashtag harbour "
    "--match words.txt -o inbox/ --token-file tokens.txt",
)

Servers = Annotated[
    list[str],
    typer.Option(
        "--server",
        metavar="HOST",
        help=text("Server to read, such as mastodon.example; may be given several times."),
        show_default=False,
    ),
]
Hashtags = Annotated[
    list[str] | None,
    typer.Option(
        "--hashtag",
        metavar="TAG",
        help=text(
            "Read this hashtag's timeline instead of everything; may be given several times."
        ),
        show_default=False,
    ),
]
Local = Annotated[
    bool, typer.Option("--local", help=text("Only what is written on the servers themselves."))
]
TokenFile = Annotated[
    Path | None,
    typer.Option(
        "--token-file",
        metavar="FILE",
        help=text("File of tokens: in each line a server, a space and the token for it."),
        show_default=False,
    ),
]


def command(
    server: Servers,
    match: MatchFile,
    output: OutputFolder,
    hashtag: Hashtags = None,
    local: Local = False,
    token_file: TokenFile = None,
    lasting: Lasting = None,
    lang: Lang = Language.EN,
) -> None:
    """Collect until stopped."""
    from demasque.collect import Match, mastodon

    screen = Screen(lang.value)
    feed = mastodon(
        Match.from_file(match),
        server,
        hashtag or (),
        local=local,
        token_file=token_file,
        say=screen.note,
    )
    run_feed(feed, output, lasting, screen)

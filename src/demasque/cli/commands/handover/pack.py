"""``demasque pack``: write an evidence pack of one campaign, or check one."""

from pathlib import Path
from typing import Annotated, Final

import typer

from demasque.cli.screen import Screen
from demasque.cli.terms import Lang, Language, text

EXAMPLES: Final = (
    "demasque pack protest C1 -o c1.zip --to 'Example Platform, trust team'",
    "demasque pack protest C1 -o c1.zip --wacz captures --tlp red",
    "demasque pack --check c1.zip",
)

Place = Annotated[
    Path | None,
    typer.Argument(metavar="CASE", help=text("Folder of the case."), show_default=False),
]
Campaign = Annotated[
    str | None,
    typer.Argument(
        metavar="CAMPAIGN", help=text("Campaign (C1) whose evidence is packed."), show_default=False
    ),
]
File = Annotated[
    Path | None,
    typer.Option("--output", "-o", metavar="FILE", help=text("File to write."), show_default=False),
]
Reveal = Annotated[
    bool,
    typer.Option(
        "--reveal",
        help=text("Add original ids of accounts and posts; the custody log keeps that you did."),
    ),
]
Archives = Annotated[
    list[Path] | None,
    typer.Option(
        "--wacz",
        metavar="FILE",
        help=text(
            "Put in a web archive (WACZ), or those of a folder, unchanged, once its own hashes "
            "were checked; may be given several times."
        ),
    ),
]
Server = Annotated[
    str | None,
    typer.Option(
        "--timestamp-server",
        metavar="URL",
        help=text(
            "Have this server sign when the pack was made (RFC 3161); only a SHA-256 is sent there."
        ),
    ),
]
To = Annotated[
    str | None,
    typer.Option("--to", metavar="RECEIVER", help=text("Who gets it; kept in the custody log.")),
]
Label = Annotated[
    str,
    typer.Option(
        "--tlp",
        metavar="LABEL",
        help=text("Whom it may reach, by TLP 2.0: clear, green, amber, amber+strict, red."),
    ),
]
Check = Annotated[
    Path | None,
    typer.Option(
        "--check",
        metavar="FILE",
        help=text("Check this pack instead, without unpacking it; no case is needed."),
        show_default=False,
    ),
]


def command(
    case: Place = None,
    campaign: Campaign = None,
    output: File = None,
    reveal: Reveal = False,
    wacz: Archives = None,
    timestamp_server: Server = None,
    to: To = None,
    tlp: Label = "amber",
    check: Check = None,
    lang: Lang = Language.EN,
) -> None:
    """Write a pack, or check one."""
    from demasque.errors import UsageError

    screen = Screen(lang.value)
    if check is not None:
        if case is not None or output is not None:
            raise UsageError("--check is about a finished pack: leave out case and --output.")
        _check(check, screen)
        return
    if case is None or campaign is None or output is None:
        raise UsageError(
            "Say what is to be packed and where to: demasque pack CASE CAMPAIGN --output FILE. "
            "demasque campaigns CASE lists the campaigns."
        )
    _write(case, campaign, output, reveal, tuple(wacz or ()), timestamp_server, to, tlp, screen)


def _write(
    case: Path,
    campaign: str,
    output: Path,
    reveal: bool,
    wacz: tuple[Path, ...],
    server: str | None,
    to: str | None,
    tlp: str,
    screen: Screen,
) -> None:
    from demasque.api import open_case

    words = screen.words
    if server is not None:
        screen.note(
            words.text(
                "The SHA-256 of the pack's list of checksums goes to {server}, and nothing else.",
                server=server,
            )
        )
    with (
        open_case(case, on_wait=screen.note, on_doubt=screen.warn) as opened,
        screen.progress() as progress,
    ):
        made = opened.pack(
            campaign,
            output,
            reveal=reveal,
            wacz=wacz,
            timestamp_server=server,
            to=to,
            tlp=tlp,
            progress=progress,
        )
    screen.say(words.text("The evidence pack is {path}", path=str(made.path)))
    screen.say(words.plural("{n} account", "{n} accounts", made.accounts))
    screen.say(words.plural("{n} post", "{n} posts", made.posts))
    if made.stamped_at is not None:
        screen.say(words.text("Time stamp: {moment}", moment=made.stamped_at))
    screen.say(words.text("SHA-256 of its list of checksums: {digest}", digest=made.sha256))
    for sentence in made.warnings:
        screen.warn(sentence)


def _check(path: Path, screen: Screen) -> None:
    from demasque.api import verify_pack

    words = screen.words
    found = verify_pack(path)
    for sentence in found.problems:
        screen.problem(words.say(sentence))
    if found.problems:
        raise typer.Exit(1)
    screen.say(
        words.text(
            "{path} is as it was made: {files} files, campaign {campaign} of the case {case}.",
            path=str(found.path),
            files=found.files,
            campaign=found.campaign or "?",
            case=found.case or "?",
        )
    )
    screen.say(
        words.text(
            "The custody log's chain holds: {lines} lines, {withheld} of them without details.",
            lines=found.lines,
            withheld=found.withheld,
        )
    )
    _say_stamp(found.stamped, found.stamped_at, screen)
    screen.say(words.text("SHA-256 of its list of checksums: {digest}", digest=found.sha256 or ""))


def _say_stamp(stamped: bool, at: object, screen: Screen) -> None:
    words = screen.words
    if at is not None:
        screen.say(
            words.text(
                "Its time stamp says {moment}. Who signed it, openssl ts -verify tells: see the "
                "README in the pack.",
                moment=at,
            )
        )
    elif stamped:
        screen.warn(
            words.text(
                "Its time stamp was not read: that takes pip install 'demasque[timestamps]'."
            )
        )

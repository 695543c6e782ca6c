"""``demasque brief``: write the first page alone."""

from pathlib import Path
from typing import Annotated, Final

import typer

from demasque.cli.screen import Screen
from demasque.cli.terms import CasePath, Lang, Language, ScheduleFile, ShowMedia, text

NAME: Final = "brief"
HELP: Final = text(
    "Write one page for readers who are no specialists: what was found, to whom, when, how sure "
    "one may be, what else may explain it, and what to do next."
)
EXAMPLES: Final = (
    "demasque brief protest -o brief.pdf",
    "demasque brief protest C1 -o c1.html --lang fr",
)

Campaign = Annotated[
    str | None,
    typer.Argument(
        metavar="CAMPAIGN",
        help=text(
            "Campaign (C1) or operation (O1) that the page is about; the whole case unless given."
        ),
        show_default=False,
    ),
]
Page = Annotated[
    Path,
    typer.Option(
        "--output",
        "-o",
        metavar="FILE",
        help=text("File to write: .html, or .pdf (pip install 'demasque[pdf]')."),
        show_default=False,
    ),
]


def command(
    case: CasePath,
    output: Page,
    campaign: Campaign = None,
    schedule: ScheduleFile = None,
    show_media: ShowMedia = False,
    lang: Lang = Language.EN,
) -> None:
    """Write the page in the language that is spoken."""
    from demasque.api import open_case

    screen = Screen(lang.value)
    with open_case(case, on_wait=screen.note, on_doubt=screen.warn) as opened:
        if not opened.detected:
            screen.warn_undetected(case)
        with screen.progress() as progress:
            written = opened.brief(
                output, campaign, lang.value, progress, schedule=schedule, show_media=show_media
            )
    screen.say(screen.words.text("The brief is {path}", path=str(written)))

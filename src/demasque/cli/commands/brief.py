"""``demasque brief``: write the first page alone, or tell somebody who was targeted."""

from pathlib import Path
from typing import Annotated, Final

import typer

from demasque.cli.screen import Screen
from demasque.cli.terms import CasePath, Lang, Language, ScheduleFile, ShowMedia, text
from demasque.errors import UsageError

EXAMPLES: Final = (
    "demasque brief protest -o brief.pdf",
    "demasque brief protest C1 -o c1.html --lang fr",
    'demasque brief protest --for "Ministry of Minutes" --country CA -o ministry.pdf',
    "demasque brief protest --for 12345 --platform x --contacts ours.json -o page.html",
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
Targeted = Annotated[
    str | None,
    typer.Option(
        "--for",
        metavar="NAME",
        help=text(
            "Write for a person or body that the posts address: its name on the list of venues, "
            "the pseudonym of its account, or, with --platform, the platform's own id."
        ),
        show_default=False,
    ),
]
Platform = Annotated[
    str | None,
    typer.Option(
        "--platform",
        metavar="PLATFORM",
        help=text("The platform that --for is an id of; the id is not kept."),
        show_default=False,
    ),
]
Country = Annotated[
    str | None,
    typer.Option(
        "--country",
        metavar="CODE",
        help=text("With --for: add whom to turn to in a country, such as CA."),
        show_default=False,
    ),
]
Contacts = Annotated[
    Path | None,
    typer.Option(
        "--contacts",
        metavar="FILE",
        help=text("With --for: add whom to turn to from a list of your own (JSON)."),
        show_default=False,
    ),
]


def command(
    case: CasePath,
    output: Page,
    campaign: Campaign = None,
    for_: Targeted = None,
    platform: Platform = None,
    country: Country = None,
    contacts: Contacts = None,
    schedule: ScheduleFile = None,
    show_media: ShowMedia = False,
    lang: Lang = Language.EN,
) -> None:
    """Write the page in the language that is spoken."""
    from demasque.api import open_case

    _refuse(for_, (platform, country, contacts), (schedule, show_media))
    screen = Screen(lang.value)
    with open_case(case, on_wait=screen.note, on_doubt=screen.warn) as opened:
        if not opened.detected:
            screen.warn_undetected(case)
        with screen.progress() as progress:
            if for_ is None:
                written = opened.brief(
                    output, campaign, lang.value, progress, schedule=schedule, show_media=show_media
                )
            else:
                written = opened.brief_for(
                    output, for_, campaign, lang.value, progress,
                    platform=platform, country=country, contacts=contacts,
                )  # fmt: skip
    screen.say(screen.words.text("The brief is {path}", path=str(written)))


def _refuse(for_: str | None, with_it: tuple[object, ...], without: tuple[object, ...]) -> None:
    if for_ is None and any(each is not None for each in with_it):
        raise UsageError("--platform, --country and --contacts go with --for.")
    if for_ is not None and any(without):
        raise UsageError("--schedule and --show-media do not go with --for: it shows neither.")

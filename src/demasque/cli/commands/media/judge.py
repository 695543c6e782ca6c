"""``demasque media judge``: score families by the user's own detector."""

from pathlib import Path
from typing import Annotated, Final

import typer

from demasque.cli.screen import Screen
from demasque.cli.terms import CasePath, Lang, Language, text

SHOWN: Final = 20
"""Families listed."""

NAME: Final = "judge"
HELP: Final = text(
    "Score families of pictures and clips by a detector of what was made with AI that you bring "
    "and answer for: a folder with model.onnx and card.json. None ships with this program. Its "
    "card is printed beside the result, and nothing is said of single files."
)
EXAMPLES: Final = ("demasque media judge protest my-detector",)

Folder = Annotated[
    Path,
    typer.Argument(metavar="FOLDER", help=text("The detector's folder."), show_default=False),
]


def command(case: CasePath, folder: Folder, lang: Lang = Language.EN) -> None:
    """Score, and print families, the card, and what chance gives."""
    from demasque.api import open_case
    from demasque.findings import media_code

    screen = Screen(lang.value)
    words = screen.words
    with (
        open_case(case, on_wait=screen.note, on_doubt=screen.warn) as opened,
        screen.progress() as progress,
    ):
        found, left_out = opened.judge_media(folder, progress)
    if found is None:
        return
    headings = (words.text("Code"), words.text("Files"), words.text("From the threshold on"))
    rows = [(media_code(each.family), each.files, each.above) for each in found.families[:SHOWN]]
    if rows:
        screen.table(headings, rows)
    for sentence in found.sentences():
        screen.say(words.say(sentence))
    for sentence in left_out:
        screen.warn(words.say(sentence))

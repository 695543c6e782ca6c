"""``demasque narratives``: list the messages that several accounts wrote."""

from typing import TYPE_CHECKING, Annotated, Final

import typer

from demasque.cli.screen import Screen
from demasque.cli.terms import CasePath, Lang, Language, text

if TYPE_CHECKING:
    from demasque.api import Case

SHOWN: Final = 20
WORDS_SHOWN: Final = 60
"""Characters shown of a message."""

EXAMPLES: Final = (
    "demasque narratives protest",
    "demasque narratives protest C1 --limit 50",
    "demasque narratives protest --meaning use-multilingual",
)

Campaign = Annotated[
    str | None,
    typer.Argument(metavar="CAMPAIGN", help=text("A campaign, such as C1; the case without it.")),
]
Limit = Annotated[int, typer.Option("--limit", min=1, help=text("Messages listed at most."))]
Meaning = Annotated[
    str | None,
    typer.Option(
        "--meaning",
        metavar="MODEL",
        help=text(
            "Model by which messages that may say the same are named as leads: use-multilingual, "
            "or a folder."
        ),
    ),
]


def command(
    case: CasePath,
    campaign: Campaign = None,
    limit: Limit = SHOWN,
    meaning: Meaning = None,
    lang: Lang = Language.EN,
) -> None:
    """List messages."""
    from demasque.api import open_case

    screen = Screen(lang.value)
    with open_case(case, on_wait=screen.note, on_doubt=screen.warn) as opened:
        if not opened.detected:
            screen.warn_undetected(case)
            return
        show_narratives(screen, opened, campaign, limit, meaning)
        show_picture_narratives(screen, opened, campaign, limit)


def show_narratives(
    screen: Screen, case: "Case", campaign: str | None, limit: int, meaning: str | None
) -> None:
    """A table of messages."""
    words = screen.words
    rows = case.narratives(campaign, limit=limit, meaning=meaning).to_pylist()
    if not rows:
        screen.say(words.text("No message was written by two accounts or more."))
        return
    headings = [
        words.text("Code"),
        words.text("Message"),
        words.text("Languages"),
        words.text("From"),
        words.text("To"),
        words.text("Posts"),
        words.text("Accounts"),
        words.text("Campaigns"),
        *([words.text("May say the same")] if meaning is not None else []),
    ]
    cells = []
    for row in rows:
        said = ": ".join([*row["names"], " ".join(row["words"].split())])
        cell = [
            row["code"],
            _cut(said),
            ", ".join(
                words.text("language unknown") if code == "unknown" else words.language_name(code)
                for code in row["languages"]
            ),
            words.date(row["first_at"]),
            words.date(row["last_at"]),
            row["posts"],
            row["accounts"],
            ", ".join(row["campaigns"]) or "–",
        ]
        cells.append([*cell, *([", ".join(row["leads"]) or "–"] if meaning is not None else [])])
    screen.table(headings, cells)
    if meaning is not None:
        screen.say(words.text("What may say the same is a lead by a model, and no evidence."))


def show_picture_narratives(screen: Screen, case: "Case", campaign: str | None, limit: int) -> None:
    """A table of the messages in pictures and clips; nothing where there are none."""
    words = screen.words
    rows = case.media_narratives(campaign, limit=limit).to_pylist()
    if not rows:
        return
    screen.say(words.text("Read from pictures, or heard in clips, that are not copies:"))
    headings = (
        words.text("Message"),
        words.text("From"),
        words.text("To"),
        words.text("Files"),
        words.text("Posts"),
        words.text("Accounts"),
        words.text("Campaigns"),
    )
    cells = [
        (
            _cut(" ".join(row["words"].split())),
            words.date(row["first_at"]),
            words.date(row["last_at"]),
            row["files"],
            row["posts"],
            row["accounts"],
            ", ".join(row["campaigns"]) or "–",
        )
        for row in rows
    ]
    screen.table(headings, cells)


def _cut(said: str) -> str:
    return said if len(said) <= WORDS_SHOWN else f"{said[: WORDS_SHOWN - 1]}…"

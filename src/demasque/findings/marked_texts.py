"""Mark where two texts differ, so that a reader sees at a glance what is the same."""

from dataclasses import dataclass
from typing import Final

from demasque.text import marked_difference

LONGEST: Final = 700
"""Characters of a post that the report shows."""


@dataclass(frozen=True)
class Piece:
    """A stretch of text, and whether the other text has it too."""

    text: str
    same: bool


def shortened(text: str, longest: int = LONGEST) -> str:
    """Cut a long text to ``longest`` characters, with an ellipsis in place of the rest."""
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"


def marked(left: str, right: str) -> tuple[list[Piece], list[Piece]]:
    """Divide two texts into stretches that are the same in both and stretches that are not."""
    pieces = marked_difference(shortened(left), shortened(right))
    return (
        [Piece(each.text, each.mark == "same") for each in pieces if each.mark != "added"],
        [Piece(each.text, each.mark == "same") for each in pieces if each.mark != "removed"],
    )

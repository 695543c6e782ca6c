"""Mark where two texts differ, so that a reader sees at a glance what is the same."""

from dataclasses import dataclass
from typing import Final

from demasque.text import marked_difference

LONGEST: Final = 700
"""Characters of a post that the report shows."""


@dataclass(frozen=True)
class MarkedText:
    """A stretch of text, and whether the other text has it too."""

    text: str
    same: bool


def shortened(text: str, longest: int = LONGEST) -> str:
    """Cut a long text to ``longest`` characters, with an ellipsis in place of the rest."""
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"


def marked(left: str, right: str) -> tuple[list[MarkedText], list[MarkedText]]:
    """Divide two texts into stretches that are the same in both and stretches that are not."""
    stretches = marked_difference(shortened(left), shortened(right))
    return (
        [MarkedText(each.text, each.mark == "same") for each in stretches if each.mark != "added"],
        [
            MarkedText(each.text, each.mark == "same")
            for each in stretches
            if each.mark != "removed"
        ],
    )

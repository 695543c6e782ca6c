"""Mark where two texts differ, so that a reader sees at a glance what is the same."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final

LONGEST: Final = 700
"""Characters of a post that the report shows."""

# A run of letters and digits is one word; characters of scripts written without spaces stand alone.
_WORDS: Final = re.compile(
    r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\u0e00-\u0e7f]|[^\W_]+|\s+|.", re.DOTALL
)


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
    left, right = shortened(left), shortened(right)
    if left == right:
        whole = [Piece(left, same=True)] if left else []
        return whole, list(whole)
    a, b = _WORDS.findall(left), _WORDS.findall(right)
    blocks = SequenceMatcher(None, a, b, autojunk=False).get_matching_blocks()
    return (
        _pieces(a, [(block.a, block.size) for block in blocks]),
        _pieces(b, [(block.b, block.size) for block in blocks]),
    )


def _pieces(words: list[str], blocks: list[tuple[int, int]]) -> list[Piece]:
    pieces: list[Piece] = []
    done = 0
    for start, size in blocks:
        if start > done:
            pieces.append(Piece("".join(words[done:start]), same=False))
        if size:
            pieces.append(Piece("".join(words[start : start + size]), same=True))
        done = start + size
    return pieces

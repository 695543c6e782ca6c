"""What separates a copy from its exemplar, for a reader: marked words, and disguises."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Final, Literal

from rapidfuzz.distance import Indel

from demasque.text.forms.form_rules import ALL_RULES, Rules
from demasque.text.forms.normal_form import match_keys

_CHARACTERS_READ: Final = 4_000
# A word, or one character of a script written without spaces, or a run of anything else.
_UNSPACED: Final = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff"
    "\u3400-\u9fff\uf900-\ufaff\U00020000-\U000323af"
)
_PIECE: Final = re.compile(rf"[{_UNSPACED}]|\s+|[^\W{_UNSPACED}]+|.")

_EMOJI_JOINERS: Final = re.compile("[\ufe0e\ufe0f]|\u200d(?=[\u2600-\u27bf\U0001f000-\U0001faff])")

Mark = Literal["same", "added", "removed"]


@dataclass(frozen=True, slots=True)
class TextDifference:
    """A stretch of words that both texts have, or that the copy added or removed."""

    mark: Mark
    text: str


def marked_difference(exemplar: str, copy: str) -> tuple[TextDifference, ...]:
    """How `copy` departs from `exemplar`, in reading order, as they were written.

    Pieces 'same' and 'added' in a row are the copy, 'same' and 'removed' the exemplar. The first
    4,000 characters of each are compared.
    """
    before = _PIECE.findall(exemplar[:_CHARACTERS_READ])
    after = _PIECE.findall(copy[:_CHARACTERS_READ])
    pieces: list[TextDifference] = []
    for step in Indel.opcodes(before, after):
        if step.tag == "equal":
            pieces.append(TextDifference("same", "".join(after[step.dest_start : step.dest_end])))
        elif step.tag == "insert":
            pieces.append(TextDifference("added", "".join(after[step.dest_start : step.dest_end])))
        else:
            pieces.append(TextDifference("removed", "".join(before[step.src_start : step.src_end])))
    return tuple(_removed_first(pieces))


def _removed_first(pieces: list[TextDifference]) -> list[TextDifference]:
    """Where something stands in another's place, what was there comes before it."""
    ordered: list[TextDifference] = []
    for piece in pieces:
        if piece.mark == "removed" and ordered and ordered[-1].mark == "added":
            ordered.insert(-1, piece)
        else:
            ordered.append(piece)
    return ordered


def disguises(text: str, rules: Rules = ALL_RULES) -> tuple[str, ...]:
    """The rules without which the text's key would be another: what hides its words."""
    return disguises_each([text], rules)[0]


def disguises_each(texts: Sequence[str], rules: Rules = ALL_RULES) -> list[tuple[str, ...]]:
    """The :func:`disguises` of each text, in order; what joins emoji to one is none."""
    texts = [_EMOJI_JOINERS.sub("", text) for text in texts]
    keys = match_keys(texts, rules)
    found: list[list[str]] = [[] for _ in texts]
    for name in (field.name for field in fields(rules) if getattr(rules, field.name)):
        for n, key in enumerate(match_keys(texts, rules.without(name))):
            if key != keys[n]:
                found[n].append(name)
    return [tuple(names) for names in found]

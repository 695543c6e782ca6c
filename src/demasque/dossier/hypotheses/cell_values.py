"""What a row of the matrix says of a hypothesis: the marks of Heuer's matrix, and one for unknown.

R. J. Heuer, *Psychology of Intelligence Analysis*, 1999, chapter 8, with the marks that its users
have added since: very consistent, very inconsistent, not applicable.
"""

from enum import Enum
from typing import Final

from demasque.errors import UsageError
from demasque.sentences import Sentence


class CellValue(Enum):
    """One cell: how well the evidence goes with the hypothesis. Marks, and no numbers."""

    VERY_CONSISTENT = "CC"
    CONSISTENT = "C"
    NEUTRAL = "N"
    INCONSISTENT = "I"
    VERY_INCONSISTENT = "II"
    NOT_APPLICABLE = "NA"
    UNKNOWN = "unknown"

    @classmethod
    def named(cls, name: str) -> "CellValue":
        """Return the value of a mark (``I``) or of its name (``inconsistent``).

        Raises:
            UsageError: there is no such mark.
        """
        wanted = " ".join(name.replace("-", " ").replace("_", " ").split()).lower()
        for value in cls:
            if wanted in (value.value.lower(), value.name.replace("_", " ").lower()):
                return value
        raise UsageError(
            "There is no mark {mark}. The marks are: {marks}.",
            mark=repr(name),
            marks="; ".join(f"{v.value} ({v.name.replace('_', ' ').lower()})" for v in cls),
        )

    @property
    def words(self) -> Sentence:
        """Its name."""
        return _WORDS[self]

    @property
    def symbol(self) -> str:
        """What stands in a cell: its mark, and a question mark for what is not known."""
        return "?" if self is CellValue.UNKNOWN else self.value

    @property
    def against(self) -> int:
        """How strongly it speaks against: 2, 1 or 0. An order, not an amount."""
        return _AGAINST.get(self, 0)

    @property
    def known(self) -> bool:
        """Whether it says anything at all."""
        return self is not CellValue.UNKNOWN


_AGAINST: Final = {CellValue.VERY_INCONSISTENT: 2, CellValue.INCONSISTENT: 1}
_WORDS: Final = {
    CellValue.VERY_CONSISTENT: Sentence("very consistent"),
    CellValue.CONSISTENT: Sentence("consistent"),
    CellValue.NEUTRAL: Sentence("neither"),
    CellValue.INCONSISTENT: Sentence("inconsistent"),
    CellValue.VERY_INCONSISTENT: Sentence("very inconsistent"),
    CellValue.NOT_APPLICABLE: Sentence("not applicable"),
    CellValue.UNKNOWN: Sentence("not known"),
}

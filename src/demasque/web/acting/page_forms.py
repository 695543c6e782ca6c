"""What a form on a page asks for: fields in order, each with its label.

The forms are values so that every page shows them alike (``_forms.html``): a label at each field,
what was typed kept, and what went wrong beside it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from demasque.sentences import Sentence

Choice = tuple[str, str]
"""What is posted, and what the reader sees: a sentence, or a word of no language."""


@dataclass(frozen=True)
class FormField:
    """One thing asked for: a line, some ``lines``, one of ``choices``, a ``tick``.

    ``hint`` stands below the label; ``value`` is there from the start.
    """

    name: str
    label: Sentence
    hint: Sentence | None = None
    choices: tuple[Choice, ...] = ()
    lines: int = 1
    tick: bool = False
    required: bool = False
    value: str = ""


@dataclass(frozen=True)
class PageForm:
    """One form. ``title`` opens it, ``button`` sends it; ``notes`` say what sending it means.

    ``missing`` says what has to be installed first; the form then has no fields.
    """

    id: str
    title: Sentence
    button: Sentence
    fields: tuple[FormField, ...]
    notes: tuple[Sentence, ...] = ()
    missing: Sentence | None = None

    def given(self, name: str, value: str) -> "PageForm":
        """The same form with a value in a field from the start."""
        fields = tuple(
            replace(each, value=value) if each.name == name else each for each in self.fields
        )
        return replace(self, fields=fields)


def chosen(labels: Sequence[tuple[str, str]]) -> tuple[Choice, ...]:
    """Choices of which none is made from the start."""
    return (("", Sentence("– choose –")), *labels)


def separate_lines(written: str) -> tuple[str, ...]:
    """What stands on each line, without empty ones."""
    return tuple(line.strip() for line in written.splitlines() if line.strip())


BY: Final = FormField(
    "by",
    Sentence("Who says it"),
    Sentence("Your name, and the office. It stays in the custody log."),
    required=True,
)
BECAUSE: Final = FormField(
    "because",
    Sentence("Reasons"),
    Sentence("They stay in the custody log for good, and should name no person."),
    lines=3,
    required=True,
)

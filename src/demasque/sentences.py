"""Sentences for people: their form stays apart from what fills it, so that any language words them.

The program makes them in English where something happens; :meth:`demasque.wording.Wording.say`
words them for whoever reads, from the form that the catalogues translate.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any, Self


@dataclass(frozen=True)
class Percent:
    """A share of one, to be written as a percentage."""

    share: float

    def __str__(self) -> str:
        return f"{self.share:.0%}"


@dataclass(frozen=True)
class Seconds:
    """A length of time, to be written in the unit that suits it."""

    seconds: float

    def __str__(self) -> str:
        return f"{self.seconds:g} s"


class Sentence(str):
    """A sentence in English that remembers its form and what fills its ``{places}``.

    It is text like any other, in plain English for logs and records. A value may be a whole
    number, a float, :class:`Percent`, :class:`Seconds`, a date or datetime, another sentence, or a
    list or tuple of these: each is written the way the reader's language writes it. Any other value
    is taken as text.
    """

    form: str
    plural: str | None  # the form for many, where the form follows a number
    n: int  # the number that decides between the two forms
    values: Mapping[str, object]

    def __new__(cls, form: str, /, **values: object) -> Self:
        """Fill the places of ``form``; without values it is taken as it is."""
        if isinstance(form, cls) and not values:
            return form
        return cls._made(str(form), None, 1, values)

    @classmethod
    def counted(cls, singular: str, plural: str, n: int, /, **values: object) -> Self:
        """Make a sentence whose form follows ``n``, which also fills the place ``{n}``."""
        return cls._made(singular, plural, n, {"n": n, **values})

    @classmethod
    def _made(cls, form: str, plural: str | None, n: int, values: Mapping[str, object]) -> Self:
        kept = {name: _kept(value) for name, value in values.items()}
        english = form if plural is None or n == 1 else plural
        written = {name: _in_english(value) for name, value in kept.items()}
        made = super().__new__(cls, english.format_map(written) if values else english)
        made.form, made.plural, made.n, made.values = form, plural, n, MappingProxyType(kept)
        return made

    def __deepcopy__(self, memo: object) -> Self:
        """Nothing of a sentence can change, so that a copy is the sentence itself."""
        return self

    def record(self) -> dict[str, Any]:
        """Return what a run record keeps of it: JSON from which it can be worded later."""
        kept = {"form": self.form, "values": dict(self.values)}
        return kept if self.plural is None else {**kept, "plural": self.plural, "n": self.n}

    @classmethod
    def recorded(cls, kept: Mapping[str, Any]) -> Self:
        """Make the sentence that :meth:`record` kept."""
        return cls._made(kept["form"], kept.get("plural"), kept.get("n", 1), kept["values"])


def readable(text: object) -> str:
    """Text that can be written anywhere; '?' for the bytes of a file's name that are no UTF-8."""
    word = str(text)
    return word if word.isascii() else word.encode("utf-8", "replace").decode()


def _kept(value: object) -> object:
    if isinstance(value, list | tuple):
        return tuple(_kept(each) for each in value)
    worded_later = isinstance(value, Sentence | Percent | Seconds | date | int | float)
    return value if worded_later and not isinstance(value, bool) else readable(value)


def _in_english(value: object) -> str:
    if isinstance(value, tuple):
        return ", ".join(_in_english(each) for each in value)
    return f"{value:,}" if isinstance(value, int) else str(value)

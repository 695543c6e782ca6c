"""Errors that a person reads: what happened, where, and what to do."""

from collections.abc import Mapping
from types import MappingProxyType


class Sentence(str):
    """A sentence in English that remembers its form and what fills its ``{places}``.

    It is text like any other; who knows the reader's language words it anew
    (:meth:`demasque.wording.Wording.say`), since the form is what the catalogues translate. Whole
    numbers are grouped; give other values as they are to be read.
    """

    form: str
    values: Mapping[str, object]

    def __new__(cls, form: str, /, **values: object) -> "Sentence":
        """Fill the places of ``form``; without values it is taken as it is."""
        if isinstance(form, cls) and not values:
            return form
        kept = {
            name: value if type(value) is int else _kept(value) for name, value in values.items()
        }
        written = {k: f"{v:,}" if isinstance(v, int) else v for k, v in kept.items()}
        made = super().__new__(cls, form.format_map(written) if values else form)
        made.form, made.values = str(form), MappingProxyType(kept)
        return made


def _kept(value: object) -> str:
    # A sentence within a sentence keeps its form.
    return value if isinstance(value, Sentence) else readable(value)


def readable(text: object) -> str:
    """Text that can be written anywhere; '?' for the bytes of a file's name that are no UTF-8."""
    word = str(text)
    return word if word.isascii() else word.encode("utf-8", "replace").decode()


class DemasqueError(Exception):
    """The command ran into a problem that its message explains (exit code 1).

    Raise it with the form of the sentence and what fills its places:
    ``DemasqueError("{path} is missing.", path=path)``.
    """

    def __init__(self, form: str, /, **values: object) -> None:
        self.sentence = Sentence(form, **values)
        super().__init__(self.sentence)


class UsageError(DemasqueError):
    """The request itself was wrong: an option, a column name, a value (exit code 2)."""

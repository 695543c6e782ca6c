"""What an act is: a form that is posted, and what it does to the case.

An act calls one function of :class:`demasque.api.Case`, as a command does: the dossier's own
functions check it, and write it into the custody log. What goes wrong is a sentence of theirs.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from demasque.api import Case
from demasque.sentences import Sentence
from demasque.web.sessions import Session, Undo


@dataclass(frozen=True)
class Posted:
    """A form that was posted."""

    session: Session
    path: Mapping[str, str]  # parts of the address
    form: Mapping[str, str]
    repeated: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # each field, whole

    def value(self, name: str) -> str:
        """A field of the form, without blanks round it; "" where it was left out."""
        return self.form.get(name, "").strip()

    def many(self, name: str) -> tuple[str, ...]:
        """Every word of a field that may stand in the form several times, such as checkboxes."""
        given = self.repeated.get(name, (self.form[name],) if name in self.form else ())
        return tuple(dict.fromkeys(word for each in given for word in each.split()))


@dataclass(frozen=True)
class Done:
    """What came of it: a sentence for the next page, what takes it back, and where to go on."""

    sentence: Sentence
    undo: Undo | None = None
    onward: str | None = None  # an address of this server; None: the page that the form was on


@dataclass(frozen=True)
class Act:
    """One kind of act. ``address`` such as "/accounts/{account}/decide"; always by POST."""

    id: str
    address: str
    do: Callable[[Case, Posted], Done]

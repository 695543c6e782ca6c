"""Who looks: what the server remembers of a browser, in memory only."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field

from demasque.sentences import Sentence


@dataclass
class Undo:
    """What takes back what was just done: a form posted to ``address`` with ``values``."""

    address: str
    values: dict[str, str]


@dataclass
class Flash:
    """A sentence shown once, on the next page, with a way back where there is one."""

    sentence: Sentence
    undo: Undo | None = None
    problem: bool = False


@dataclass
class Typed:
    """A form that could not be done: what was typed, so that nothing has to be typed again.

    ``key`` is the form's name on its page; ``problem`` says what was wrong.
    """

    key: str
    values: Mapping[str, str]
    problem: Sentence

    def of(self, name: str) -> str:
        """What was typed into a field."""
        return self.values.get(name, "")


@dataclass
class Session:
    """One browser. ``csrf`` stands in each form; ``by`` is who decides: name and office."""

    id: str
    csrf: str
    lang: str
    read_only: bool
    by: str = ""
    flashes: list[Flash] = field(default_factory=list)
    typed: Typed | None = None

    def typed_in(self, key: str) -> Typed | None:
        """What was typed into the form of this key, if that is the one that went wrong last."""
        return self.typed if self.typed is not None and self.typed.key == key else None

    def taken_flashes(self) -> list[Flash]:
        """What the next page says, once."""
        shown, self.flashes = self.flashes, []
        return shown


class Sessions:
    """Every browser that was let in. ``token`` lets one in, once."""

    def __init__(self, lang: str, *, read_only: bool) -> None:
        self.lang = lang
        self.read_only = read_only
        self.token = secrets.token_urlsafe(32)
        self._known: dict[str, Session] = {}

    def begin(self) -> Session:
        """Let a browser in."""
        made = Session(
            secrets.token_urlsafe(32), secrets.token_urlsafe(32), self.lang, self.read_only
        )
        self._known[made.id] = made
        return made

    def get(self, name: str) -> Session | None:
        """The session of this id, if it was let in."""
        return self._known.get(name)

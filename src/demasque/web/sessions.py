"""Who looks: what the server remembers of a browser, in memory only."""

import hashlib
import hmac
import secrets
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from demasque.sentences import Sentence

MOST: Final = 64
"""Browsers at a time."""
AWAY_SECONDS: Final = 12 * 3600.0
"""A session ends when its browser has not asked for anything for so long: a working day."""


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
    seen: float = 0.0  # when it last asked, by the clock of its Sessions

    def typed_in(self, key: str) -> Typed | None:
        """What was typed into the form of this key, if that is the one that went wrong last."""
        return self.typed if self.typed is not None and self.typed.key == key else None

    def taken_flashes(self) -> list[Flash]:
        """What the next page says, once."""
        shown, self.flashes = self.flashes, []
        return shown


class Sessions:
    """Every browser that was let in, at most ``MOST`` of them. ``token`` lets in the next one.

    ``on_token`` is told each new token: one is used up by the browser that it lets in.
    """

    def __init__(
        self,
        lang: str,
        *,
        read_only: bool,
        on_token: Callable[[str], None] = lambda _: None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.lang = lang
        self.read_only = read_only
        self.token = secrets.token_urlsafe(32)
        self._on_token = on_token
        self._clock = clock
        self._known: OrderedDict[bytes, Session] = OrderedDict()  # who was seen last stands last

    def let_in(self, token: str) -> Session | None:
        """Let in whoever brings the token; it is worth nothing afterwards."""
        if not hmac.compare_digest(token.encode("utf-8", "replace"), self.token.encode()):
            return None
        self.token = secrets.token_urlsafe(32)
        self._on_token(self.token)
        return self.begin()

    def begin(self) -> Session:
        """Let a browser in; the one that was away longest leaves where there are too many."""
        made = Session(
            secrets.token_urlsafe(32), secrets.token_urlsafe(32), self.lang, self.read_only
        )
        self._remember(made)
        if len(self._known) > MOST:
            self._known.popitem(last=False)
        return made

    def get(self, name: str) -> Session | None:
        """The session of this id, if it was let in and came back in time."""
        session = self._known.pop(_digest(name), None)
        if session is None or self._clock() - session.seen > AWAY_SECONDS:
            return None
        self._remember(session)
        return session

    def end(self, session: Session) -> None:
        """Let this browser in no longer."""
        self._known.pop(_digest(session.id), None)

    def _remember(self, session: Session) -> None:
        session.seen = self._clock()
        self._known[_digest(session.id)] = session


def _digest(name: str) -> bytes:
    # Looked up by its hash, how long a look-up takes tells nothing of an id.
    return hashlib.sha256(name.encode("utf-8", "replace")).digest()

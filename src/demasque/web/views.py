"""What a page is: an address, what is read for it, and the template that shows it.

Each page is a :class:`View` in a file of ``pages/``; :mod:`demasque.web.pages` lists them all. The
same view gives HTML, its tables as CSV (``?csv=NAME``), and the line by which it is cited.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import pyarrow as pa

from demasque.sentences import Sentence
from demasque.web.editions.edition import Edition
from demasque.web.jobs.job_queue import JobQueue
from demasque.web.sessions import Session
from demasque.wording import Wording


@dataclass(frozen=True)
class TimeSpan:
    """A stretch of time that the page is narrowed to, in UTC; None is open. ``until`` is out."""

    since: datetime | None = None
    until: datetime | None = None

    def __bool__(self) -> bool:
        return self.since is not None or self.until is not None

    @property
    def empty(self) -> bool:
        """Whether no time stands in it, since it ends where it begins or earlier."""
        return self.since is not None and self.until is not None and self.until <= self.since


@dataclass(frozen=True)
class Asked:
    """What a browser asks of a view."""

    edition: Edition  # what is shown of the case: one state of it, whole
    session: Session
    words: Wording
    path: Mapping[str, str] = field(default_factory=dict)  # parts of the address
    query: Mapping[str, str] = field(default_factory=dict)
    span: TimeSpan = TimeSpan()
    jobs: JobQueue | None = None  # what was started from the page


@dataclass(frozen=True)
class Shown:
    """What a view shows.

    ``content`` is for the template; ``tables`` are what the page lists, whole, for ``?csv=NAME``:
    made only when asked for.
    """

    title: Sentence
    content: Mapping[str, Any]
    tables: Mapping[str, Callable[[], pa.Table | pa.RecordBatchReader]] = field(
        default_factory=dict
    )


@dataclass(frozen=True)
class View:
    """One kind of page.

    ``timed``: whether the stretch of time narrows it. ``live``: whether it shows more than the
    edition and the session, such as how far a job is: it is made anew whenever asked for.
    """

    id: str
    address: str  # such as "/accounts/{account}"
    template: str
    read: Callable[[Asked], Shown]
    timed: bool = False
    live: bool = False
    menu: Sentence | None = None  # its name in the menu, where it stands there

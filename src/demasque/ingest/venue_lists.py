"""The analyst's list of venues: a CSV file of accounts, what kind each is, and what it is called.

Only a list says what kind of venue an account is; the program never guesses it. A private person's
name is read past: it reaches neither tables nor messages.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Final

from demasque.errors import Sentence, UsageError
from demasque.ingest.analyst_lists import list_rows
from demasque.schema import VENUE_KINDS

PRIVATE: Final = "private_person"

SPELLINGS: Final = {
    "department": "department", "departement": "department", "département": "department",
    "ministry": "department", "ministère": "department", "ministere": "department",
    "government": "department", "gouvernement": "department", "agency": "department",
    "media": "media", "média": "media", "médias": "media", "outlet": "media", "press": "media",
    "presse": "media", "newspaper": "media", "journal": "media",
    "politician": "politician", "politicien": "politician", "politicienne": "politician",
    "personnalité politique": "politician", "élu": "politician", "élue": "politician",
    "private person": PRIVATE, "private individual": PRIVATE, "private": PRIVATE,
    "person": PRIVATE, "personne": PRIVATE, "personne privée": PRIVATE, "particulier": PRIVATE,
    "particulière": PRIVATE,
    "other": "other", "autre": "other", "organisation": "other", "organization": "other",
}  # fmt: skip
"""What a kind may be called, in small letters and with spaces, in English or French."""

COLUMNS: Final = {
    "platform": "platform", "plateforme": "platform", "account": "account", "compte": "account",
    "account id": "account", "kind": "kind", "type": "kind", "genre": "kind", "name": "name",
    "nom": "name",
}  # fmt: skip
"""What a column may be called."""


@dataclass(frozen=True, slots=True)
class ListedVenue:
    """One line of a list. ``account`` is the platform's own id or handle, without ``@``."""

    line: int  # 1-based
    platform: str
    account: str
    kind: str  # one of VENUE_KINDS
    name: str | None  # always None for a private person


@dataclass(frozen=True, slots=True)
class VenueFile:
    """A list as it was read, and the SHA-256 of its file."""

    venues: tuple[ListedVenue, ...]
    sha256: str


def read_venues(path: Path) -> VenueFile:
    """Read an analyst's list: CSV with the columns platform, account, kind and, if wanted, name.

    Columns may stand in any order, be called in French, and be parted by commas, semicolons or
    tabs. Empty lines are passed over.

    Raises:
        UsageError: the file cannot be read, or a line cannot be used: it says which, and the
            column. A list is taken whole or not at all.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise UsageError("{path} cannot be read.", path=path) from error
    rows = list_rows(path, content)
    columns = _columns(path, next(rows, (1, []))[1])
    venues: dict[tuple[str, str], ListedVenue] = {}
    for line, cells in rows:
        venue = _venue(path, line, columns, cells)
        earlier = venues.setdefault((venue.platform, venue.account), venue)
        if (earlier.kind, earlier.name) != (venue.kind, venue.name):
            # The account itself is not named: it may be a person's.
            raise _unusable(
                path,
                line,
                "account",
                Sentence("the account stands on line {line} already, otherwise", line=earlier.line),
            )
    return VenueFile(tuple(venues.values()), sha256(content).hexdigest())


def _columns(path: Path, header: list[str]) -> Mapping[str, int]:
    """Column -> its place."""
    places: dict[str, int] = {}
    for place, cell in enumerate(header):
        name = COLUMNS.get(_plain(cell))
        if name is not None:
            places.setdefault(name, place)
    for needed in ("platform", "account", "kind"):
        if needed not in places:
            raise UsageError(
                "{path}, line 1: there is no column {column}. A list has the columns platform, "
                "account, kind and name.",
                path=path,
                column=needed,
            )
    return places


def _venue(path: Path, line: int, columns: Mapping[str, int], cells: list[str]) -> ListedVenue:
    told = {name: cells[place] for name, place in columns.items() if place < len(cells)}
    for needed in ("platform", "account", "kind"):
        if not told.get(needed):
            raise _unusable(path, line, needed, Sentence("nothing stands here"))
    written = _plain(told["kind"])
    kind = SPELLINGS.get(written) or SPELLINGS.get(written.removesuffix("s"))
    if kind is None:
        raise _unusable(
            path,
            line,
            "kind",
            Sentence("{kind} is none of {kinds}", kind=told["kind"], kinds=list(VENUE_KINDS)),
        )
    name = None if kind == PRIVATE else told.get("name") or None
    account = told["account"].removeprefix("@")
    return ListedVenue(line, told["platform"].lower(), account, kind, name)


def _plain(word: str) -> str:
    return " ".join(word.lower().replace("_", " ").replace("-", " ").split())


def _unusable(path: Path, line: int, column: str, reason: Sentence) -> UsageError:
    return UsageError(
        "{path}, line {line}, column {column}: {reason}.",
        path=path,
        line=line,
        column=column,
        reason=reason,
    )

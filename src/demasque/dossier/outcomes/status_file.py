"""A list of what became of accounts and posts, as somebody saw it: a CSV file, read line by line.

Its ids are the platform's own and are read past: they live in memory until they are pseudonyms.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Final

from demasque.errors import Sentence, UsageError
from demasque.ingest import list_rows
from demasque.schema import STATUSES

SPELLINGS: Final = {
    **{each: each for each in STATUSES},
    "removed by platform": "removed", "taken down": "removed", "deleted": "removed",
    "supprimé": "removed", "supprimée": "removed", "supprime": "removed", "supprimee": "removed",
    "retiré": "removed", "retirée": "removed", "retire": "removed", "retiree": "removed",
    "banned": "suspended", "suspendu": "suspended", "suspendue": "suspended",
    "still up": "up", "online": "up", "active": "up", "visible": "up", "en ligne": "up",
    "actif": "up", "active encore": "up", "toujours en ligne": "up",
    "": "unknown", "inconnu": "unknown", "inconnue": "unknown", "not known": "unknown",
    "reinstated": "restored", "rétabli": "restored", "rétablie": "restored",
    "retabli": "restored", "retablie": "restored",
    "mistake": "error", "erreur": "error",
}  # fmt: skip
"""What a status may be called, in small letters and with spaces, in English or French."""

_NAMES: Final = {
    "removed": Sentence("removed"), "suspended": Sentence("suspended"), "up": Sentence("up"),
    "unknown": Sentence("unknown"), "restored": Sentence("restored"), "error": Sentence("error"),
}  # fmt: skip
"""How each status is called where the admissible ones are listed: all are among SPELLINGS."""

_COLUMNS: Final = {
    "platform": "platform", "plateforme": "platform", "account": "account", "compte": "account",
    "account id": "account", "account link": "account", "lien du compte": "account",
    "post": "post", "post id": "post", "publication": "post", "post link": "post", "link": "post",
    "url": "post", "lien": "post", "status": "status", "statut": "status", "état": "status",
    "etat": "status", "date": "date", "seen": "date", "vu le": "date",
}  # fmt: skip
"""What a column may be called."""

_PLATFORMS: Final = {"twitter": "x", "x (twitter)": "x"}

LINES_TOLD: Final = 10
"""Lines that cannot be used, told at once."""


@dataclass(frozen=True, slots=True)
class SeenStatus:
    """One line of a list. ``account`` and ``post`` are as they are written there.

    ``at``: UTC. A day without an hour is taken as its last second: the status was there by then.
    """

    line: int  # 1-based
    platform: str | None
    account: str | None
    post: str | None
    status: str  # one of STATUSES
    at: datetime


@dataclass(frozen=True, slots=True)
class StatusFile:
    """A list as it was read, and the SHA-256 of its file."""

    seen: tuple[SeenStatus, ...]
    sha256: str


def read_statuses(path: Path) -> StatusFile:
    """Read a list: CSV with the columns platform, account or post, status and date.

    Columns may stand in any order, be called in French, and be parted by commas, semicolons or
    tabs. An account or post is the platform's own id, a link, or the case's pseudonym.

    Raises:
        UsageError: the file cannot be read, holds no line, or lines cannot be used: it says which,
            and why. A list is taken whole or not at all.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise UsageError("{path} cannot be read.", path=path) from error
    rows = list_rows(path, content)
    columns = _columns(path, next(rows, (1, []))[1])
    latest = datetime.now(UTC) + timedelta(days=1)
    seen: list[SeenStatus] = []
    faults: list[Sentence] = []
    for line, cells in rows:
        told = _seen(line, {name: cells[n] for name, n in columns.items() if n < len(cells)})
        if isinstance(told, SeenStatus) and told.at > latest:
            told = Sentence("the date {day} has not come yet", day=told.at.date())
        if isinstance(told, SeenStatus):
            seen.append(told)
        else:
            faults.append(Sentence("line {line}: {reason}", line=line, reason=told))
    if faults:
        raise UsageError(
            "{path}: nothing was taken, since some lines cannot be used. {faults}.",
            path=path,
            faults=[*faults[:LINES_TOLD], *["…"] * (len(faults) > LINES_TOLD)],
        )
    if not seen:
        raise UsageError("{path}: no line follows the names of the columns.", path=path)
    return StatusFile(tuple(seen), sha256(content).hexdigest())


def _columns(path: Path, header: list[str]) -> Mapping[str, int]:
    """Column -> its place."""
    places: dict[str, int] = {}
    for place, cell in enumerate(header):
        name = _COLUMNS.get(_plain(cell))
        if name is not None:
            places.setdefault(name, place)
    if not {"status", "date"} <= places.keys() or not {"account", "post"} & places.keys():
        raise UsageError(
            "{path}, line 1: a list of statuses has the columns platform, account or post, status "
            "and date.",
            path=path,
        )
    return places


def _seen(line: int, told: Mapping[str, str]) -> SeenStatus | Sentence:
    """What a line says, or why it cannot be used; no account is named in it."""
    written = told.get("status", "")
    status = SPELLINGS.get(_plain(written))
    if status is None:
        known = [_NAMES[each] for each in STATUSES]
        return Sentence("the status {name} is none of {known}", name=written, known=known)
    at = _moment(told.get("date", ""))
    if at is None:
        return Sentence(
            "the date {day} is not written as 2026-03-31 or 2026-03-31T18:00Z",
            day=told.get("date") or "–",
        )
    account, post = told.get("account") or None, told.get("post") or None
    if account is None and post is None:
        return Sentence("neither an account nor a post")
    platform = told.get("platform", "").lower() or None
    return SeenStatus(line, _PLATFORMS.get(platform or "", platform), account, post, status, at)


def _moment(written: str) -> datetime | None:
    """A date, or a date and an hour; UTC where it does not say."""
    try:
        at = datetime.fromisoformat(written.strip())
    except ValueError:
        return None
    if len(written.strip()) <= len("2026-03-31"):
        at = datetime.combine(at.date(), time(23, 59, 59))
    try:
        return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)
    except OverflowError:
        return None


def _plain(word: str) -> str:
    return " ".join(word.lower().replace("_", " ").replace("-", " ").split())

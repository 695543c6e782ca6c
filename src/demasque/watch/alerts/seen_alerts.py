"""Alerts that people look through: which are open, and who saw which."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

import pyarrow as pa

from demasque.case import CaseStore
from demasque.dossier import signing_name, without_names
from demasque.errors import UsageError
from demasque.schema import TABLES
from demasque.watch.alerts.alert import Alert

SHORTEST: Final = 5
"""Characters of an alert's id that are enough, where no other begins so."""

_SEEN: Final = 'SELECT alert, "by", "at", because FROM alerts_seen ORDER BY "at", "by"'

_LISTED: Final = "FROM alerts ORDER BY noticed_at DESC, round DESC, alert"


@dataclass(frozen=True)
class Acknowledgement:
    """That a person saw an alert. ``at`` is UTC; ``because`` is what she says of it, or None."""

    by: str
    at: datetime
    because: str | None


@dataclass(frozen=True)
class ListedAlert:
    """An alert, and who acknowledged it so far."""

    alert: Alert
    seen: tuple[Acknowledgement, ...]

    @property
    def open(self) -> bool:
        """Whether nobody has acknowledged it."""
        return not self.seen


def listed_alerts(store: CaseStore, *, open_only: bool = True) -> list[ListedAlert]:
    """The alerts of a case, newest first; those nobody acknowledged, or all."""
    seen: dict[str, list[Acknowledgement]] = {}
    for row in store.sql(_SEEN).to_pylist():
        said = Acknowledgement(row["by"], row["at"], row["because"])
        seen.setdefault(row["alert"], []).append(said)
    rows = store.sql(_LISTED).to_pylist()
    listed = [_listed(row, seen) for row in rows]
    return [each for each in listed if each.open or not open_only]


def _listed(row: Mapping[str, Any], seen: Mapping[str, list[Acknowledgement]]) -> ListedAlert:
    return ListedAlert(Alert.from_row(row), tuple(seen.get(row["alert"], ())))


def acknowledge(store: CaseStore, alert: str, by: str, because: str | None = None) -> ListedAlert:
    """Write down that a person saw an alert, in the case and in its custody log.

    ``alert`` is its id or how it begins. What she says is kept without names of accounts. Said
    again by the same person in the same words, it stays as it was.

    Raises:
        UsageError: there is no such alert, or more than one begins so; nobody says it.
    """
    known = _named(store, alert)
    person = signing_name(store, by)
    said = without_names(store, because.strip()) if because and because.strip() else None
    if not any((each.by, each.because) == (person, said) for each in known.seen):
        at = datetime.now(UTC).replace(microsecond=0)
        row = {"alert": known.alert.id, "by": person, "at": at, "because": said}
        store.custody.write(
            "alert seen", alert=known.alert.id, subject=known.alert.subject, by=person, because=said
        )
        schema = TABLES["alerts_seen"].schema
        store.insert({"alerts_seen": pa.Table.from_pylist([row], schema)})
    return _named(store, known.alert.id)


def _named(store: CaseStore, word: str) -> ListedAlert:
    meant = word.strip().removesuffix("…").casefold()
    listed = listed_alerts(store, open_only=False)
    found = [each for each in listed if each.alert.id.casefold().startswith(meant)]
    if len(meant) < SHORTEST or not found:
        raise UsageError(
            "This case has no alert {alert}. Give its id, or its first {n} characters or more.",
            alert=repr(word),
            n=SHORTEST,
        )
    if len(found) > 1:
        raise UsageError(
            "{n} alerts begin with {alert}: give more of the id.", n=len(found), alert=repr(word)
        )
    return found[0]


def _say_nothing(_: str) -> None:
    return None


def read_alerts(
    path: str | os.PathLike[str],
    *,
    open_only: bool = True,
    on_wait: Callable[[str], None] = _say_nothing,
) -> list[ListedAlert]:
    """The alerts of the case in folder ``path``, newest first; see :func:`listed_alerts`.

    Raises what :meth:`demasque.case.CaseStore.open` raises.
    """
    with CaseStore.open(path, on_wait=on_wait) as store:
        return listed_alerts(store, open_only=open_only)


def see_alert(
    path: str | os.PathLike[str],
    alert: str,
    *,
    by: str,
    because: str | None = None,
    on_wait: Callable[[str], None] = _say_nothing,
) -> ListedAlert:
    """Acknowledge an alert of the case in folder ``path``; see :func:`acknowledge`."""
    with (
        CaseStore.open(path, on_wait=on_wait) as store,
        store.run("alerts", {"alert": alert, "by": by, "because": because}),
    ):
        return acknowledge(store, alert, by, because)

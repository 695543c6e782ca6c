"""Rounds over a simulated fortnight in an accelerated clock, which go on where they were killed.

``rounds_of_fortnight.py FOLDER SEED HOURS DAYS`` does rounds until the fortnight, or so many days
of it, are over; killed and called again, it goes on.
"""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from demasque.api import Case
from demasque.atomic import write_file
from demasque.case import CaseStore
from demasque.simulate import Fortnight, fortnight
from demasque.watch import Alert, MovedClock, Round, WatchOptions, read_alerts, run_round

NETWORK = "bluesky"
FILE = timedelta(hours=6)


@dataclass(frozen=True)
class Step:
    """A round: the clock's time, what the round did, and its alerts."""

    now: datetime
    done: Round
    alerts: tuple[Alert, ...]


class WatchedFortnight:
    """A case in a folder, watched while a fortnight goes by; ``step`` lies between two rounds.

    ``file`` is the stretch of time in one file.
    """

    def __init__(self, folder: Path, made: Fortnight, step: timedelta, file: timedelta) -> None:
        self.case = folder / "case"
        self.made = made
        self.step = step
        self._file = file
        self._reached = folder / "reached"
        self._asked = WatchOptions.checked(self.case, inbox=folder / "inbox")
        if not self.case.exists():
            folder.mkdir(parents=True, exist_ok=True)
            CaseStore.create(self.case).close()

    def go_on(self, until: datetime | None = None) -> Iterator[Step]:
        """Do the rounds that are left; one that was cut short is finished by the same moment."""
        ends = min(until or self.made.ends, self.made.ends)
        number = int(self._reached.read_text()) if self._reached.exists() else 0
        while self.made.begins + number * self.step < ends:
            after = self.made.begins + number * self.step
            now = after + self.step
            self._arrive(after, now)
            done = run_round(self.case, self._asked, MovedClock(now))
            yield Step(now, done, self._alerts(done))
            number += 1
            write_file(self._reached, str(number).encode())

    def members(self) -> dict[str, set[str]]:
        """The tied members of each campaign."""
        with CaseStore.open(self.case) as store:
            return tied(Case(store))

    def _arrive(self, after: datetime, now: datetime) -> None:
        """Put the files of a stretch of time into the inbox, but for those that were there."""
        inbox = self._asked.inbox
        inbox.mkdir(parents=True, exist_ok=True)
        for file in self.made.files_until(now, after, self._file):
            places = (inbox / file.name, inbox / "taken" / file.name)
            if not any(place.exists() for place in places):
                write_file(places[0], file.content)

    def _alerts(self, done: Round) -> tuple[Alert, ...]:
        listed = read_alerts(self.case, open_only=False)
        return tuple(each.alert for each in listed if each.alert.round == done.number)


def tied(case: Case) -> dict[str, set[str]]:
    """The tied members of each campaign of a case."""
    members: dict[str, set[str]] = {}
    for row in case.memberships().to_pylist():
        if row["tier"] == "tied":
            members.setdefault(row["campaign"], set()).add(row["account"])
    return members


def main(arguments: list[str]) -> None:
    """Say that everything is loaded, then do the rounds."""
    folder, seed, hours, days = Path(arguments[0]), *map(int, arguments[1:])
    made = fortnight(seed)
    watched = WatchedFortnight(folder, made, timedelta(hours=hours), FILE)
    print("begins", flush=True)
    for _ in watched.go_on(made.begins + timedelta(days=days)):
        pass


if __name__ == "__main__":
    main(sys.argv[1:])

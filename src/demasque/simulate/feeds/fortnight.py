"""A fortnight to watch: an operation begins, is removed, and comes back under other names.

``fortnight`` makes it, ``quiet_fortnight`` the same without an operation. Nobody real is in it.
"""

from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

import numpy as np

from demasque.atomic import replacing_file
from demasque.errors import UsageError
from demasque.simulate.cast import GROUPS
from demasque.simulate.event_world import START
from demasque.simulate.feeds.fortnight_plan import (
    BEGINS,
    DAYS,
    RETURNS,
    FortnightPlan,
    plan_fortnight,
)
from demasque.simulate.feeds.stream_events import (
    account_event,
    deletion_events,
    did_names,
    post_events,
)
from demasque.simulate.habits.rhythm import DAY
from demasque.simulate.operation import Operation

FORTNIGHT_OPERATION: Final = Operation(
    posts=0.09, placed=0.75, clips_per_day=(8, 12), narratives=12, kept=0.7
)
"""How each phase is staffed unless told otherwise: an operation that works for few days, and says
more than half of what it said again when it is back."""

_DELETED: Final = 0.004  # of all posts, those that their authors delete within the day
_GONE: Final = 3  # ordinary accounts that are taken down, and as many that their owners close


@dataclass(frozen=True)
class Phase:
    """A stretch of the operation: ``operation`` or ``return``; times UTC; ids of its accounts.

    ``ends`` is when the last of its accounts is taken down, or the fortnight's end.
    """

    name: str
    begins: datetime
    ends: datetime
    accounts: frozenset[str]


@dataclass(frozen=True)
class FeedFile:
    """A file of a stream as a collector leaves it: its name, and when it is complete."""

    name: str
    complete_at: datetime
    content: bytes


@dataclass(frozen=True)
class Fortnight:
    """Events of a stream in the order of time, and the truth about them.

    ``events`` are (microseconds since the epoch, line of NDJSON); ``phases`` are those of the
    operation, none in a quiet one; ``labels`` names every account's group, one of ``GROUPS``.
    """

    begins: datetime
    ends: datetime
    events: tuple[tuple[int, bytes], ...]
    phases: tuple[Phase, ...]
    labels: dict[str, str]
    parameters: dict[str, Any]

    def files(self, every: timedelta = timedelta(hours=6)) -> Iterator[FeedFile]:
        """Yield a file for each stretch of time in which there was anything.

        Raises ``UsageError`` for a stretch of no length.
        """
        if every <= timedelta(0):
            raise UsageError("A stretch of time is longer than nothing.")
        stretch = every // timedelta(microseconds=1)
        first = _microseconds(self.begins)
        moments = np.array([moment for moment, _ in self.events], dtype=np.int64)
        number = (moments - first) // stretch
        cuts = [0, *(np.flatnonzero(np.diff(number)) + 1).tolist(), len(moments)]
        for begins, ends in pairwise(cuts):
            if begins == ends:
                continue
            place = int(number[begins])
            lines = [line for _, line in self.events[begins:ends]]
            opened = self.begins + place * every
            name = f"jetstream-{opened:%Y%m%dT%H%M%SZ}-{place + 1:04d}.ndjson"
            yield FeedFile(name, opened + every, b"".join(lines))

    def files_until(
        self, moment: datetime, after: datetime | None = None, every: timedelta = timedelta(hours=6)
    ) -> list[FeedFile]:
        """Return the files that are complete at ``moment``, and were not yet at ``after``."""
        return [
            file
            for file in self.files(every)
            if file.complete_at <= moment and (after is None or file.complete_at > after)
        ]

    def write_until(
        self,
        folder: Path,
        moment: datetime,
        after: datetime | None = None,
        every: timedelta = timedelta(hours=6),
    ) -> list[Path]:
        """Write those files into a folder, each whole or not at all; return their paths."""
        folder.mkdir(parents=True, exist_ok=True)
        written = []
        for file in self.files_until(moment, after, every):
            with replacing_file(folder / file.name, durable=False) as unfinished:
                unfinished.write_bytes(file.content)
            written.append(folder / file.name)
        return written


def fortnight(
    seed: int,
    accounts: int = 500,
    posts: int = 4_500,
    *,
    start: int = START,
    operation: Operation | None = None,
) -> Fortnight:
    """Return 14 days of a network on which an operation works from day 3 and again from day 10.

    On day 8 the network takes its accounts down. Who is back has other accounts, and of the old
    messages, clips, hashtags and sites the share that ``operation.kept`` says. ``posts`` is what
    people and benign groups make, a little less for quiet weekends and more for a day of much
    news; ``operation.posts`` is the share of that in each phase. ``start`` is a Monday's midnight,
    seconds since the epoch.

    Same arguments, same bytes. Raises ``UsageError`` for a world too small for what is in it.
    """
    staffed = operation or FORTNIGHT_OPERATION
    staffed = replace(staffed, accounts=staffed.size(accounts))
    return _told(seed, plan_fortnight(seed, accounts, posts, start, staffed), staffed)


def quiet_fortnight(
    seed: int, accounts: int = 500, posts: int = 4_500, *, start: int = START
) -> Fortnight:
    """Return a fortnight in which nobody but newsrooms, fans, staff and a seller act together."""
    return _told(seed, plan_fortnight(seed, accounts, posts, start, None), None)


def _told(seed: int, plan: FortnightPlan, operation: Operation | None) -> Fortnight:
    """Return the plan as what a stream tells of it."""
    dids = did_names(seed, len(plan.cast))
    events = post_events(plan.cast, plan.draft, dids, seed)
    rng = np.random.default_rng([seed, 73])
    events += _ordinary_losses(rng, plan, dids, events)
    for account, at in zip(plan.first.tolist(), plan.removed_at.tolist(), strict=True):
        events.append(account_event(dids[account], at, "takendown"))
    begins, ends = _moment(plan.span.start), _moment(plan.span.end)
    within = [event for event in sorted(events) if event[0] < _microseconds(ends)]
    return Fortnight(
        begins,
        ends,
        tuple(within),
        _phases(plan, dids) if operation else (),
        {did: GROUPS[group] for did, group in zip(dids, plan.cast.group.tolist(), strict=True)},
        {
            "seed": seed,
            "accounts": len(dids),
            "posts": len(plan.draft["at"]),
            "start": plan.span.start,
            "operation": asdict(operation) if operation else None,
        },
    )


def _ordinary_losses(
    rng: np.random.Generator, plan: FortnightPlan, dids: list[str], events: list[tuple[int, bytes]]
) -> list[tuple[int, bytes]]:
    """Return what people take back, and that some accounts go, as they do all along."""
    ordinary = np.flatnonzero(plan.cast.group == 0)
    mine = np.flatnonzero(np.isin(plan.draft["author"], ordinary))
    chosen = np.sort(rng.choice(mine, round(_DELETED * len(mine)), replace=False))
    lost = deletion_events(events, chosen.tolist(), int(rng.integers(600, DAY // 2)))
    people = ordinary[ordinary >= plan.cast.venues]
    going = rng.choice(people, 2 * _GONE, replace=False).tolist()
    days = rng.integers(DAY, (DAYS - 1) * DAY, len(going)).tolist()
    for place, (account, after) in enumerate(zip(going, days, strict=True)):
        status = "takendown" if place < _GONE else "deactivated"
        last = plan.draft["at"][plan.draft["author"] == account].max(initial=plan.span.start)
        at = max(plan.span.start + after, int(last) + 1)
        lost.append(account_event(dids[account], at, status))
    return lost


def _phases(plan: FortnightPlan, dids: list[str]) -> tuple[Phase, ...]:
    days = {"operation": BEGINS, "return": RETURNS}
    ends = (int(plan.removed_at.max()), plan.span.end)
    return tuple(
        Phase(
            name,
            _moment(plan.span.start + (day - 1) * DAY),
            _moment(end),
            frozenset(dids[account] for account in staff.tolist()),
        )
        for (name, day), end, staff in zip(
            days.items(), ends, (plan.first, plan.second), strict=True
        )
    )


def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def _microseconds(moment: datetime) -> int:
    return (moment - datetime.fromtimestamp(0, UTC)) // timedelta(microseconds=1)

"""When does a watch tell of each phase of a fortnight, and when could it first have done so?"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from rounds_of_fortnight import FILE, NETWORK, Step, WatchedFortnight, tied

from demasque.api import Case
from demasque.assessment import assess
from demasque.campaigns import profiles
from demasque.case import CaseStore
from demasque.simulate import Fortnight, Phase
from demasque.watch import Alert
from demasque.watch.alerts.asked.alert_options import USUAL_STRENGTH
from demasque.watch.alerts.kinds.new_campaigns import strong_enough

BACK = ("regenerated", "seen-again")


@dataclass(frozen=True)
class Noticed:
    """A phase: when a full detection first finds it at the strength asked, and the first alert.

    None: never. ``kind`` is that of the alert, ``found`` how many of its accounts were ever tied in
    a campaign that was told of, or most of whose members are the phase's.
    """

    phase: Phase
    detectable: datetime | None
    told: datetime | None
    kind: str | None
    found: int

    @property
    def in_time(self) -> bool:
        """Whether the alert came in the round of the moment at which it could, or before."""
        if self.detectable is None:
            return True
        return self.told is not None and self.told <= self.detectable


def noticed(folder: Path, made: Fortnight, step: timedelta) -> tuple[list[Noticed], list[Step]]:
    """Watch a fortnight; what was noticed of each of its phases, and the rounds."""
    watched = WatchedFortnight(folder / "watched", made, step, FILE)
    with CaseStore.open(watched.case) as store:
        accounts = {
            phase.name: set(Case(store).pseudonyms(NETWORK, sorted(phase.accounts)))
            for phase in made.phases
        }
    first: dict[str, tuple[datetime, str]] = {}
    detectable: dict[str, datetime] = {}
    told: set[str] = set()
    found: dict[str, set[str]] = {name: set() for name in accounts}
    steps = []
    for each in watched.go_on():
        steps.append(each)
        members = watched.members()
        told |= {alert.subject for alert in each.alerts}
        for phase in made.phases:
            mine = accounts[phase.name]
            for name, group in members.items():
                if name in told or 2 * len(group & mine) > len(group):
                    found[phase.name] |= group & mine
            if phase.name not in first:
                kinds = [a.kind for a in each.alerts if _about(a, phase, mine, members)]
                if kinds:
                    first[phase.name] = (each.now, kinds[0])
            begun = phase.begins < each.now and each.now - step < phase.ends
            waits = begun and phase.name not in detectable
            if waits and _is_detectable(folder, watched.case, made, each.now, mine):
                detectable[phase.name] = each.now
    return [
        Noticed(
            phase,
            detectable.get(phase.name),
            *first.get(phase.name, (None, None)),
            len(found[phase.name]),
        )
        for phase in made.phases
    ], steps


def _about(alert: Alert, phase: Phase, mine: set[str], members: dict[str, set[str]]) -> bool:
    theirs = members.get(alert.subject, set())
    if 2 * len(theirs & mine) > len(theirs):
        return True
    return alert.kind in BACK and alert.since is not None and alert.since >= phase.begins


def _is_detectable(
    folder: Path, key_of: Path, made: Fortnight, now: datetime, mine: set[str]
) -> bool:
    """Whether one detection over all posts until now finds accounts of a phase, strong enough."""
    whole = folder / f"whole-{now:%Y%m%dT%H}-{len(list(folder.iterdir()))}"
    CaseStore.create(whole / "case").close()
    key = "pseudonym.key"
    (whole / "case" / key).write_bytes((key_of / key).read_bytes())
    written = made.write_until(whole / "files", now)
    with CaseStore.open(whole / "case") as store:
        case = Case(store)
        case.add(*written)
        case.detect()  # a fortnight is no longer than the usual horizon
        members = tied(case)
        names = [name for name, group in members.items() if 2 * len(group & mine) > len(group)]
        return any(
            strong_enough(USUAL_STRENGTH, profile, assess(profile))
            for profile in (profiles(store, names) if names else ())
        )

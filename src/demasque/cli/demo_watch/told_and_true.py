"""What a watch told of a fortnight, beside what was true: when it noticed, and whom it found."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from demasque.api import Case
    from demasque.simulate import Fortnight, Phase
    from demasque.watch import Alert

_BACK: Final = frozenset({"regenerated", "seen-again"})
"""Kinds of alert that say of an earlier campaign that it is back."""


@dataclass
class PhaseTold:
    """A phase of the operation, the first alert about it, and its accounts that were found.

    ``at`` is when the alert came, by the watch's clock; None: never. ``found`` are pseudonyms of
    those that were tied in a campaign that was told of, or most of whose members are the phase's.
    """

    phase: "Phase"
    members: frozenset[str]
    at: datetime | None = None
    found: set[str] = field(default_factory=set)


class TruthBeside:
    """Counts, round after round, what was told of the phases of a fortnight."""

    def __init__(self, case: "Case", made: "Fortnight") -> None:
        """Translate the truth into the pseudonyms of the case."""
        self.phases = [
            PhaseTold(phase, frozenset(case.pseudonyms("bluesky", sorted(phase.accounts))))
            for phase in made.phases
        ]
        self.others: set[str] = set()
        self._told: set[str] = set()

    def hear(self, case: "Case", alerts: Sequence["Alert"], now: datetime) -> None:
        """Count the alerts of a round, and the members of campaigns that were told of."""
        self._told |= {alert.subject for alert in alerts}
        members: dict[str, set[str]] = {}
        for row in case.memberships().to_pylist():
            if row["tier"] == "tied":
                members.setdefault(row["campaign"], set()).add(row["account"])
        for each in self.phases:
            for name, group in members.items():
                if name in self._told or _mostly(group, each.members):
                    each.found |= group & each.members
                    self.others |= group
            if each.at is None and any(_about(each, alert, members) for alert in alerts):
                each.at = now
        self.others = self.others.difference(*(each.members for each in self.phases))


def _about(told: PhaseTold, alert: "Alert", members: dict[str, set[str]]) -> bool:
    """Whether an alert is about a phase: most members of its campaign are the phase's, or it says
    since a moment within the phase that an earlier campaign is back."""
    if _mostly(members.get(alert.subject, set()), told.members):
        return True
    return alert.kind in _BACK and alert.since is not None and alert.since >= told.phase.begins


def _mostly(group: set[str], members: frozenset[str]) -> bool:
    return 2 * len(group & members) > len(group)

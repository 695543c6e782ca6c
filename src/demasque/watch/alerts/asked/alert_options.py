"""Which alerts are wanted: how strong a campaign must be, how often chance may raise an alarm."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from demasque.errors import UsageError

STRENGTHS: Final = ("any", "coordination", "indicators")
"""What a campaign must come to before it is told, least first (docs/watch.md)."""

USUAL_STRENGTH: Final = "coordination"

MOST_ALARMS_A_DAY: Final = 10.0


@dataclass(frozen=True, kw_only=True)
class AlertOptions:
    """What alerts are asked for.

    ``strength``: one of ``STRENGTHS``. ``false_alarms``: alarms of rates a month that chance may
    give, over all campaigns and rules of the case together. ``library``: folder of what is known
    already; None: posts are not compared with any. ``inbox``: where feeds put their files; None:
    of feeds nothing is said but what the rounds know.
    """

    strength: str = USUAL_STRENGTH
    false_alarms: float = 1.0
    library: Path | None = None
    inbox: Path | None = None

    def checked(self) -> "AlertOptions":
        """The same options; UsageError where they make no sense."""
        if self.strength not in STRENGTHS:
            raise UsageError(
                "There is no strength called {strength}. Strengths: {known}.",
                strength=repr(self.strength),
                known=", ".join(STRENGTHS),
            )
        if not 0 < self.false_alarms <= 30 * MOST_ALARMS_A_DAY:
            raise UsageError(
                "False alarms a month must be more than 0 and at most {most}, not {given}.",
                most=int(30 * MOST_ALARMS_A_DAY),
                given=self.false_alarms,
            )
        if self.library is not None and not self.library.is_dir():
            raise UsageError("There is no folder {path}.", path=self.library)
        return self

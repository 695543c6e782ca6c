"""When a campaign is at work, as one value for whoever asks."""

from dataclasses import dataclass

from demasque.campaigns.schedules.office_zones import OfficeZones
from demasque.campaigns.schedules.posting_batches import Batches
from demasque.campaigns.schedules.quiet_days import QuietDays
from demasque.campaigns.schedules.shift_changes import ShiftChange
from demasque.campaigns.schedules.week_profile import WeekProfile
from demasque.campaigns.schedules.window_scan import FoundWindow
from demasque.campaigns.schedules.window_trial import WindowTrial
from demasque.sentences import Sentence


@dataclass(frozen=True)
class Schedule:
    """When one campaign is at work. Hours are UTC unless said; shares are of one.

    What could not be known is None, and ``why_unknown`` says the reason by a name: "times" (none
    known to the minute), "accounts" (fewer than three with such times), "few" (fewer than thirty
    pieces of activity).
    """

    campaign: str
    accounts: int  # members with posts whose times are known to the minute
    posts: int  # on the campaign's days
    timed: int  # of these, posts whose times are known to the minute
    days: int  # with activity
    scanned: bool  # whether windows could be looked for
    why_unknown: str | None
    reference: int  # accounts it is compared with
    step: str  # what they have in common with it
    profile: WeekProfile | None
    zones: OfficeZones | None
    quiet: QuietDays | None
    batches: Batches | None
    shifts: tuple[ShiftChange, ...] | None
    windows: tuple[FoundWindow, ...]
    trial: WindowTrial | None  # of the windows that a file names
    named: int  # windows in that file
    compared: Sentence | None = None  # who the reference accounts are, for readers
    seen: tuple[Sentence, ...] = ()  # what is seen
    against: tuple[Sentence, ...] = ()  # the innocent readings of it
    unknown: tuple[Sentence, ...] = ()  # what could not be known

    @property
    def ordered(self) -> bool:
        """Whether ordered hours were found, in windows that were named or not."""
        return bool(self.windows) or (self.trial is not None and self.trial.found)

    @property
    def offset(self) -> int | None:
        """Minutes east of UTC of the zone that suits best; None where none looks like offices."""
        return self.zones.best if self.zones is not None and self.zones.like_office else None

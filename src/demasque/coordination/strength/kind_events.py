"""One kind of trace at work: its events in the forms that the steps of a detection need."""

from collections.abc import Sequence
from dataclasses import dataclass

from demasque.coordination.engines.tied_pairs import TiedPairs
from demasque.coordination.events.case_events import TraceUses
from demasque.coordination.events.index import Encoded, PreparedEvents
from demasque.coordination.events.origins import TraceOrigins
from demasque.coordination.strength.beyond_audience import Judged, beside_audience, beyond_audience


@dataclass(frozen=True)
class KindEvents:
    """One kind's events, and the windows (microseconds) at which they are judged.

    `wide` are the windows at the wide time scale; none where the kind is judged at once, or the
    scale is not asked for. With `origins` pairs are judged beside what being of one audience gives,
    too.
    """

    uses: TraceUses
    encoded: Encoded
    ready: PreparedEvents
    windows: Sequence[int]
    wide: Sequence[int] = ()
    origins: TraceOrigins | None = None

    def beside_audience(self, tied: Judged) -> Judged:
        """Give pairs the p and the expectation of an audience, where they are larger."""
        if self.origins is None:
            return tied
        return beside_audience(tied, self.encoded, self.ready, self.origins, len(self.windows))

    def beyond_audience(self, tied: TiedPairs, fdr: float) -> TiedPairs:
        """Keep the tied pairs that an audience leaves at the rate `fdr`."""
        if self.origins is None:
            return tied
        windows = len(self.windows)
        return beyond_audience(tied, self.encoded, self.ready, self.origins, windows, fdr)

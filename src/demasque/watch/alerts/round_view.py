"""What the kinds of alert look at in one round, and what they say alike."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from demasque.assessment import HYPOTHESES
from demasque.case import CaseStore
from demasque.sentences import Sentence
from demasque.watch.alerts.asked.alert_options import AlertOptions
from demasque.watch.alerts.asked.rules import AlertRules
from demasque.watch.alerts.campaign_figures import CampaignFigures
from demasque.watch.alerts.watched_campaign import WatchedCampaign


@dataclass(frozen=True)
class RoundView:
    """One round after its detection.

    ``figures`` are of campaigns that were found, ``before`` is what earlier rounds left. ``now`` is
    the clock's time, ``newest`` the latest post's that is not in the future; UTC.
    """

    store: CaseStore
    asked: AlertOptions
    rules: AlertRules
    round: int
    now: datetime
    newest: datetime
    figures: Mapping[str, CampaignFigures]
    before: Mapping[str, WatchedCampaign]

    @cached_property
    def told(self) -> dict[str, CampaignFigures]:
        """Campaigns found now that were told of before."""
        return {
            name: figures
            for name, figures in self.figures.items()
            if name in self.before and self.before[name].told
        }

    @cached_property
    def case(self) -> str:
        """The case's name as evidence says it: its folder's, without the way to it."""
        return self.store.path.name

    def evidence(self, campaign: str) -> tuple[Sentence, ...]:
        """Where a campaign's evidence stands."""
        return (
            Sentence("demasque campaigns {case}, at {campaign}", case=self.case, campaign=campaign),
            Sentence(
                "demasque serve {case}, page /campaigns/{campaign}",
                case=self.case,
                campaign=campaign,
            ),
        )

    def still_open(self, campaign: str) -> tuple[Sentence, ...]:
        """Innocent explanations of the campaign that nothing spoke against when it was assessed."""
        state = self.before.get(campaign)
        return open_sentences(() if state is None else state.open)


def open_sentences(hypotheses: Sequence[str]) -> tuple[Sentence, ...]:
    """One sentence that names innocent explanations by id; none where there are none."""
    titles = [each.title for each in HYPOTHESES if each.id in hypotheses]
    if not titles:
        return ()
    return (Sentence("Not ruled out: {explanations}.", explanations=titles),)

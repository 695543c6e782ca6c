"""Judgements of named persons, by the campaign that holds the accounts now."""

from collections.abc import Iterable
from dataclasses import dataclass

from demasque.assessment import Likelihood, Rung
from demasque.case import BrokenLine, CaseStore
from demasque.dossier import Judgement, judgements


@dataclass(frozen=True)
class JudgedCampaigns:
    """Every judgement of a case; and where the custody log is broken, None where it is not."""

    judgements: tuple[Judgement, ...]
    broken: BrokenLine | None

    def of(self, campaign: str) -> tuple[Judgement, ...]:
        """Judgements of a campaign: those that stand, newest first, and then earlier ones."""
        return _in_order(
            each
            for each in self.judgements
            if each.found is not None and each.found.campaign == campaign
        )

    def elsewhere(self, shown: Iterable[str]) -> tuple[Judgement, ...]:
        """Judgements of campaigns that are not among those ``shown``, or are found no more."""
        given = set(shown)
        return _in_order(
            each
            for each in self.judgements
            if each.found is None or each.found.campaign not in given
        )

    def reached(self, campaign: str, rung: Rung) -> tuple[Judgement, ...]:
        """Judgements that stand and find it likely that a campaign is on a rung."""
        return tuple(
            each
            for each in self.of(campaign)
            if each.stands
            and each.vouched
            and each.rung == rung
            and each.likelihood >= Likelihood.LIKELY
        )


def judged_campaigns(store: CaseStore) -> JudgedCampaigns:
    """Read the judgements of a case."""
    return JudgedCampaigns(judgements(store), store.custody.verify())


def _in_order(judged: Iterable[Judgement]) -> tuple[Judgement, ...]:
    return tuple(sorted(judged, key=lambda each: (not each.stands, -each.line)))

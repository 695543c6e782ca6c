"""Judgements of named persons, by the campaign that holds the accounts now."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from demasque.assessment import Likelihood, Rung
from demasque.case import BrokenLine, CaseStore
from demasque.dossier import Judgement, judgements
from demasque.sentences import Sentence


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

    def on_rung(self, campaign: str, rung: Rung) -> Sentence | None:
        """How named persons judge that a campaign is on a rung; None where none leans either way.

        Judgements that stand count, and that the custody log still proves.
        """
        likelihoods = [
            each.likelihood
            for each in self.of(campaign)
            if each.stands and each.vouched and each.rung == rung
        ]
        so = any(each > Likelihood.EVEN for each in likelihoods)
        not_so = any(each < Likelihood.EVEN for each in likelihoods)
        return _ON_RUNG.get((so, not_so))


_ON_RUNG: Final = {
    (True, False): Sentence("judged so by a named person"),
    (False, True): Sentence("judged unlikely by a named person"),
    (True, True): Sentence("judged differently by named persons"),
}
"""By whether somebody finds it likely, and whether somebody finds it unlikely."""


def judged_campaigns(store: CaseStore) -> JudgedCampaigns:
    """Read the judgements of a case."""
    return JudgedCampaigns(judgements(store), store.custody.verify())


def _in_order(judged: Iterable[Judgement]) -> tuple[Judgement, ...]:
    return tuple(sorted(judged, key=lambda each: (not each.stands, -each.line)))

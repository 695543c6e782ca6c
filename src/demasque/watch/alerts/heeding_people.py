"""What people judged is heeded: a campaign that somebody holds to be genuine is left in peace."""

from collections.abc import Iterable
from typing import Final

from demasque.assessment import Likelihood, Rung
from demasque.case import CaseStore
from demasque.dossier import Judgement, judgements
from demasque.watch.alerts.alert import Alert

_CHANGES: Final = ("campaign-grew", "campaign-moved")
"""What is told of a campaign that was judged genuine all the same: it is not what was judged."""


def heeded(store: CaseStore, alerts: Iterable[Alert]) -> list[Alert]:
    """The alerts without those on campaigns that stand as genuine, but for changes of these."""
    waiting = list(alerts)
    genuine = judged_genuine(store) if waiting else frozenset()
    return [each for each in waiting if each.subject not in genuine or each.kind in _CHANGES]


def judged_genuine(store: CaseStore) -> frozenset[str]:
    """Campaigns that hold most of the accounts of which a standing judgement of a named person says
    that nothing but an observation stands, or that acting together is unlikely.

    Where the custody log no longer proves a judgement, or another standing one says otherwise, the
    campaign is told of as any other.
    """
    latest = [each for each in judgements(store) if each.stands and each.vouched and each.found]
    genuine = {each.found.campaign for each in latest if each.found and _genuine(each)}
    doubted = {each.found.campaign for each in latest if each.found and not _genuine(each)}
    return frozenset(genuine - doubted)


def _genuine(judgement: Judgement) -> bool:
    return judgement.rung is Rung.OBSERVATION or judgement.likelihood <= Likelihood.UNLIKELY

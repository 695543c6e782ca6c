"""A signature of a campaign, in one call."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from demasque.api.opened_case import Case
from demasque.api.opening_cases import open_case
from demasque.api.options import PathLike
from demasque.dossier import USUAL_K

if TYPE_CHECKING:
    from demasque.dossier import Signature


def signature(
    case: Case | PathLike,
    campaign: str | None = None,
    *,
    accounts: Sequence[str] | None = None,
    k: int = USUAL_K,
    draws: int = 199,
    seed: int = 0,
) -> Signature:
    """What characterises a campaign, or any accounts, of an open case or of one in a folder.

    Args:
        case: a :class:`demasque.Case`, or the folder of one.
        campaign: a name such as "C1", or "O1" for all campaigns of an operation.
        accounts: in its place, names of accounts as the case has them, or as the platforms do where
            the case's key is there.
        k: nothing that occurs in fewer accounts is in it.
        draws: random groups of the case beside it, by which others see what chance gives.
        seed: draws them; same case, accounts and seed, same signature.

    Raises:
        UsageError: there is no such case, campaign or account, or fewer than ``k`` accounts.
    """
    if isinstance(case, Case):
        return case.signature(campaign, accounts=accounts, k=k, draws=draws, seed=seed)
    with open_case(case) as opened:
        return opened.signature(campaign, accounts=accounts, k=k, draws=draws, seed=seed)

"""What suggests that an account is not what it says? Indicators; the door of this room.

INDICATORS               signs of a campaign's accounts, each beside the case's other accounts
case_accounts(store)     what stands out among all accounts of a case, tied or not

Adding one is one file in the folder of its sort, and one line in ``indicator_list.py``. A package
of its own names its indicator in the entry-point group ``demasque.indicators``.
"""

from typing import TYPE_CHECKING

from demasque.doors import opened

if TYPE_CHECKING:
    from demasque.accounts.base_rates.base_rate import FEWEST_OTHERS, BaseRate
    from demasque.accounts.base_rates.exact_test import stratified_tail
    from demasque.accounts.indicator import (
        FEWEST_ACCOUNTS,
        Indicator,
        Observation,
        Scope,
        Seen,
        Sign,
        observed,
    )
    from demasque.accounts.indicator_list import INDICATORS
    from demasque.accounts.whole_case.case_accounts import (
        INNOCENT_RUSHES,
        CaseAccounts,
        CreationRush,
        case_accounts,
    )
    from demasque.accounts.whole_case.creation_rushes import creation_rushes
else:
    __getattr__, __dir__ = opened(__name__)

__all__ = [
    "FEWEST_ACCOUNTS",
    "FEWEST_OTHERS",
    "INDICATORS",
    "INNOCENT_RUSHES",
    "BaseRate",
    "CaseAccounts",
    "CreationRush",
    "Indicator",
    "Observation",
    "Scope",
    "Seen",
    "Sign",
    "case_accounts",
    "creation_rushes",
    "observed",
    "stratified_tail",
]

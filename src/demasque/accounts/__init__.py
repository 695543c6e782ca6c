"""What suggests that an account is not what it says? Indicators; the door of this room.

INDICATORS               signs of a campaign's accounts, each beside the case's other accounts
case_accounts(store)     what stands out among all accounts of a case, tied or not

Adding one is one file in the folder of its sort, and one line here. A package of its own names its
indicator in the entry-point group ``demasque.indicators``.
"""

from typing import Final

from demasque.accounts.activity.dormant import DORMANT
from demasque.accounts.activity.in_shifts import IN_SHIFTS
from demasque.accounts.activity.little_of_their_own import LITTLE_OF_THEIR_OWN
from demasque.accounts.activity.one_client import ONE_CLIENT
from demasque.accounts.activity.posting_ceiling import POSTING_CEILING
from demasque.accounts.activity.taken_over import TAKEN_OVER
from demasque.accounts.audience.across_platforms import ACROSS_PLATFORMS
from demasque.accounts.audience.closed_ring import CLOSED_RING
from demasque.accounts.audience.few_followers import FEW_FOLLOWERS
from demasque.accounts.audience.follower_misfit import FOLLOWER_MISFIT
from demasque.accounts.audience.no_audience import NO_AUDIENCE
from demasque.accounts.audience.placed_together import PLACED_TOGETHER
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
from demasque.accounts.profile.copied_bios import COPIED_BIOS
from demasque.accounts.profile.created_together import CREATED_TOGETHER
from demasque.accounts.profile.eyes_in_one_place import EYES_IN_ONE_PLACE
from demasque.accounts.profile.naming_grammar import NAMING_GRAMMAR
from demasque.accounts.profile.numbered_names import NUMBERED_NAMES
from demasque.accounts.profile.one_host import ONE_HOST
from demasque.accounts.profile.one_picture import ONE_PICTURE
from demasque.accounts.profile.picture_families import PICTURE_FAMILIES
from demasque.accounts.whole_case.case_accounts import (
    INNOCENT_RUSHES,
    CaseAccounts,
    CreationRush,
    case_accounts,
)
from demasque.accounts.whole_case.creation_rushes import creation_rushes
from demasque.extensions import Registry, RegistryById

_BUILT_IN: Final = (
    CREATED_TOGETHER,
    NUMBERED_NAMES,
    NAMING_GRAMMAR,
    ONE_PICTURE,
    PICTURE_FAMILIES,
    EYES_IN_ONE_PLACE,
    COPIED_BIOS,
    ONE_HOST,
    DORMANT,
    TAKEN_OVER,
    LITTLE_OF_THEIR_OWN,
    ACROSS_PLATFORMS,
    PLACED_TOGETHER,
    NO_AUDIENCE,
    FEW_FOLLOWERS,
    FOLLOWER_MISFIT,
    CLOSED_RING,
    IN_SHIFTS,
    POSTING_CEILING,
    ONE_CLIENT,
)
INDICATORS: Final = RegistryById(Registry("demasque.indicators", Indicator, _BUILT_IN))
"""Id -> indicator: ours, in the order in which a report shows them, then those of extensions."""

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

"""What suggests that an account is not what it says? Indicators; the door of this room.

Adding one is one file, or a function in the file of its family, and one line here. A package of its
own names its indicator in the entry-point group ``demasque.indicators``.
"""

from typing import Final

from demasque.accounts.audience_indicators import AUDIENCE_INDICATORS
from demasque.accounts.indicator import (
    FEWEST_ACCOUNTS,
    Indicator,
    Observation,
    Scope,
    Seen,
    Sign,
    observed,
)
from demasque.accounts.posting_indicators import POSTING_INDICATORS
from demasque.accounts.profile_indicators import PROFILE_INDICATORS
from demasque.accounts.rhythm_indicators import RHYTHM_INDICATORS
from demasque.extensions import Registry, RegistryById

_BUILT_IN: Final = (
    *PROFILE_INDICATORS,
    *POSTING_INDICATORS,
    *AUDIENCE_INDICATORS,
    *RHYTHM_INDICATORS,
)
INDICATORS: Final = RegistryById(Registry("demasque.indicators", Indicator, _BUILT_IN))
"""Id -> indicator: ours, in the order in which a report shows them, then those of extensions."""

__all__ = [
    "FEWEST_ACCOUNTS",
    "INDICATORS",
    "Indicator",
    "Observation",
    "Scope",
    "Seen",
    "Sign",
    "observed",
]

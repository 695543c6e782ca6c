"""Every indicator, in the order in which a report shows them: adding one is one line here."""

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
from demasque.accounts.indicator import Indicator
from demasque.accounts.profile.copied_bios import COPIED_BIOS
from demasque.accounts.profile.created_together import CREATED_TOGETHER
from demasque.accounts.profile.eyes_in_one_place import EYES_IN_ONE_PLACE
from demasque.accounts.profile.naming_grammar import NAMING_GRAMMAR
from demasque.accounts.profile.numbered_names import NUMBERED_NAMES
from demasque.accounts.profile.one_host import ONE_HOST
from demasque.accounts.profile.one_picture import ONE_PICTURE
from demasque.accounts.profile.picture_families import PICTURE_FAMILIES
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

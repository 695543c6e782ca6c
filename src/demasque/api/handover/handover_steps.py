"""All that a case offers to hand itself to others, and to follow what happens next."""

from demasque.api.handover.classing_steps import Classing
from demasque.api.handover.following_steps import Following
from demasque.api.handover.packing_steps import Packing
from demasque.api.handover.referring_steps import Referring
from demasque.api.handover.telling_steps import Telling


class HandoverSteps(Classing, Packing, Referring, Telling, Following):
    """To partners, platforms, victims and the public, in the forms they use."""

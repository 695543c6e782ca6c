"""How those who carry a claim are called, and what their number does not say."""

from typing import Final

from demasque.dossier.claims.carrying_posts import CAMPAIGN, CHANNEL
from demasque.dossier.claims.channel_files import ChannelClass
from demasque.dossier.claims.claim_carriers import Carrier
from demasque.sentences import Sentence

COUNTS_PROVE_NOTHING: Final = Sentence(
    "These counts say who repeats a claim, and nothing of whether it is true. A post that quotes a "
    "claim to deny it is counted too."
)

_HOW: Final = {
    "narrative": Sentence("message"),
    "words": Sentence("words"),
    "link": Sentence("link"),
    "hashtag": Sentence("hashtag"),
    "repost": Sentence("repost"),
}


def carrier_name(carrier: Carrier) -> Sentence:
    """Channels of a class, a campaign, or everyone else."""
    return group_name(carrier.carrier, carrier.group)


def group_name(carrier: str, group: str | None) -> Sentence:
    """The same, of a row of :data:`demasque.dossier.CLAIM_POSTS`."""
    if carrier == CHANNEL and group is not None:
        return Sentence("channels {class_}", class_=ChannelClass(group).sentence)
    if carrier == CAMPAIGN and group is not None:
        return Sentence("campaign {campaign}", campaign=group)
    return Sentence("everyone else")


def how_name(how: str) -> Sentence:
    """By what a post is seen to carry a claim."""
    return _HOW[how]

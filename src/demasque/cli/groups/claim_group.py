"""``demasque claim``: the commands about claims, gathered under one name."""

from typing import Final

from demasque.cli.commands.dossier.claim import (
    add_claim,
    claim_channels,
    claim_posts,
    link_claims,
    list_claims,
    retract_claim,
)
from demasque.cli.groups.command_group import CommandGroup
from demasque.cli.terms import text

CLAIM_GROUP: Final = CommandGroup(
    name="claim",
    help=text(
        "Claims and counter-claims: who claims what about whom, on what evidence shown; and, apart "
        "from that, who carries a claim."
    ),
    own_examples=("demasque claim list protest", "demasque claim posts protest K1a2b3c4d"),
    commands=(
        add_claim,
        list_claims,
        link_claims,
        claim_posts,
        claim_channels,
        retract_claim,
    ),
)

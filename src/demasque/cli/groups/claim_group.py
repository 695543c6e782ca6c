"""``demasque claim``: the commands about claims, gathered under one name."""

from typing import Final

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
        "dossier.claim.add_claim",
        "dossier.claim.list_claims",
        "dossier.claim.link_claims",
        "dossier.claim.claim_posts",
        "dossier.claim.claim_channels",
        "dossier.claim.retract_claim",
    ),
)

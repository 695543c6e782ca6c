"""``demasque hypotheses``: the commands about competing hypotheses, gathered under one name."""

from typing import Final

from demasque.cli.groups.command_group import CommandGroup
from demasque.cli.terms import text

HYPOTHESES_GROUP: Final = CommandGroup(
    name="hypotheses",
    help=text("Competing hypotheses: what else may a campaign be, and what speaks against it?"),
    own_examples=("demasque hypotheses show protest C1",),
    commands=(
        "dossier.hypotheses.show",
        "dossier.hypotheses.add",
        "dossier.hypotheses.evidence",
        "dossier.hypotheses.rate",
        "dossier.hypotheses.retract",
    ),
)

"""``demasque dossier``: what people said of a case, listed, and as files."""

from typing import Final

from demasque.cli.groups.command_group import CommandGroup
from demasque.cli.terms import text

DOSSIER_GROUP: Final = CommandGroup(
    name="dossier",
    help=text("What people said of a case: list it, and exchange it as files to review."),
    own_examples=("demasque dossier show protest", "demasque dossier export protest"),
    commands=(
        "dossier.show_entries",
        "dossier.export_entries",
        "dossier.import_entries",
    ),
)

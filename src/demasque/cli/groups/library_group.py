"""``demasque library``: what is known already, gathered under one name."""

from typing import Final

from demasque.cli.groups.command_group import CommandGroup
from demasque.cli.terms import text

LIBRARY_GROUP: Final = CommandGroup(
    name="library",
    help=text("What is known already: signatures, and indicators that others published."),
    own_examples=("demasque library add networks/", "demasque library list"),
    commands=(
        "library.add",
        "library.list_sources",
        "library.show",
        "library.export",
        "library.remove",
    ),
)

"""``demasque collect``: what open networks offer of themselves, gathered under one name."""

from typing import Final

from demasque.cli.groups.command_group import CommandGroup
from demasque.cli.terms import text

COLLECT_GROUP: Final = CommandGroup(
    name="collect",
    help=text("Collect posts from open networks, by the interfaces that they offer for this."),
    own_examples=("demasque collect jetstream --match words.txt -o inbox/",),
    commands=(
        "collecting.jetstream",
        "collecting.mastodon",
        "collecting.youtube",
        "collecting.news",
    ),
)

"""``demasque media``: the commands about pictures and clips, gathered under one name."""

from typing import Final

from demasque.cli.groups.command_group import CommandGroup
from demasque.cli.terms import text

MEDIA_GROUP: Final = CommandGroup(
    name="media",
    help=text("Pictures and clips: list them, and keep those of people from being shown."),
    own_examples=("demasque media list protest", "demasque media protect protest hashes.txt"),
    commands=(
        "media.list_families",
        "media.find_words",
        "media.match",
        "media.hashes",
        "media.judge",
        "media.protect",
    ),
)

"""``demasque media``: the commands about pictures and clips, gathered under one name."""

from typing import Final

from demasque.cli.commands.media import (
    find_words,
    hashes,
    judge,
    list_families,
    match,
    protect,
)
from demasque.cli.groups.command_group import CommandGroup
from demasque.cli.terms import text

MEDIA_GROUP: Final = CommandGroup(
    name="media",
    help=text("Pictures and clips: list them, and keep those of people from being shown."),
    own_examples=("demasque media list protest", "demasque media protect protest hashes.txt"),
    commands=(list_families, find_words, match, hashes, judge, protect),
)

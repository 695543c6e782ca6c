"""How kinds of media, changes and facts of origin are called in front of a reader."""

from typing import Final

from demasque.media import HOW
from demasque.sentences import Sentence

MEDIA_KIND_NAMES: Final = {
    "image": Sentence("picture"),
    "video": Sentence("clip"),
    "audio": Sentence("recording"),
    None: Sentence("picture or clip"),
}
"""What a file is, by code."""


def media_kind_name(kind: str | None) -> Sentence:
    """Name what a file is."""
    return MEDIA_KIND_NAMES[kind]


def change_name(change: str) -> Sentence:
    """Name what was changed in a copy; a code of a later version is given back."""
    return HOW.get(change, Sentence(change))

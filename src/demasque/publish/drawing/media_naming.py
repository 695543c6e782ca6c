"""How kinds of media, changes and facts of origin are called in front of a reader."""

import re
from typing import Final

from demasque.findings import media_code
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


_FAMILY: Final = re.compile(r"[0-9a-f]{64}")


def trace_name(kind: str, value: str) -> Sentence | None:
    """Name the trace of a family of added files; None for all else, which is its own value."""
    if kind == "media" and _FAMILY.fullmatch(value):
        return Sentence("picture or clip {code}", code=media_code(value))
    return None

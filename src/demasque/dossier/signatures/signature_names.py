"""Names that others gave, as they may be shown: short, harmless, and never the program's own words.

Whoever makes a signature calls it what they like. So its name is shown only where it holds nothing
but letters, digits and a few marks, and stands in quotation marks, which it cannot hold itself.
"""

import re
import unicodedata
from typing import Final

from demasque.sentences import Sentence

LONGEST_NAME: Final = 60
"""Characters of a name that is shown."""

_MARKS: Final = frozenset(" -_.:()'")
_KINDS: Final = frozenset("LMN")
"""Letters, their marks, and digits, of any script (Unicode's general categories)."""

_SITE: Final = re.compile(r"(?<=[^\W_])\.(?=[^\W\d_]{2})")
"""The dot before what may be the end of a site's name."""


def shown_name(name: str, file: str) -> str:
    """A signature's name as it may be shown, or that of its ``file``, without ending, in its place.

    A name of more than 60 characters, or with others than letters, digits, blanks and ``-_.:()'``,
    is not shown. Dots of sites' names are put in brackets, so that nobody opens one by mistake.
    """
    plain = name if _may_be_shown(name) else "".join(map(_harmless, file))[:LONGEST_NAME].strip()
    return _SITE.sub("[.]", plain) or "?"


def quoted(name: str) -> Sentence:
    """A name in the reader's language's quotation marks, to fill a place of a sentence."""
    return Sentence("“{name}”", name=name)


def _may_be_shown(name: str) -> bool:
    whole = 0 < len(name) <= LONGEST_NAME and name == name.strip()
    return whole and all(_harmless(letter) == letter for letter in name)


def _harmless(letter: str) -> str:
    plain = letter in _MARKS or unicodedata.category(letter)[0] in _KINDS
    return letter if plain else "_"

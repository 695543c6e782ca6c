"""Addresses that are written in words, as they are or defanged: bild[.]pics, hxxps://bild(.)pics/a.

What may be one is found in the store, by a regular expression in linear time (RE2); what it means
:func:`~demasque.dossier.library.refanging.refang` says, one by one. A word after a full stop
without a space looks like a domain, too: it counts only if somebody listed it.
"""

import re
from typing import Final

from demasque.dossier.library.refanging import bare, refang

_DOT: Final = r"(?:\s?[\[({<]\s?(?:\.|dot)\s?[\])}>]\s?|\[\.|\.\]|\\\.|[.。．｡])"
_LABEL: Final = r"[\p{L}\p{M}\p{N}_-]+"
_SCHEME: Final = r"h(?:tt|xx|xt|\*\*|__)ps?\s?[\[({:/\\\])}]{2,12}"

WRITTEN_ADDRESS: Final = (
    rf"(?i)(?:{_SCHEME}(?:[^\s@/]+@)?|@)?{_LABEL}(?:{_DOT}{_LABEL})+{_DOT}?(?::\d+)?(?:[/?#\\]\S*)?"
)
"""RE2: what may be an address in a text, with the sign that makes it a mention or an e-mail."""

MAY_HOLD_ADDRESS: Final = (
    r"(?i)[\p{L}\p{N}_-](?:\\?[.。．｡]\]?|\[\.)[\p{L}\p{N}]|[\[({<]\s?(?:\.|dot)\s?[\])}>]"
)
"""RE2: what a text holds at least, where an address is written in it."""

_HEAD: Final = re.compile(r"https?://", re.IGNORECASE)


def plain_address(written: str) -> str | None:
    """The address that was written so; None for mentions and e-mail addresses."""
    address = bare(refang(written))
    return None if address.startswith("@") and not _HEAD.match(address) else address

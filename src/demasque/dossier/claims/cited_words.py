"""Words and addresses that an analyst cites: on one line, not too long, and openable.

Names of accounts in them are replaced before they are kept (:mod:`demasque.dossier.written`).
"""

import re

from demasque.errors import UsageError
from demasque.text import canonical_url

LONGEST = 2_000
"""Characters of a claim, or of an address."""


def cited_words(words: str, what: str) -> str:
    """Words on one line; ``what`` says in an error which they are.

    Raises:
        UsageError: nothing is there, or more than 2,000 characters.
    """
    plain = " ".join(words.split())
    if not plain or len(plain) > LONGEST:
        raise UsageError(
            "{what}: between 1 and {most} characters are wanted.", what=what, most=LONGEST
        )
    return plain


def cited_address(address: str) -> str:
    """The address of a page on the web.

    Raises:
        UsageError: it is no http or https address, or longer than 2,000 characters.
    """
    plain = address.strip()
    is_web = re.match(r"https?://[^\s<>\"]+$", plain, re.IGNORECASE)
    if not is_web or canonical_url(plain) is None or len(plain) > LONGEST:
        raise UsageError("{address} is no address of a page (https://...).", address=plain or "''")
    return plain

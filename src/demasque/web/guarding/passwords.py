"""The password of a server that others reach: kept as a hash, compared slowly.

Method: scrypt (RFC 7914) with N = 2**15, r = 8, p = 3, which the OWASP Password Storage Cheat Sheet
gives as one of its equal minimum settings: 32 MiB and some tenths of a second an attempt.
"""

import hashlib
import hmac
import secrets
from pathlib import Path
from threading import Lock
from typing import Final

from demasque.errors import UsageError

SHORTEST: Final = 12
"""Characters: with the attempts that are allowed, far beyond guessing unless it is a known one."""

_MEMORY: Final = 64 * 1024 * 1024
_LONGEST: Final = 1024


class Password:
    """A password that whoever enters has to know. Raises UsageError where it is too short."""

    def __init__(self, word: str) -> None:
        if len(word) < SHORTEST:
            raise UsageError("The password has to have at least {n} characters.", n=SHORTEST)
        self._salt = secrets.token_bytes(16)
        self._hash = self._hashed(word)
        self._one_at_a_time = Lock()  # each attempt takes 32 MiB

    def matches(self, word: str) -> bool:
        """Whether this is the password: takes some tenths of a second, whatever the answer."""
        with self._one_at_a_time:
            return hmac.compare_digest(self._hashed(word[:_LONGEST]), self._hash)

    def _hashed(self, word: str) -> bytes:
        written = word.encode("utf-8", "surrogatepass")
        return hashlib.scrypt(written, salt=self._salt, n=2**15, r=8, p=3, maxmem=_MEMORY)


def password_in(file: Path) -> str:
    """Read a password from the first line of a file. UsageError where it cannot be read."""
    try:
        with file.open(encoding="utf-8") as lines:
            return lines.readline(_LONGEST).rstrip("\r\n")
    except (OSError, UnicodeDecodeError):
        raise UsageError("No password can be read from {path}.", path=file) from None

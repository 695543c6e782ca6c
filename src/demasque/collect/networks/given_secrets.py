"""Tokens and keys that interfaces ask for: from the environment or a file, never a command line."""

import os
from pathlib import Path
from typing import Final

from demasque.errors import UsageError

_LONGEST: Final = 100_000


def given_lines(variable: str, file: Path | None) -> list[str]:
    """Lines of a file of secrets, or of the variable of the environment where no file is named.

    Empty lines and those that begin with ``#`` are left out. Raise UsageError where the file cannot
    be read or holds nothing; what it holds is in no message.
    """
    if file is None:
        return _lines(os.environ.get(variable, ""))
    try:
        with file.open(encoding="utf-8-sig") as stream:
            lines = _lines(stream.read(_LONGEST))
    except (OSError, UnicodeDecodeError):
        raise UsageError("No token or key can be read from {path}.", path=file) from None
    if not lines:
        raise UsageError("No token or key can be read from {path}.", path=file)
    return lines


def tokens_of(lines: list[str], hosts: tuple[str, ...]) -> dict[str, str]:
    """Host -> its token. A line is ``HOST TOKEN``, or the token alone where there is one host.

    A token goes to the server that gave it and to no other. Raise UsageError where a line leaves
    open whose it is.
    """
    tokens: dict[str, str] = {}
    for line in lines:
        words = line.split()
        if len(words) == 2 and words[0].lower() in hosts:
            tokens[words[0].lower()] = words[1]
        elif len(words) == 1 and len(hosts) == 1:
            tokens[hosts[0]] = words[0]
        elif len(words) != 2:
            raise UsageError(
                "A line of the tokens does not say whose it is: write the server, a space and its "
                "token, one server a line."
            )
    return tokens


def _lines(written: str) -> list[str]:
    lines = (line.strip() for line in written.splitlines())
    return [line for line in lines if line and not line.startswith("#")]

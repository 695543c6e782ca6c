"""Files that list where to look: one channel or one feed a line."""

from pathlib import Path
from typing import Final

from demasque.errors import UsageError

_MOST_BYTES: Final = 1_000_000


def listed_lines(path: Path) -> list[str]:
    """Lines of a list, each once; empty ones and remarks (``//``, or ``#`` and a space) left out.

    Raise UsageError where it cannot be read or lists nothing.
    """
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise UsageError("{path} is too long for a list.", path=path)
        written = path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError("{path} cannot be read: {reason}", path=path, reason=error) from error
    lines = [line.strip() for line in written.splitlines()]
    listed = [line for line in lines if line and line != "#" and not line.startswith(("//", "# "))]
    if not listed:
        raise UsageError("{path} lists nothing.", path=path)
    return list(dict.fromkeys(listed))

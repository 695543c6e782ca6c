"""The analyst's own list of words: the only way in which tone is looked at."""

import os
from pathlib import Path
from typing import Final

from demasque.errors import UsageError

MOST_WORDS: Final = 10_000


def read_lexicon(path: str | os.PathLike[str]) -> tuple[str, ...]:
    """Read words or phrases, one a line, in UTF-8; empty lines and ``#`` comments are left out.

    Returns:
        Each once, in small letters, sorted.

    Raises:
        UsageError: the file cannot be read, is no UTF-8, holds nothing, or more than
            ``MOST_WORDS``.
    """
    try:
        text = Path(path).read_text("utf-8-sig")
    except OSError as error:
        raise UsageError("{path} cannot be read.", path=path) from error
    except UnicodeDecodeError as error:
        raise UsageError("{path}: this is no UTF-8. Save the words as UTF-8.", path=path) from error
    lines = (" ".join(line.split()).lower() for line in text.splitlines())
    words = tuple(sorted({line for line in lines if line and not line.startswith("#")}))
    if not 0 < len(words) <= MOST_WORDS:
        raise UsageError(
            "{path} holds {n} words or phrases; there must be one at least, and {most} at most.",
            path=path,
            n=len(words),
            most=MOST_WORDS,
        )
    return words

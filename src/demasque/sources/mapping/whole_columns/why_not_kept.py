"""Why a post cannot be kept, and which of many need be asked."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import numpy as np
import pyarrow as pa

from demasque.errors import Sentence
from demasque.sources.mapping.cells import as_text, is_rounded

EARLIEST, LATEST = datetime(1, 1, 2, tzinfo=UTC), datetime(9999, 12, 30, tzinfo=UTC)
"""Between these lie the times that can be kept."""


def why_not(post: str | None, account: str | None, given: Any, at: datetime | None) -> str | None:
    """Why a post cannot be kept, or None, from its ids and its time as given and as read."""
    if account is None:
        return Sentence("no account")
    if is_rounded(account):
        return Sentence("account id rounded (1.2E+17)")
    if post is not None and is_rounded(post):
        return Sentence("post id rounded (1.2E+17)")
    if at is None:
        return Sentence("no time") if as_text(given) is None else Sentence("time not understood")
    if not EARLIEST < at.astimezone(UTC) < LATEST:
        return Sentence("time out of range")
    return Sentence("no post id") if post is None else None


def doubtful(
    ids: Sequence[str | None], who: Sequence[str | None], times: Sequence[Any] | pa.Array
) -> list[int]:
    """The rows of which a glance at ids and times does not say that they can be kept."""
    found = {row for names in (ids, who) for row, name in enumerate(names) if not _is_whole(name)}
    if not isinstance(times, pa.Array):
        found |= {row for row, at in enumerate(times) if at is None or not EARLIEST < at < LATEST}
    elif times.null_count:
        found.update(np.flatnonzero(times.is_null()).tolist())
    return sorted(found)


def _is_whole(name: str | None) -> bool:
    """Whether a name has lost no digits: a number alone, or one that begins with a letter."""
    return name is not None and (name.isdigit() or name[0].isalpha())

"""What can two accounts have in common? The door of this room.

To add a kind, write one file that defines a :class:`TraceKind` and name it in ``KINDS``.
"""

from collections.abc import Iterable
from typing import Final

from demasque.case import CaseStore
from demasque.errors import UsageError
from demasque.progress import Progress, quiet
from demasque.traces.answers import REPLY, REPOST
from demasque.traces.extract import extract_kinds, finest_window
from demasque.traces.hashtags import HASHTAG, HASHTAGS
from demasque.traces.kind import TraceKind
from demasque.traces.media import MEDIA
from demasque.traces.url import URL
from demasque.traces.words import TEXT

KINDS: Final[tuple[TraceKind, ...]] = (URL, HASHTAGS, HASHTAG, TEXT, REPOST, REPLY, MEDIA)
"""Every kind of trace, by the names that ``--kind`` takes."""


def extract(
    store: CaseStore, kinds: Iterable[str] | None = None, progress: Progress = quiet
) -> None:
    """Fill ``events`` and ``traces`` from the case's posts, for the default or the named kinds.

    Replaces what was there. Raises UsageError for a kind that does not exist.
    """
    by_id = {kind.id: kind for kind in KINDS}
    wanted = [kind.id for kind in KINDS if kind.default] if kinds is None else list(kinds)
    for name in wanted:
        if name not in by_id:
            raise UsageError(
                "There is no kind of trace called {name}. Kinds: {by_id}.",
                name=name,
                by_id=", ".join(by_id),
            )
    extract_kinds(store, [by_id[name] for name in dict.fromkeys(wanted)], progress)


__all__ = ["KINDS", "TraceKind", "extract", "finest_window"]

"""Looking for traces of every kind: adding a kind is one line here."""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from demasque.case import CaseStore
from demasque.errors import UsageError
from demasque.extensions import Registry
from demasque.media import Transcriber
from demasque.progress import Progress, quiet
from demasque.text import ALL_RULES, FAMILY_RULES, read_expansions
from demasque.traces.answers import REPLY, REPOST
from demasque.traces.extraction import extract_kinds
from demasque.traces.hashtags import HASHTAG, HASHTAGS
from demasque.traces.limited_room import room_within
from demasque.traces.media_trace import MEDIA
from demasque.traces.picture_words import PICTURE_TEXT
from demasque.traces.trace_kind import (
    Extraction,
    TraceKind,
    Warn,
    unheard,
)
from demasque.traces.url_trace import URL
from demasque.traces.words import TEXT

KINDS: Final = Registry(
    "demasque.traces",
    TraceKind,
    # Families of media come before what is read in them.
    (URL, HASHTAGS, HASHTAG, TEXT, REPOST, REPLY, MEDIA, PICTURE_TEXT),
)
"""Every kind of trace, by the names that ``--kind`` takes: ours, then those of extensions."""


def extract(
    store: CaseStore,
    kinds: Iterable[str] | None = None,
    progress: Progress = quiet,
    *,
    without_rules: Iterable[str] = (),
    expansions: Path | None = None,
    transcriber: Transcriber | None = None,
    warn: Warn = unheard,
    memory: int | None = None,
) -> dict[str, Any]:
    """Fill ``events``, ``traces`` and ``copies`` from the case's posts, in place of what was there.

    Args:
        store: an open case with posts.
        kinds: the kinds to look for; None for the default ones.
        progress: called as ``progress(step, done, total)``.
        without_rules: rules of the normal form of words (docs/text.md) that are switched off.
        expansions: a file of short and full addresses, for links.
        transcriber: who writes down what is said in clips; nobody when None.
        warn: told in sentences what was left out.
        memory: bytes that the process should hold: what is large waits in the case's folder
            ``work``, and is gone through in parts. The answer is the same. None: no limit.

    Returns:
        What the run record should keep, by kind: of ``text`` the rules, their version, and the
        thresholds that the corpus set.

    Raises:
        UsageError: a kind or rule that does not exist, or a file of addresses that cannot be read.
        DemasqueError: ``memory`` is too small for so many posts.
    """
    wanted = named_kinds(kinds)
    without = tuple(without_rules)
    extraction = Extraction(
        store,
        ALL_RULES.without(*without),
        FAMILY_RULES.without(*without),
        read_expansions(expansions) if expansions is not None else None,
        progress,
        transcriber=transcriber,
        warn=warn,
        case=store,
    )
    with room_within(store, memory) as room:
        extract_kinds(store, replace(extraction, room=room), wanted)
    return extraction.notes


def named_kinds(kinds: Iterable[str] | None) -> list[TraceKind]:
    """The kinds of these names, each once; the usual ones for None.

    Raises UsageError for a name that is no kind's.
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
    return [by_id[name] for name in dict.fromkeys(wanted)]

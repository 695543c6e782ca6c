"""What can two accounts have in common? The door of this room.

To add a kind, write one file that defines a :class:`TraceKind` and name it in ``kind_list.py``;
a package of its own names it in the entry-point group ``demasque.traces``.
"""

from typing import TYPE_CHECKING

from demasque.doors import opened

if TYPE_CHECKING:
    from demasque.traces.extraction import find_all, finest_window, with_ids
    from demasque.traces.kind_list import KINDS, extract, named_kinds
    from demasque.traces.trace_kind import (
        AT_ONCE,
        DEFAULT_WINDOWS,
        OWN_WORDS,
        WIDE_WINDOWS,
        Extraction,
        TraceKind,
        each_value,
        trace_ids,
    )
    from demasque.traces.words import message_keys
else:
    __getattr__, __dir__ = opened(__name__)

__all__ = [
    "AT_ONCE",
    "DEFAULT_WINDOWS",
    "KINDS",
    "OWN_WORDS",
    "WIDE_WINDOWS",
    "Extraction",
    "TraceKind",
    "each_value",
    "extract",
    "find_all",
    "finest_window",
    "message_keys",
    "named_kinds",
    "trace_ids",
    "with_ids",
]

"""Values that are made once each, whoever asks first, and kept as long as they hold."""

from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock, RLock
from typing import Any, Final

from demasque.case import CustodyLog

_SAID_BESIDE: Final = frozenset(
    {
        "judgement",
        "reading",
        "hypothesis",
        "evidence",
        "claim",
        "claim link",
        "channel",
        "technique",
    }
)
"""Kinds of entries of the journal on which no figure rests."""

_LETTING_OUT: Final = frozenset({"report", "brief", "export", "signature", "match", "media hashes"})
"""Acts that only write a file outside the case."""


@dataclass
class _Slot:
    lock: RLock = field(default_factory=RLock)
    made: bool = False
    value: Any = None


class KeptValues:
    """Values by key. Who makes one holds up those who ask for the same, and nobody else."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._slots: dict[object, _Slot] = {}

    def has(self, key: object) -> bool:
        """Whether the value of this key is there."""
        with self._lock:
            slot = self._slots.get(key)
        return slot is not None and slot.made

    def once(self, key: object, make: Callable[[], Any]) -> Any:
        """What ``make`` gives, made once; where it raises, the next who asks makes it."""
        with self._lock:
            slot = self._slots.setdefault(key, _Slot())
        with slot.lock:
            if not slot.made:
                slot.value, slot.made = make(), True
            return slot.value


def figures_rest_on(custody: CustodyLog) -> str:
    """The hash of the last line of the log after which a figure may be another.

    A judgement, a claim or an export changes none; of what is not known to change none, it is
    supposed that it does.
    """
    return next(
        (
            str(entry["hash"])
            for entry in reversed(custody.entries())
            if entry["action"] not in _LETTING_OUT
            and entry["details"].get("kind") not in _SAID_BESIDE
        ),
        "",
    )

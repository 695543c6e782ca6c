"""Pages that were made already, the last used first, in a bounded number of bytes."""

from collections import OrderedDict
from threading import Lock
from typing import Final

CACHED_BYTES: Final = 64 << 20
"""Some thousand pages of 20 to 100 kB: more than people look at between two acts."""


class PageCache:
    """Pages by key; the ones that were not asked for the longest go first."""

    def __init__(self, most_bytes: int = CACHED_BYTES) -> None:
        self._most = most_bytes
        self._held = 0
        self._lock = Lock()
        self._pages: OrderedDict[object, bytes] = OrderedDict()

    def get(self, key: object) -> bytes | None:
        """The page of this key, if it is kept."""
        with self._lock:
            if key not in self._pages:
                return None
            self._pages.move_to_end(key)
            return self._pages[key]

    def keep(self, key: object, page: bytes) -> None:
        """Keep a page; one that is larger than all that may be kept is not."""
        with self._lock:
            self._held += len(page) - len(self._pages.pop(key, b""))
            self._pages[key] = page
            while self._held > self._most:
                _, gone = self._pages.popitem(last=False)
                self._held -= len(gone)

    def clear(self) -> None:
        """Keep none of them any longer."""
        with self._lock:
            self._pages.clear()
            self._held = 0

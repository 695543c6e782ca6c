"""The distinct keys of a corpus with their grams, read batch by batch; no text is kept."""

from dataclasses import dataclass, field
from typing import Any, Final

import numba
import numpy as np
from numpy.typing import NDArray

from demasque.array_room import IN_MEMORY, ArrayRoom, GrowingArray
from demasque.text.copies.grams import Grams, grams
from demasque.text.forms.alphabet import alphabet
from demasque.text.forms.folding import hashes
from demasque.text.forms.form_rules import Rules
from demasque.text.forms.normal_form import Words, fold_words

_NO_KEY: Final = -1


@dataclass
class Corpus:
    """Distinct keys, in the order first seen: key k has grams[ends[k]:ends[k + 1]]."""

    rules: Rules
    room: ArrayRoom = IN_MEMORY  # where the grams lie, which are most of it
    hashes: GrowingArray = field(default_factory=lambda: GrowingArray(np.uint64))
    first_row: GrowingArray = field(default_factory=lambda: GrowingArray(np.int64))
    # Posts with this key.
    posts: GrowingArray = field(default_factory=lambda: GrowingArray(np.int64))
    said: GrowingArray = field(default_factory=lambda: GrowingArray(np.uint16))  # see `grams`
    grams: GrowingArray = field(init=False)
    ends: GrowingArray = field(default_factory=lambda: GrowingArray(np.int64))
    key_of_row: GrowingArray = field(default_factory=lambda: GrowingArray(np.int32))  # -1: no words
    _slots: NDArray[np.int32] = field(default_factory=lambda: np.full(1 << 12, -1, np.int32))

    def __post_init__(self) -> None:
        self.grams = self.room.growing(np.uint32)
        self.ends.extend(np.zeros(1, np.int64))

    def __len__(self) -> int:
        return self.hashes.size

    def fold(self, words: Words) -> Words:
        """The keys of one batch of texts, for :meth:`add`; `words` is used up."""
        return fold_words(words, self.rules)

    def add(self, folded: Words) -> None:
        """Take in one batch of keys."""
        found = hashes(folded.codes, folded.offsets)
        first_row, known = self.key_of_row.size, len(self)
        while self._slots.size < 2 * (known + found.size):
            self._slots = _rehashed(self.hashes.items, 2 * self._slots.size)
        all_hashes = np.concatenate([self.hashes.items, np.empty(found.size, np.uint64)])
        keys, new = _look_up(found, all_hashes, known, self._slots)
        self.hashes.extend(found[new])
        self.first_row.extend(new + first_row)
        self.posts.extend(np.zeros(new.size, np.int64))
        self.key_of_row.extend(keys)
        np.add.at(self.posts.items, keys[keys >= 0], 1)
        held, ends, said = grams(folded.codes, folded.offsets, new, alphabet().kind)
        self.grams.extend(held)
        self.ends.extend(ends[1:] + self.ends.items[-1])
        self.said.extend(said)

    def restore(
        self,
        columns: dict[str, NDArray[Any]],
        gram_counts: NDArray[np.int64],
        first_row: NDArray[np.int64],
        key_of_row: NDArray[np.int32],
    ) -> None:
        """Fill an empty corpus with kept columns; keys without grams have a count of 0."""
        for name in ("hashes", "posts", "said", "grams"):
            getattr(self, name).extend(columns[name])
        self.ends.extend(np.cumsum(gram_counts))
        self.first_row.extend(first_row)
        self.key_of_row.extend(key_of_row)
        size = self._slots.size
        while size < 2 * len(self):
            size *= 2
        self._slots = _rehashed(self.hashes.items, size)

    def trim(self) -> None:
        """Give back the room kept for growth of the largest columns."""
        for column in (self.grams, self.ends, self.hashes, self.first_row, self.posts):
            column.trim()

    @property
    def grams_bytes(self) -> int:
        """Bytes that the grams of one key take, on average."""
        return 4 * self.grams.size // max(len(self), 1) + 1

    def grams_of(self, key: int) -> Grams:
        """The sorted grams of one key."""
        ends = self.ends.items
        return self.grams.items[ends[key] : ends[key + 1]]


@numba.njit(cache=True)
def _slot(key: np.uint64, size: int) -> np.int64:
    return np.int64(key & np.uint64(size - 1))


@numba.njit(cache=True, nogil=True)
def _rehashed(keys: NDArray[np.uint64], size: int) -> NDArray[np.int32]:
    slots = np.full(size, -1, np.int32)
    for k in range(keys.size):
        at = _slot(keys[k], size)
        while slots[at] >= 0:
            at = (at + 1) & (size - 1)
        slots[at] = k
    return slots


@numba.njit(cache=True, nogil=True)
def _look_up(
    found: NDArray[np.uint64],
    keys: NDArray[np.uint64],
    known: int,
    slots: NDArray[np.int32],
) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
    """Number each hash by first appearance; second, where in `found` each new one first stands."""
    numbers = np.full(found.size, _NO_KEY, np.int32)
    new = np.empty(found.size, np.int64)
    count = 0
    for i in range(found.size):
        if found[i] == 0:
            continue
        at = _slot(found[i], slots.size)
        while slots[at] >= 0 and keys[slots[at]] != found[i]:
            at = (at + 1) & (slots.size - 1)
        if slots[at] < 0:
            slots[at] = known + count
            keys[known + count] = found[i]
            new[count] = i
            count += 1
        numbers[i] = slots[at]
    return numbers, new[:count].copy()

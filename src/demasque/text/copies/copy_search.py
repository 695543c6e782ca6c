"""Copy families: posts that carry the same message, not only the same string.

Exact keys first; then candidates (:mod:`.candidates`), verification by weighted n-gram likeness
(:mod:`.grams`, :mod:`.rarity`) against thresholds that the corpus itself sets (:mod:`.thresholds`),
and families round exemplars (:mod:`.families`).
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from demasque.array_room import IN_MEMORY, ArrayRoom
from demasque.progress import Progress, quiet
from demasque.text.copies.candidates import Texts, alike_pairs
from demasque.text.copies.corpus import Corpus
from demasque.text.copies.families import Families, gather
from demasque.text.copies.gram_rarity import BUCKETS, Rarity, count_held
from demasque.text.copies.index_file import read_arrays, write_arrays
from demasque.text.copies.posts_table import one_ahead, read_posts, words_of
from demasque.text.copies.thresholds import SHORTEST, CopyThresholds
from demasque.text.forms.folding import hashes
from demasque.text.forms.form_rules import FAMILY_RULES, Rules
from demasque.text.forms.normal_form import Words

CROWD: Final = 0.01  # of the distinct keys: a family that wears its own words out
_LEAST_CROWD: Final = 20
ROUNDS: Final = 5

COPIES: Final = pa.schema(
    [
        pa.field("post_id", pa.string(), nullable=False),
        # The same message has the same number in every run: a hash of the exemplar's key.
        pa.field("family", pa.int64(), nullable=False),
        pa.field("exemplar", pa.string(), nullable=False),  # a post_id
        # 1.0: equal keys; else the weighted share of character sequences in common.
        pa.field("similarity", pa.float32(), nullable=False),
    ]
)


def find_copies(
    posts: Any,
    *,
    post: str = "post_id",
    text: str = "text",
    rules: Rules = FAMILY_RULES,
    seed: int = 0,
    progress: Progress = quiet,
) -> pa.Table:
    """Group posts that carry the same message.

    `posts`: an Arrow, Polars, pandas or DuckDB table, a stream of record batches, or the path of a
    Parquet or CSV file, with columns `post_id` and `text`, or those that `post` and `text` name.
    Returns one row per post, in the order given, with the
    columns of :data:`COPIES`; a post alike to none is its own family, and so is a post without
    words. Texts that say too little (under 12 letters or 5 Han characters) are joined only when
    their keys are equal; how many those are, the thresholds and the rules are in the table's
    metadata, under `demasque`. `seed` draws the pairs that the thresholds are calibrated on.

    Raises UsageError for a missing column or an unknown kind of table.
    """
    index = CopyIndex(rules=rules, seed=seed)
    return index.add(posts, post=post, text=text, progress=progress)


class CopiesByRow(NamedTuple):
    """By post: the row of its family's exemplar and how alike they are; and the run's record."""

    exemplar: NDArray[np.int64]
    alike: NDArray[np.float32]
    record: dict[str, object]


def find_copies_of_keys(
    keys: Iterable[pa.Array],
    *,
    rules: Rules = FAMILY_RULES,
    seed: int = 0,
    progress: Progress = quiet,
    room: ArrayRoom = IN_MEMORY,
) -> CopiesByRow:
    """Group posts as :func:`find_copies` does, from their normal forms by `rules`.

    Posts are known by their rows; what is large lies in `room`.
    """
    index = CopyIndex(rules=rules, seed=seed, room=room)
    return index.add_keys((words_of(some) for some in keys), progress)


class CopyIndex:
    """Copy families that new posts join without the rest being recomputed.

    The rule: the first batch calibrates (rarity and thresholds) and is grouped as by
    :func:`find_copies`. From then on a family's exemplar and members stay. A new post whose key is
    known joins that key's family; else it joins the exemplar it is most like, where it is alike
    enough; the new posts left are grouped among themselves as in a first batch. So the result is
    that of a full run, but that exemplars are those of who came first, and so is the calibration.
    """

    def __init__(
        self, *, rules: Rules = FAMILY_RULES, seed: int = 0, room: ArrayRoom = IN_MEMORY
    ) -> None:
        self.rules = rules
        self.seed = seed
        self.rarity: Rarity | None = None
        self.thresholds = CopyThresholds.floor()
        self.corpus = Corpus(rules, room)
        self.exemplar = np.zeros(0, np.int32)  # by key
        self.alike = np.zeros(0, np.float32)  # by key
        self.ids: list[pa.Array] = []  # the post_ids that corpus.first_row numbers

    def __len__(self) -> int:
        """How many distinct keys are known."""
        return len(self.corpus)

    def add(
        self,
        posts: Any,
        *,
        post: str = "post_id",
        text: str = "text",
        progress: Progress = quiet,
    ) -> pa.Table:
        """Group new posts with those known; returns the new posts' rows, as :func:`find_copies`."""
        first_row = self.corpus.key_of_row.size
        return self._table(self.add_keys(self._keys(posts, post, text), progress), first_row)

    def add_keys(self, keys: Iterator[Words], progress: Progress) -> CopiesByRow:
        """Group new posts, by their normal forms, with those known; the new posts' rows."""
        known, first_row = len(self.corpus), self.corpus.key_of_row.size
        for some in one_ahead(keys):
            self.corpus.add(some)
            progress("words", self.corpus.key_of_row.size - first_row, None)
        self.corpus.trim()
        self._group(known, progress)
        return self._by_row(first_row)

    def _keys(self, posts: Any, post: str, text: str) -> Iterator[Words]:
        for identifiers, texts in read_posts(posts, post, text):
            self.ids.append(identifiers)
            yield self.corpus.fold(words_of(texts))

    def save(self, path: Path) -> None:
        """Keep the index in a file: every key's family, and the grams of exemplars only."""
        corpus = self.corpus
        exemplars = np.flatnonzero(self.exemplar == np.arange(len(corpus)))
        ids = pa.chunked_array(self.ids, pa.string()).take(corpus.first_row.items[exemplars])
        held = [corpus.grams_of(key) for key in exemplars.tolist()]
        weights = self.rarity.weights if self.rarity is not None else np.zeros(0, np.uint8)
        arrays = {
            "hashes": corpus.hashes.items,
            "posts": corpus.posts.items,
            "said": corpus.said.items,
            "exemplar": self.exemplar,
            "alike": self.alike,
            "grams": np.concatenate([np.zeros(0, np.uint32), *held]),
            "gram_counts": np.array([grams.size for grams in held], np.int64),
            "weights": weights,
            "least": self.thresholds.least,
            "ids": np.array(ids.to_pylist(), np.str_),
        }
        write_arrays(path, arrays, {"rules": asdict(self.rules), "seed": self.seed})

    @staticmethod
    def load(path: Path) -> "CopyIndex":
        """Open an index that :meth:`save` kept; raise DemasqueError when it is none."""
        arrays, settings = read_arrays(path)
        index = CopyIndex(rules=Rules(**settings["rules"]), seed=settings["seed"])
        index.exemplar, index.alike = arrays["exemplar"], arrays["alike"]
        if arrays["weights"].size:
            index.rarity = Rarity(arrays["weights"])
        index.thresholds = CopyThresholds(index.thresholds.bounds, arrays["least"])
        index.ids = [pa.array(arrays["ids"].tolist(), pa.string())]
        exemplars = np.flatnonzero(index.exemplar == np.arange(index.exemplar.size))
        counts = np.zeros(index.exemplar.size, np.int64)
        counts[exemplars] = arrays["gram_counts"]
        first_row = np.zeros(index.exemplar.size, np.int64)
        first_row[exemplars] = np.arange(exemplars.size)
        index.corpus.restore(arrays, counts, first_row, exemplars.astype(np.int32))
        return index

    def _group(self, known: int, progress: Progress) -> None:
        """Known exemplars stay; known members take no part; new keys join or found families."""
        corpus = self.corpus
        new = corpus.grams.items[corpus.ends.items[known] :]
        if self.rarity is None and new.size:
            families = self._calibrated_families(known, progress)
        else:
            if self.rarity is not None:
                self.rarity.weigh(new)
            families = self._families(known, progress)
        self.exemplar = np.concatenate([self.exemplar, families.exemplar[known:]])
        self.alike = np.concatenate([self.alike, families.alike[known:]])

    def _calibrated_families(self, known: int, progress: Progress) -> Families:
        """Calibrate and group; again, where a message that crowds the corpus wore its words out."""
        counted = np.ones(len(self.corpus), np.bool_)
        for _ in range(ROUNDS):
            self._calibrate(counted)
            families = self._families(known, progress)
            before, counted = counted.sum(), _one_of_each_crowd(families)
            if before - counted.sum() < CROWD * counted.size:
                break
        return families

    def _calibrate(self, counted: NDArray[np.bool_]) -> None:
        """Weigh grams by how many of the keys `counted` hold them, and set the thresholds."""
        corpus, room = self.corpus, self.corpus.room
        grams, ends = corpus.grams.items, corpus.ends.items
        held = np.zeros(BUCKETS, np.int64)
        for first, last in room.ranges(len(corpus), corpus.grams_bytes):
            count_held(grams, ends[first : last + 1], counted[first:last], held)
        self.rarity = Rarity.of_counts(held, int(counted.sum()))
        for first, last in room.ranges(grams.size, grams.itemsize):
            self.rarity.weigh(grams[first:last])
        self.thresholds = CopyThresholds.of(corpus.said.items, grams, ends, self.seed)

    def _families(self, known: int, progress: Progress) -> Families:
        corpus = self.corpus
        needed = self.thresholds.needed(corpus.said.items)
        settled = np.zeros(len(corpus), np.bool_)
        settled[:known] = self.exemplar == np.arange(known)
        needed[:known][~settled[:known]] = 2.0
        texts = Texts(corpus.grams.items, corpus.ends.items, needed, corpus.posts.items, settled)
        room = corpus.room
        return gather(texts, alike_pairs(texts, progress, room), room)

    def _by_row(self, first_row: int) -> CopiesByRow:
        corpus = self.corpus
        keys = corpus.key_of_row.items[first_row:]
        worded = keys >= 0
        exemplar = np.arange(first_row, first_row + keys.size)
        exemplar[worded] = corpus.first_row.items[self.exemplar[keys[worded]]]
        alike = np.ones(keys.size, np.float32)
        alike[worded] = self.alike[keys[worded]]
        short = int((corpus.said.items[keys[worded]] < SHORTEST).sum())
        record = as_record(self.rules, self.thresholds, keys.size, int((~worded).sum()), short)
        return CopiesByRow(exemplar, alike, record)

    def _table(self, found: CopiesByRow, first_row: int) -> pa.Table:
        ids = pa.chunked_array(self.ids, pa.string())
        keys = self.corpus.key_of_row.items[first_row:]
        worded, family = keys >= 0, np.zeros(keys.size, np.uint64)
        family[worded] = self.corpus.hashes.items[self.exemplar[keys[worded]]]
        family[~worded] = _hashes_of_ids(ids.slice(first_row).filter(pa.array(~worded)))
        columns = [ids.slice(first_row), family.view(np.int64), ids.take(found.exemplar)]
        table = pa.table([*columns, found.alike], schema=COPIES)
        return table.replace_schema_metadata({"demasque": json.dumps(found.record)})


def as_record(
    rules: Rules, thresholds: CopyThresholds, posts: int, wordless: int, short: int
) -> dict[str, object]:
    """What the run record says of a grouping of `posts` posts.

    Of them `wordless` have no words and `short` say too little to be joined but by equal keys.
    """
    return {
        "rules": rules.as_record(),
        "thresholds": thresholds.as_record(),
        "posts": posts,
        "posts_without_words": wordless,
        "posts_matched_exactly_only": short,
    }


def least_crowd(keys: int) -> float:
    """How many texts of `keys` a family holds, at least, that wears its own words out."""
    return max(_LEAST_CROWD, CROWD * keys)


def _one_of_each_crowd(families: Families) -> NDArray[np.bool_]:
    """Which keys to count grams in: of a family that holds much of the corpus, its exemplar only.

    Else the words of a message that half the corpus repeats would be common ones that say nothing,
    and its copies would be judged by what was changed in each.
    """
    keys = families.exemplar.size
    members = np.bincount(families.exemplar, minlength=keys)[families.exemplar]
    counted: NDArray[np.bool_] = (members < least_crowd(keys)) | (
        families.exemplar == np.arange(keys)
    )
    return counted


def _hashes_of_ids(ids: pa.ChunkedArray) -> NDArray[np.uint64]:
    """Of posts without words, whose ids name their families."""
    return hashes(*Words.of([f"\0{identifier}" for identifier in ids.to_pylist()]))

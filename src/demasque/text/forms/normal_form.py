"""The normal form of a post's words: a key under which the same message in other clothes is one.

The key is for matching only. It is never shown as what somebody wrote: the original text is the
evidence. Rules are named and switchable, see :class:`~demasque.text.forms.form_rules.Rules`.
"""

import html
import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise
from typing import Final, NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from demasque.text.forms.alphabet import CODE_POINTS, EMOJI, alphabet
from demasque.text.forms.folding import SWITCHES, fold, involved_posts, long_enough_posts
from demasque.text.forms.form_rules import ALL_RULES, Rules
from demasque.text.forms.utf8 import decoded, encoded, replaced, taken

_BATCH_CHARACTERS: Final = 2_000_000
_MARKS_IN_A_ROW: Final = 30  # UAX #15's Stream-Safe Text Format; more make NFKC quadratic


class Words(NamedTuple):
    """Many texts end to end: text i is codes[offsets[i]:offsets[i + 1]], in code points."""

    codes: NDArray[np.uint32]
    offsets: NDArray[np.int64]

    @staticmethod
    def of(texts: Sequence[str]) -> "Words":
        """Lay texts end to end."""
        codes = "".join(texts).encode("utf-32-le", "surrogatepass")
        offsets = np.zeros(len(texts) + 1, np.int64)
        np.cumsum(np.fromiter(map(len, texts), np.int64, len(texts)), out=offsets[1:])
        return Words(np.frombuffer(bytearray(codes), np.uint32), offsets)

    @staticmethod
    def of_arrow(texts: pa.Array) -> "Words":
        """Lay the texts of an Arrow array end to end; null is an empty text.

        Raises pa.ArrowInvalid where they are no UTF-8.
        """
        whole = texts.cast(pa.large_string()).fill_null("")
        whole.validate(full=True)
        if not len(whole):
            return Words(np.zeros(0, np.uint32), np.zeros(1, np.int64))
        held, ends = _buffers(whole)
        # One kind of array, whoever owns the memory, so that the kernel is compiled once.
        ends.flags.writeable = held.flags.writeable = False
        return Words(*decoded(held, ends))

    def as_arrow(self) -> pa.Array:
        """The texts as an Arrow array."""
        data, ends = encoded(*self)
        buffers = [None, pa.py_buffer(ends), pa.py_buffer(data)]
        whole = pa.Array.from_buffers(pa.large_string(), ends.size - 1, buffers)
        return whole.cast(pa.string())

    def only(self, which: NDArray[np.int64]) -> "Words":
        """The texts at these places."""
        return Words(*taken(self.codes, self.offsets, which))

    def texts(self) -> list[str]:
        """Read the texts back."""
        whole = self.codes.tobytes().decode("utf-32-le", "surrogatepass")
        bounds = self.offsets.tolist()
        return [whole[i:j] for i, j in pairwise(bounds)]


def end_to_end(texts: pa.Array) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """The bytes of an Arrow array's texts, none of which is null, and where each ends; first 0."""
    if not len(texts):
        return np.zeros(0, np.uint8), np.zeros(1, np.int64)
    held, ends = _buffers(texts.cast(pa.large_string()))
    return held[ends[0] : ends[-1]], ends - ends[0]


def _buffers(whole: pa.Array) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    _, bounds, data = whole.buffers()
    ends = np.frombuffer(bounds, np.int64)[whole.offset : whole.offset + len(whole) + 1]
    return np.frombuffer(data if data is not None else b"", np.uint8), ends


def match_key(text: str | None, rules: Rules = ALL_RULES) -> str:
    """The normal form of one post's text; "" for no text or none left. Many: :func:`match_keys`."""
    return match_keys([text], rules)[0]


def match_keys(texts: Sequence[str | None], rules: Rules = ALL_RULES) -> list[str]:
    """The normal form of each text, in order; null gives "". No text makes it raise."""
    keys: list[str] = []
    for batch in _batches(texts):
        keys += fold_words(Words.of(batch), rules).texts()
    return keys


def long_enough(key: str) -> bool:
    """Whether a key says enough that two people would not write it by chance."""
    return bool(long_enough_each([key])[0])


def long_enough_each(keys: Sequence[str | None]) -> NDArray[np.bool_]:
    """Which keys hold at least 12 letters or 5 Han characters, or as much of both together."""
    kind = alphabet().kind
    found = [long_enough_posts(*Words.of(batch), kind) for batch in _batches(keys)]
    return np.concatenate([np.zeros(0, np.bool_), *found])


def emoji_of(text: str) -> str:
    """The emoji of a text, in order, which its key leaves out."""
    kind = alphabet().kind
    return "".join(character for character in text if kind[ord(character)] == EMOJI)


def fold_words(words: Words, rules: Rules) -> Words:
    """The normal forms of many texts at once; `words` is used up."""
    return fold_read(with_involved_read(words, rules), rules)


def fold_read(words: Words, rules: Rules) -> Words:
    """The same, where :func:`with_involved_read` has been over the texts; `words` is used up."""
    letters = alphabet()
    compatible = compatible_codes(rules)
    final = _final(rules.case, rules.traditional)
    switches = _switches(rules)
    tables = (letters.kind, letters.script, compatible, final, letters.lookalike, switches)
    return Words(*fold(words.codes, words.offsets, *tables))


def _batches(texts: Sequence[str | None]) -> Iterator[list[str]]:
    batch: list[str] = []
    size = 0
    for text in texts:
        batch.append(text or "")
        size += len(batch[-1])
        if size >= _BATCH_CHARACTERS:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def with_involved_read(words: Words, rules: Rules) -> Words:
    """Read the few texts whose characters fold only together one by one, in Python."""
    posts = np.flatnonzero(involved_posts(words.codes, words.offsets, _involved(rules)))
    if not posts.size:
        return words
    read = Words.of([_read_involved(text, rules) for text in words.only(posts).texts()])
    return Words(*replaced(words.codes, words.offsets, posts, read.codes, read.offsets))


def _read_involved(text: str, rules: Rules) -> str:
    if rules.entities:
        text = html.unescape(text)
    if rules.compatibility:
        text = unicodedata.normalize("NFKC", _too_many_marks().sub(r"\1", text))
    if rules.case:
        text = _folds_to_several().sub(lambda match: match[0].casefold(), text)
    return text


def compatible_codes(rules: Rules) -> NDArray[np.uint32]:
    """What each code point is read as, before anything else becomes of it."""
    return alphabet().compatible if rules.compatibility else _identity()


@cache
def _involved(rules: Rules) -> NDArray[np.bool_]:
    involved = np.zeros(CODE_POINTS, np.bool_)
    if rules.compatibility or rules.case:
        involved |= alphabet().involved
    involved[ord("&")] = rules.entities
    return involved


@cache
def _too_many_marks() -> re.Pattern[str]:
    marks = "".join(chr(code) for code in range(0x300, 0x1F000) if unicodedata.combining(chr(code)))
    return re.compile(f"([{marks}]{{{_MARKS_IN_A_ROW}}})[{marks}]+")


@cache
def _folds_to_several() -> re.Pattern[str]:
    several = [chr(code) for code in range(0x80, 0xFB18) if len(chr(code).casefold()) > 1]
    return re.compile(f"[{''.join(several)}]")


@cache
def _identity() -> NDArray[np.uint32]:
    return np.arange(CODE_POINTS, dtype=np.uint32)


@cache
def _final(case: bool, traditional: bool) -> NDArray[np.uint32]:
    letters = alphabet()
    final = letters.folded if case else _identity()
    return letters.simplified[final] if traditional else final


@cache
def _switches(rules: Rules) -> NDArray[np.bool_]:
    return np.array([getattr(rules, name) for name in SWITCHES], np.bool_)

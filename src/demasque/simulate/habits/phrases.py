"""The words of posts that nobody wrote: neutral placeholder sentences in three languages.

A text is named by numbers (language, style, key, topic); the same numbers give the same words. Of
one key the language versions are translations of each other, clause by clause.
"""

import json
from functools import cache
from importlib.resources import files
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import opencc
import pyarrow as pa
import pyarrow.compute as pc

Array = npt.NDArray[Any]

ENGLISH, FRENCH, SIMPLIFIED, TRADITIONAL = range(4)
LANG_CODES: Final = ("en", "fr", "zh", "zh")

STYLES: Final = (
    *("remark", "topical", "comment", "statement", "dispatch", "advert", "quote", "caption"),
    "stock",
)
"""How a text begins. ``stock`` texts are short phrases that everybody uses; their key counts."""

REMARK, TOPICAL, COMMENT, STATEMENT, DISPATCH, ADVERT, QUOTE, CAPTION, STOCK = range(len(STYLES))
NO_TEXT: Final = -1
STOCK_PHRASES: Final = 30

EMOJI: Final = ("", " 🙂", " 👍", " 🙏", " ❤️", " 🔥", "!", " 😂", " 🌧️", " ✨", " 👀")
"""What may be hung on a text; the first is nothing."""

_FRENCH_CONTRACTIONS: Final = (
    (r"\b([Dd]|[Qq]u)e (une?\b)", r"\1'\2"),
    (r"\bde le (\w)", r"du \1"),
    (r"\bde les ", "des "),
    (r" à le (\w)", r" au \1"),
    (" à les ", " aux "),
)


def mix(key: Array, salt: int) -> Array:
    """Return 63-bit numbers that look random, the same for the same key and salt (SplitMix64)."""
    with np.errstate(over="ignore"):
        z = key.astype(np.uint64) + np.uint64((salt * 0x9E3779B97F4A7C15) % 2**64)
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        z = z ^ (z >> np.uint64(31))
    return (z >> np.uint64(1)).astype(np.int64)


def render(lang: Array, style: Array, key: Array, topic: Array, emoji: Array) -> pa.Array:
    """Return the words of each text; null where ``style`` is ``NO_TEXT``. One entry per post."""
    pieces, rows = [], []
    for code in range(len(LANG_CODES)):
        chosen = np.flatnonzero((lang == code) & (style != NO_TEXT))
        body = _texts(code, style[chosen], key[chosen], topic[chosen])
        hung = pa.array(EMOJI).take(pa.array(emoji[chosen]))
        pieces.append(pc.binary_join_element_wise(body, hung, ""))
        rows.append(chosen)
    row = np.concatenate(rows)
    place = np.full(len(lang), -1, dtype=np.int64)
    place[row] = np.arange(len(row))
    everything = pa.concat_arrays(pieces)
    return everything.take(pa.array(place, mask=place < 0))


def _texts(code: int, style: Array, key: Array, topic: Array) -> pa.Array:
    phrases = _phrases(code)
    body = _sentence(code, style, key)
    numbers = [str(number) for number in range(1, 1_000)]
    number = _take(numbers, key % 999)
    about = pc.cast(pa.array(topic + 1), pa.string())
    texts = pa.nulls(len(key), pa.string())
    for place, frame in enumerate(phrases["frame"].values()):
        of_style = pa.array(style == place)
        texts = pc.if_else(of_style, _framed(frame, number, about, body), texts)
    stock = _take(phrases["stock"], key % STOCK_PHRASES)
    return pc.if_else(pa.array(style == STOCK), stock, texts)


def _framed(frame: str, number: pa.Array, topic: pa.Array, body: pa.Array) -> pa.Array:
    """Return the frame with its ``{number}`` and ``{topic}`` filled in, then the body."""
    parts: list[Any] = []
    for piece in frame.replace("{", "\0{").replace("}", "}\0").split("\0"):
        parts.append({"{number}": number, "{topic}": topic}.get(piece, piece))
    return pc.binary_join_element_wise(*parts, body, "")


def _sentence(code: int, style: Array, key: Array) -> pa.Array:
    """Return one to three clauses; what is placed on behalf of somebody has two or three."""
    phrases = _phrases(code)
    length = np.searchsorted([15, 75], mix(key, 1) % 100, side="right") + 1
    length = np.where(style == REMARK, length, np.maximum(length, 2))
    parts: list[pa.Array] = []
    for clause in range(3):
        said = pa.array(length > clause)
        words = [
            _take(phrases[slot], mix(key, 10 * clause + place + 2))
            for place, slot in enumerate(("who", "does", "what"))
        ]
        link = _take(phrases["link"], mix(key, 10 * clause + 5)) if clause else ""
        joined = pc.binary_join_element_wise(*words, phrases["space"])
        parts.append(pc.if_else(said, pc.binary_join_element_wise(link, joined, ""), ""))
    tail = _take(phrases["tail"], mix(key, 9))
    sentence = pc.binary_join_element_wise(*parts, tail, phrases["end"], "")
    if code == FRENCH:
        for wrong, right in _FRENCH_CONTRACTIONS:
            sentence = pc.replace_substring_regex(sentence, wrong, right)
    return sentence


def _take(phrases: list[str], number: Array) -> pa.Array:
    return pa.array(phrases).take(pa.array(number % len(phrases)))


@cache
def _phrases(code: int) -> dict[str, Any]:
    """Return the building blocks of a language; Traditional is Simplified, converted."""
    source = files("demasque.simulate").joinpath("phrases.json").read_text(encoding="utf-8")
    languages: dict[str, dict[str, Any]] = json.loads(source)
    if code != TRADITIONAL:
        return languages[LANG_CODES[code]]
    convert = opencc.OpenCC("s2t").convert
    return {
        slot: [convert(phrase) for phrase in value]
        if isinstance(value, list)
        else {name: convert(frame) for name, frame in value.items()}
        if isinstance(value, dict)
        else value
        for slot, value in languages["zh"].items()
    }

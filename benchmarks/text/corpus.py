"""Labelled posts: copy families, hard negatives beside them, and unrelated posts, from a seed."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count, islice
from random import Random

from edits import EDITS, UNSPACED
from vocabulary import LANGUAGES, slot_words

LENGTHS = {"brief": 1, "short": 1, "medium": 2, "long": 4}  # clauses; a brief one is half said
LENGTHS_OF_SHORT_POSTS = ("short", "short", "medium")

_SYLLABLES = {
    "en": "vel mor tan bri kes dun lor fen wick ham sel dra",
    "fr": "vau mon bri lac tel gui sar lou ver cham nel dou",
    "ru": "вел мор тан бри кес дун лор фен сел дра гор нов",
    "ar": "ود مر تن بر كس دن لر فن سل در غر نف",
    "zh": "安 柏 岑 戴 费 葛 韩 蒋 康 黎 莫 宁 潘 秦 任 邵 唐 卫 萧 阎",
    "ja": "ベル モル タン ブリ ケス ドン ロル フェン セル ドラ ゴル ノヴ",
}


@dataclass(frozen=True)
class Post:
    """One post with its truth: posts of one message are copies of each other."""

    text: str
    message: int
    edit: str
    language: str
    length: str


def name(language: str, draw: Random) -> str:
    """An invented name, so that posts tell of different people and places."""
    return "".join(draw.choice(_SYLLABLES[language].split()) for _ in range(3)).capitalize()


def phrases(language: str, length: str, draw: Random) -> list[str]:
    """The phrases of one message: clauses of six slots and an invented name in each."""
    slots = slot_words(language)
    chosen: list[str] = []
    for _ in range(LENGTHS[length]):
        clause = [draw.choice(words) for words in slots]
        if length == "brief":
            clause = [clause[k] for k in sorted(draw.sample(range(len(clause)), 3))]
        clause.insert(draw.randint(0, len(clause)), name(language, draw))
        chosen += clause
    return chosen


def write(language: str, chosen: list[str]) -> str:
    return ("" if language in UNSPACED else " ").join(chosen)


def near_miss(language: str, chosen: list[str], draw: Random) -> list[str]:
    """Another message in the same words: half the phrases other ones, the rest in other places."""
    slots = slot_words(language)
    other = list(chosen)
    changed = draw.sample(range(len(other)), (len(other) + 1) // 2)
    for i in changed:
        other[i] = draw.choice(draw.choice(slots))
    moved = draw.sample(range(len(other)), len(other) // 2)
    for i, j in zip(moved[::2], moved[1::2], strict=False):
        other[i], other[j] = other[j], other[i]
    return other


def family(message: int, size: int, lengths: tuple[str, ...], draw: Random) -> list[Post]:
    """One message in `size` different clothes; the plain original is one of them half the time."""
    language, length = draw.choice(LANGUAGES), draw.choice(lengths)
    chosen = phrases(language, length, draw)
    original = write(language, chosen)
    posts = [Post(original, message, "none", language, length)] if draw.random() < 0.5 else []
    names = sorted(EDITS)
    while len(posts) < size:
        edit = draw.choice([*names, "combined", "combined"])
        posts.append(Post(EDITS[edit](original, language, draw), message, edit, language, length))
    for k in range(3):
        text = write(language, near_miss(language, chosen, draw))
        posts.append(Post(text, -(3 * message + k + 1), "near miss", language, length))
    return posts


def unrelated(
    first: int, draw: Random, lengths: tuple[str, ...] = LENGTHS_OF_SHORT_POSTS
) -> Iterator[Post]:
    """Posts that have nothing to do with each other, numbered from `first`, without end."""
    for message in count(first):
        language, length = draw.choice(LANGUAGES), draw.choice(lengths)
        text = write(language, phrases(language, length, draw))
        yield Post(text, message, "unrelated", language, length)


def labelled(
    families: int, others: int, seed: int, lengths: tuple[str, ...] = tuple(LENGTHS)
) -> list[Post]:
    """`families` of 2 to 30 copies, each with three hard negatives, among `others` unrelated."""
    draw = Random(seed)
    posts = [
        post
        for message in range(families)
        for post in family(message, min(30, 2 + int(draw.expovariate(0.2))), lengths, draw)
    ]
    posts += islice(unrelated(families, draw, lengths), others)
    draw.shuffle(posts)
    return posts

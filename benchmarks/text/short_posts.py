"""Short posts of ten languages, a chosen share of whose pairs are related: copies and rewordings.

Eight languages speak in sentences that people graded as unlike (stsb_multi_mt, grades 0 to 1), so
that the two of a graded pair are hard negatives; Arabic and Japanese in the vocabulary's words.
"""

import csv
from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import cycle
from pathlib import Path
from random import Random

from corpus import near_miss, phrases, write
from edits import change_script, drop_word, joined, typo, words_of
from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

GRADED = ("de", "en", "es", "fr", "it", "pt", "ru", "zh")
LANGUAGES = (*GRADED, "ar", "ja")
NO_COPIES = ("reworded", "unrelated")
LEAST_RATIO = 0.7  # of a copy to its message, by Levenshtein's distance, capitals aside
LEAST_LETTERS = {"brief": 1, "short": 60}  # a brief post is one sentence, whatever its length
_SAYS = {"zh": 2.4, "ja": 1.8}  # letters that a character says
_ALIKE = 0.7  # sentences so like an earlier one are left out, unless people graded the two
_RELATED_TEXTS = 2 / 3  # of the corpus; the rest is one post per message
_REWORDED = 0.25  # of a message's texts: half its words are others, so they are no copies
_PREFIXES = {
    "ar": "عاجل: |انشروا: |مهم جدا: ",
    "de": "Eilmeldung: |Bitte teilen: |Wichtig: ",
    "en": "Breaking: |Please share: |Must read: ",
    "es": "Última hora: |Compartan: |Importante: ",
    "fr": "Alerte : |À partager : |Important : ",
    "it": "Ultima ora: |Condividete: |Importante: ",
    "ja": "速報：|拡散希望：|重要：",
    "pt": "Urgente: |Compartilhem: |Importante: ",
    "ru": "Срочно: |Поделитесь: |Важно: ",
    "zh": "快讯：|请转发：|重要：",
}


@dataclass(frozen=True)
class ShortPost:
    """A post with its truth: posts of one message are copies of each other."""

    text: str
    message: int
    edit: str  # 'none', names of edits, or 'reworded' or 'unrelated', which are no copies
    language: str
    length: str


class Sentences:
    """The sentences of one language in random order, and the words in them."""

    def __init__(self, folder: Path, language: str, draw: Random) -> None:
        self.language = language
        pairs = _graded(folder, language) if language in GRADED else _dealt(language, draw)
        draw.shuffle(pairs)
        self.sentences = _distinct(pairs)
        self.words = [word for line in self.sentences for word in words_of(line, language)]
        self._next = 0

    def say(self, letters: int) -> str:
        """The next sentences, until they say so many letters; each is given once."""
        taken: list[str] = []
        while not taken or sum(map(len, taken)) * _SAYS.get(self.language, 1) < letters:
            if self._next == len(self.sentences):
                raise ValueError(f"{self.language} has only {len(self.sentences)} sentences")
            taken.append(self.sentences[self._next])
            self._next += 1
        return joined(taken, self.language)

    def another(self, word: str, draw: Random) -> str:
        """A word about as long, from any sentence."""
        near = [draw.choice(self.words) for _ in range(40)]
        return min(near, key=lambda other: (other == word, abs(len(other) - len(word))))

    def tag(self, draw: Random) -> str:
        """A hashtag: a word of about eight letters."""
        return "".join(c for c in self.another("x" * 8, draw) if c.isalnum())


def _graded(folder: Path, language: str) -> list[tuple[str, ...]]:
    paths = [folder / f"stsb-{language}-{part}.csv" for part in ("dev", "test")]
    lines = [line for path in paths for line in path.read_text("utf-8").splitlines()]
    return [(first, second) for first, second, grade in csv.reader(lines) if float(grade) <= 1]


def _dealt(language: str, draw: Random) -> list[tuple[str, ...]]:
    chosen = [phrases(language, "short", draw) for _ in range(300)]
    return [(write(language, c), write(language, near_miss(language, c, draw))) for c in chosen]


def _distinct(pairs: list[tuple[str, ...]]) -> list[str]:
    kept: list[str] = []
    like = Levenshtein.normalized_similarity
    for pair in pairs:
        fresh = [
            line
            for line in pair
            if not process.extractOne(line, kept, scorer=like, score_cutoff=_ALIKE)
        ]
        kept += dict.fromkeys(fresh)
    return kept


@dataclass(frozen=True)
class Message:
    """What a message says, and the hashtag it ends with."""

    body: str
    tag: str
    speech: Sentences
    length: str

    @property
    def text(self) -> str:
        return f"{self.body} #{self.tag}"


def swap_tag(message: Message, draw: Random) -> str:
    return f"{message.body} #{message.speech.tag(draw)}"


def put_prefix(message: Message, draw: Random) -> str:
    return draw.choice(_PREFIXES[message.speech.language].split("|")) + message.text


def swap_synonym(message: Message, draw: Random) -> str:
    return f"{_with_other_words(message, 1, draw)} #{message.tag}"


def cut(message: Message, draw: Random) -> str:
    return message.text[: int(len(message.text) * draw.uniform(0.75, 0.95))] + "…"


def _on_body(edit: Callable[[str, str, Random], str]) -> Callable[[Message, Random], str]:
    return lambda message, draw: (
        f"{edit(message.body, message.speech.language, draw)} #{message.tag}"
    )


EDITS: dict[str, Callable[[Message, Random], str]] = {
    "capitals or script": _on_body(change_script),
    "cut": cut,
    "hashtag swapped": swap_tag,
    "prefix": put_prefix,
    "synonym": swap_synonym,
    "typo": _on_body(typo),
    "word dropped": _on_body(drop_word),
}


def _with_other_words(message: Message, count: int, draw: Random) -> str:
    language = message.speech.language
    words = words_of(message.body, language)
    for i in draw.sample(range(len(words)), min(count, len(words))):
        words[i] = message.speech.another(words[i], draw)
    return joined(words, language)


def _copy(message: Message, draw: Random) -> tuple[str, str]:
    """One edit, or a swapped hashtag and another edit, that leaves the ratio in the range."""
    while True:
        name = draw.choice(sorted(EDITS))
        edited = message
        if draw.random() < 0.3:
            edited = replace(message, tag=message.speech.tag(draw))
        text = EDITS[name](edited, draw)
        ratio = Levenshtein.normalized_similarity(text.casefold(), message.text.casefold())
        if text != message.text and (ratio >= LEAST_RATIO or name == "capitals or script"):
            return text, name


def corpus(folder: Path, texts: int, share: float, seed: int) -> list[ShortPost]:
    """About `texts` posts; `share` of all pairs of them carry one message, reworded or copied."""
    draw = Random(seed)
    speech = [Sentences(folder, language, draw) for language in LANGUAGES]
    size = max(2, 1 + round(share * texts / _RELATED_TEXTS))
    families = round(share * texts * (texts - 1) / (size * (size - 1)))
    draw.shuffle(speech)
    posts: list[ShortPost] = []
    for said in cycle(speech):
        if len(posts) >= texts:
            break
        length = draw.choice(tuple(LEAST_LETTERS))
        message = Message(said.say(LEAST_LETTERS[length]), said.tag(draw), said, length)
        if families:
            posts += _family(message, len(posts), size, draw)
            families -= 1
        else:
            posts.append(ShortPost(message.text, len(posts), "unrelated", said.language, length))
    draw.shuffle(posts)
    return posts


def _family(message: Message, first: int, size: int, draw: Random) -> list[ShortPost]:
    """A message's texts; rewordings are each a message of its own."""
    where = (message.speech.language, message.length)
    posts = [ShortPost(message.text, first, "none", *where)]
    for k in range(1, size):
        if k > 1 and draw.random() < _REWORDED:
            half = (len(words_of(message.body, where[0])) + 1) // 2
            text = f"{_with_other_words(message, half, draw)} #{message.speech.tag(draw)}"
            posts.append(ShortPost(text, first + k, "reworded", *where))
        else:
            text, edit = _copy(message, draw)
            posts.append(ShortPost(text, first, edit, *where))
    return posts

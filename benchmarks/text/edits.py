"""What people and programs do to one message to make it look like another: one function per edit.

Each takes (text, language, draw) and returns the text in its new clothes.
"""

from collections.abc import Callable
from functools import cache
from random import Random

import opencc
from vocabulary import slot_words

Edit = Callable[[str, str, Random], str]

EMOJI = ("😀", "🔥", "❤️", "👍🏽", "🇨🇦", "👨‍👩‍👧", "✨", "💯", "🙏", "☀️")
INVISIBLE = ("\u200b", "\u200d", "\u2060", "\ufeff", "\u00ad", "\u202e", "\u2066", "\u180e")
LOOKALIKES = {
    "latin": dict(zip("aceopxyiAEOPTHKMBC", "асеорхуіАЕОРТНКМВС", strict=True)),
    "cyrillic": dict(zip("асеорхуАЕОРТНКМВС", "aceopxyAEOPTHKMBC", strict=True)),
}
UNSPACED = ("zh", "ja")


def words_of(text: str, language: str) -> list[str]:
    """Words, or pieces of two characters where words are not spaced."""
    if language in UNSPACED:
        return [text[i : i + 2] for i in range(0, len(text), 2)]
    return text.split(" ")


def joined(words: list[str], language: str) -> str:
    return ("" if language in UNSPACED else " ").join(words)


def insert_emoji(text: str, language: str, draw: Random) -> str:
    for _ in range(draw.randint(1, 3)):
        at = draw.randint(0, len(text))
        text = text[:at] + draw.choice(EMOJI) + text[at:]
    return text


def drop_word(text: str, language: str, draw: Random) -> str:
    words = words_of(text, language)
    if len(words) > 1:
        del words[draw.randrange(len(words))]
    return joined(words, language)


def add_word(text: str, language: str, draw: Random) -> str:
    words = words_of(text, language)
    donor = words_of(draw.choice(draw.choice(slot_words(language))), language)
    words.insert(draw.randint(0, len(words)), draw.choice(donor))
    return joined(words, language)


def replace_word(text: str, language: str, draw: Random) -> str:
    words = words_of(text, language)
    donor = words_of(draw.choice(draw.choice(slot_words(language))), language)
    words[draw.randrange(len(words))] = draw.choice(donor)
    return joined(words, language)


def swap_words(text: str, language: str, draw: Random) -> str:
    words = words_of(text, language)
    if len(words) > 2:
        i = draw.randrange(len(words) - 1)
        words[i], words[i + 1] = words[i + 1], words[i]
    return joined(words, language)


@cache
def _to_traditional() -> opencc.OpenCC:
    return opencc.OpenCC("s2twp")


def change_script(text: str, language: str, draw: Random) -> str:
    """Traditional for Simplified; where there is no such thing, capitals and vowel signs."""
    if language == "zh":
        return str(_to_traditional().convert(text))
    if language == "ar":
        return "".join(c + ("\u064e" if c.isalpha() and draw.random() < 0.3 else "") for c in text)
    return "".join(c.upper() if draw.random() < 0.4 else c for c in text)


def look_alikes(text: str, language: str, draw: Random) -> str:
    table = LOOKALIKES["cyrillic" if language == "ru" else "latin"]
    return "".join(table[c] if c in table and draw.random() < 0.3 else c for c in text)


def full_width(text: str, language: str, draw: Random) -> str:
    """Letters from the full-width block, or letters written with a separate accent or kashida."""
    if language == "ar":
        return "".join(
            c + ("\u0640" if c in "بتسشصعفقكلم" and draw.random() < 0.4 else "") for c in text
        )
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)


def invisible(text: str, language: str, draw: Random) -> str:
    return "".join(c + (draw.choice(INVISIBLE) if draw.random() < 0.15 else "") for c in text)


def append_hashtags(text: str, language: str, draw: Random) -> str:
    tags = [
        draw.choice(words_of(draw.choice(draw.choice(slot_words(language))), language))
        for _ in range(draw.randint(1, 4))
    ]
    return text + "".join(f" #{tag}" for tag in tags)


def mention_inside(text: str, language: str, draw: Random) -> str:
    words = words_of(text, language)
    at = draw.randint(1, max(1, len(words) - 1))
    return (
        joined(words[:at], language)
        + f" @user_{draw.randrange(10**6)} "
        + joined(words[at:], language)
    )


def mentions_in_front(text: str, language: str, draw: Random) -> str:
    return "".join(f"@a_{draw.randrange(10**6)} " for _ in range(draw.randint(1, 5))) + text


def punctuation(text: str, language: str, draw: Random) -> str:
    out = "".join(c + (draw.choice(",.!~;…") if draw.random() < 0.06 else "") for c in text)
    return out + draw.choice("!?.") * draw.randint(1, 6)


def spacing(text: str, language: str, draw: Random) -> str:
    if language in UNSPACED:
        return "".join(c + (" " if draw.random() < 0.2 else "") for c in text)
    return text.replace(" ", draw.choice(("  ", "\u00a0", "\u3000", "\n", " \t ")))


def repeat_letters(text: str, language: str, draw: Random) -> str:
    words = words_of(text, language)
    for _ in range(2):
        i = draw.randrange(len(words))
        words[i] = words[i] + words[i][-1:] * draw.randint(2, 6)
    return joined(words, language)


def truncate(text: str, language: str, draw: Random) -> str:
    return text[: max(8, int(len(text) * draw.uniform(0.65, 0.9)))] + draw.choice(("…", "..."))


def change_url(text: str, language: str, draw: Random) -> str:
    return f"{text} https://t.example/{draw.getrandbits(40):x}"


def typo(text: str, language: str, draw: Random) -> str:
    for _ in range(1 if language in UNSPACED else 2):
        if len(text) < 2:
            return text
        at = draw.randrange(len(text) - 1)
        text = text[:at] + text[at + 1] + text[at] + text[at + 2 :]
    return text


SINGLE: dict[str, Edit] = {
    "emoji": insert_emoji,
    "word dropped": drop_word,
    "word added": add_word,
    "word replaced": replace_word,
    "words swapped": swap_words,
    "script or case": change_script,
    "look-alikes": look_alikes,
    "full width, kashida": full_width,
    "invisible": invisible,
    "hashtags": append_hashtags,
    "mention inside": mention_inside,
    "mentions in front": mentions_in_front,
    "punctuation": punctuation,
    "spacing": spacing,
    "repeated letters": repeat_letters,
    "truncated": truncate,
    "url": change_url,
    "typo": typo,
}


def combined(text: str, language: str, draw: Random) -> str:
    """Two or three edits one on another."""
    for name in draw.sample(sorted(SINGLE), draw.randint(2, 3)):
        text = SINGLE[name](text, language, draw)
    return text


EDITS: dict[str, Edit] = {**SINGLE, "combined": combined}

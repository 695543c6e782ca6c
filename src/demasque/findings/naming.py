"""How kinds of trace, accounts, platforms and languages are called in front of a reader."""

from math import ceil, log10
from typing import Final

from demasque.wording import Message, message

SHORT: Final = 8
"""Characters of a pseudonym that are shown; the whole stands behind it and in every export."""

KIND_NAMES: Final = {
    "url": message("same link"),
    "text": message("same message"),
    "hashtags": message("same hashtags in the same order"),
    "hashtag": message("same hashtag"),
    "repost": message("same post passed on"),
    "reply": message("same post answered"),
    "media": message("same picture or clip"),
}


RULE_NAMES: Final = {
    "entities": message("HTML codes"),
    "compatibility": message("styled or full-width letters"),
    "invisible": message("invisible characters"),
    "links": message("a link"),
    "leading_mentions": message("mentions in front"),
    "emoji": message("emoji"),
    "punctuation": message("punctuation"),
    "marks": message("stray accents"),
    "lookalikes": message("look-alike letters of another script"),
    "case": message("capitals"),
    "traditional": message("Traditional Chinese characters"),
    "repeats": message("repeated letters"),
    "spacing": message("spacing"),
    "mentions": message("mentions"),
    "edge_hashtags": message("hashtags at the edges"),
}
"""What a text wears over its words, by the rule of the normal form that takes it off."""


def rule_name(rule: str) -> Message:
    """Name a disguise by its text rule, or give the rule back."""
    return RULE_NAMES.get(rule, Message(rule))


def kind_name(kind: str) -> Message:
    """Name what two accounts have in common by a kind of trace, or give the kind back."""
    return KIND_NAMES.get(kind, Message(kind))


def short(account: str) -> str:
    """Shorten a pseudonym for labels."""
    return account[:SHORT]


def tiny(value: float) -> str:
    """Write a very small number as the power of ten it does not exceed: ≤ 10⁻⁶."""
    if value <= 0:
        return "< 10⁻³⁰⁰"
    power = str(ceil(log10(value)))
    return "≤ 10" + power.translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))

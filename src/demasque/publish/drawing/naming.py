"""How kinds of trace, accounts, platforms and languages are called in front of a reader."""

from math import ceil, log10
from typing import Final

from demasque.sentences import Sentence

SHORT: Final = 8
"""Characters of a pseudonym that are shown; the whole stands behind it and in every export."""

KIND_NAMES: Final = {
    "url": Sentence("same link"),
    "text": Sentence("same message"),
    "hashtags": Sentence("same hashtags in the same order"),
    "hashtag": Sentence("same hashtag"),
    "repost": Sentence("same post passed on"),
    "reply": Sentence("same post answered"),
    "media": Sentence("same picture or clip"),
    "picture_text": Sentence("same words read in different pictures"),
}


REASON_NAMES: Final = {
    "common": Sentence("used by many accounts"),
    "formula": Sentence("a short formula"),
    "quotation": Sentence("quoted or passed on"),
    "share_button": Sentence("written by a button or an app"),
    "headline": Sentence("with a link to one site"),
    "occasion": Sentence("all within a day"),
    None: Sentence("no innocent reason seen"),
}
"""Why several accounts may have written the same words, by the reason's code."""


RULE_NAMES: Final = {
    "entities": Sentence("HTML codes"),
    "compatibility": Sentence("styled or full-width letters"),
    "invisible": Sentence("invisible characters"),
    "links": Sentence("a link"),
    "leading_mentions": Sentence("mentions in front"),
    "emoji": Sentence("emoji"),
    "punctuation": Sentence("punctuation"),
    "marks": Sentence("stray accents"),
    "lookalikes": Sentence("look-alike letters of another script"),
    "case": Sentence("capitals"),
    "traditional": Sentence("Traditional Chinese characters"),
    "repeats": Sentence("repeated letters"),
    "spacing": Sentence("spacing"),
    "mentions": Sentence("mentions"),
    "edge_hashtags": Sentence("hashtags at the edges"),
}
"""What may disguise the words of a text, by the rule of the normal form that takes it off."""


VENUE_KIND_NAMES: Final = {
    "department": Sentence("department"),
    "media": Sentence("media"),
    "politician": Sentence("politician"),
    "private_person": Sentence("private person"),
    "other": Sentence("other"),
    None: Sentence("not stated"),
}
"""What an analyst's list says an account is, by code."""

DETAIL_NAMES: Final = {
    "phone": Sentence("telephone numbers"),
    "email": Sentence("e-mail addresses"),
    "address": Sentence("postal addresses"),
    "id_document": Sentence("numbers of identity documents"),
}
"""Kinds of personal detail, by code."""


def venue_kind_name(kind: str | None) -> Sentence:
    """Name the kind of a venue, or say that no list states it."""
    return VENUE_KIND_NAMES[kind]


def detail_name(kind: str) -> Sentence:
    """Name a kind of personal detail, or give the kind back."""
    return DETAIL_NAMES.get(kind, Sentence(kind))


def rule_name(rule: str) -> Sentence:
    """Name a disguise by its text rule, or give the rule back."""
    return RULE_NAMES.get(rule, Sentence(rule))


def kind_name(kind: str) -> Sentence:
    """Name what two accounts have in common by a kind of trace, or give the kind back."""
    return KIND_NAMES.get(kind, Sentence(kind))


def reason_name(reason: str | None) -> Sentence:
    """Name the innocent reason for which words are left out."""
    return REASON_NAMES[reason]


def short(account: str) -> str:
    """Shorten a pseudonym for labels."""
    return account[:SHORT]


def tiny(value: float) -> str:
    """Write a very small number as the power of ten it does not exceed: ≤ 10⁻⁶."""
    if value <= 0:
        return "< 10⁻³⁰⁰"
    power = str(ceil(log10(value)))
    return "≤ 10" + power.translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))

"""Which words are the same words? Normal form, copy families, language, canonical addresses."""

from demasque.text.copies import COPIES, CopyIndex, find_copies
from demasque.text.difference import Piece, disguises, marked_difference
from demasque.text.normal import emoji_of, long_enough, long_enough_each, match_key, match_keys
from demasque.text.rules import ALL_RULES, FAMILY_RULES, Rules
from demasque.text.urls import canonical_url, read_expansions

__all__ = [
    "ALL_RULES",
    "COPIES",
    "FAMILY_RULES",
    "CopyIndex",
    "Piece",
    "Rules",
    "canonical_url",
    "disguises",
    "emoji_of",
    "find_copies",
    "long_enough",
    "long_enough_each",
    "marked_difference",
    "match_key",
    "match_keys",
    "read_expansions",
]

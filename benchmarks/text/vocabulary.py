"""Words to write posts with, in six languages: six slots that follow one another in a clause.

Neutral everyday matter; no real person, party or organisation. The words are in vocabulary.tsv.
"""

from functools import cache
from pathlib import Path

LANGUAGES = ("en", "fr", "ru", "ar", "zh", "ja")


@cache
def slot_words(language: str) -> list[list[str]]:
    """The phrases of each slot, in the order of a clause."""
    lines = Path(__file__).with_suffix(".tsv").read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines]
    return [phrases.split("|") for found, _, phrases in rows if found == language]

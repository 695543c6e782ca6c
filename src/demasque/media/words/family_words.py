"""What do the words of a family say, as one text?"""

from collections.abc import Mapping
from typing import Final

from demasque.case import CaseStore
from demasque.media.protecting.protected_files import protected_media
from demasque.media.words.word_keeping import How

_WORDS: Final = """
    SELECT media, text FROM media_words WHERE how = ? AND text IS NOT NULL
    ORDER BY media, "at", text"""


def family_words(store: CaseStore, how: How, exemplars: Mapping[str, str]) -> dict[str, str]:
    """Each family's words, by its exemplar: line by line, a line that comes again said once.

    Where the exemplar has changed since, and it was another of its files that was looked at, the
    words are of that one: of several, the first by SHA-256 unless it is the exemplar. Families that
    hold a protected file have none.
    """
    hidden = {exemplars.get(media, media) for media in protected_media(store)}
    lines: dict[str, list[str]] = {}
    for row in store.sql(_WORDS, [how]).to_pylist():
        lines.setdefault(row["media"], []).extend(row["text"].splitlines())
    texts: dict[str, str] = {}
    for media in sorted(lines):
        exemplar = exemplars.get(media, media)
        if exemplar not in hidden and (media == exemplar or exemplar not in texts):
            texts[exemplar] = "\n".join(dict.fromkeys(lines[media]))
    return texts

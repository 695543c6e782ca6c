"""Words of the case's files: each family is looked at once, and what is found is kept."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal, NamedTuple

import pyarrow as pa

from demasque.case import CaseStore
from demasque.errors import Sentence
from demasque.media.protecting.protected_files import protected_media
from demasque.media.words.readable_frames import is_still
from demasque.media.words.word_protection import protected
from demasque.progress import Progress, quiet
from demasque.schema import MEDIA_WORDS

MOST_FILES: Final = 1_000
"""Files that one run looks at, some ten minutes of pictures: those of most accounts first. The next
run goes on."""

_KEPT_EVERY: Final = 20  # files: what an interrupt may cost

How = Literal["read", "heard"]


class FoundWords(NamedTuple):
    """Words at one moment (seconds from the start), with the reader's own score, if it has one."""

    at: float
    text: str
    score: float | None


class WaitingFile(NamedTuple):
    """A file that speaks for its family: nobody has looked at one of that family yet.

    ``seconds`` is None for pictures; ``platform`` is where it was posted.
    """

    media: str
    kind: str
    seconds: float | None
    platform: str


@dataclass(frozen=True)
class WordsFound:
    """What became of the files that one run looked at for words."""

    files: int  # looked at now
    worded: int  # of these, with words
    gone: int  # not where they were added from, or changed since
    later: int  # left for the next run

    def warnings(self) -> list[Sentence]:
        """What should be known of what was left out."""
        said = []
        if self.gone:
            said.append(
                Sentence.counted(
                    "{n} picture or clip could not be looked at for words: it is not where it was "
                    "added from, or has changed. Put it back, or add it again.",
                    "{n} pictures and clips could not be looked at for words: they are not where "
                    "they were added from, or have changed. Put them back, or add them again.",
                    self.gone,
                )
            )
        if self.later:
            said.append(
                Sentence.counted(
                    "{n} picture or clip is left for the next detection to look at for words: one "
                    "looks at {most} at most.",
                    "{n} pictures and clips are left for the next detection to look at for words: "
                    "one looks at {most} at most.",
                    self.later,
                    most=MOST_FILES,
                )
            )
        return said


def keep_words(
    store: CaseStore,
    how: How,
    by: str,
    waiting: list[WaitingFile],
    paths: Mapping[str, Path],
    look: Callable[[Path, WaitingFile], Iterable[FoundWords]],
    progress: Progress = quiet,
) -> WordsFound:
    """Look at files and add what ``look`` finds to ``media_words``, where an interrupt leaves it.

    ``by`` names who looks; ``paths`` say where files lie now.
    """
    step = "words in pictures" if how == "read" else "words that are said"
    now = waiting[:MOST_FILES]
    files, worded, rows = 0, 0, list[dict[str, Any]]()
    for number, file in enumerate(now):
        progress(step, number, len(now))
        path = paths.get(file.media)
        if path is None or not is_still(path, file.media):
            continue
        found = list(look(path, file))
        rows += _rows(store, file, how, by, found)
        files, worded = files + 1, worded + bool(found)
        if files % _KEPT_EVERY == 0:
            rows = _written(store, rows)
    _written(store, rows)
    return WordsFound(files, worded, len(now) - files, len(waiting) - len(now))


_FILES: Final = """
    SELECT f.media, any_value(f.kind) AS kind, any_value(f.seconds) AS seconds,
           min(p.platform) AS platform, count(DISTINCT p.account) AS accounts,
           count(DISTINCT p.post) AS posts
    FROM media_files f JOIN media_in_posts m USING (media) JOIN posts p USING (post)
    GROUP BY f.media ORDER BY f.media"""
_DONE: Final = "SELECT DISTINCT media FROM media_words WHERE how = ?"


def waiting_files(
    store: CaseStore, how: How, exemplars: Mapping[str, str], kinds: Iterable[str]
) -> list[WaitingFile]:
    """The exemplars of these kinds of whose family nobody has looked at a file yet.

    ``exemplars`` names each file's; a file without one is its own. Those whose families the most
    accounts and posts show come first. Families that hold a protected file are passed over: what
    stands in pictures that harm people is not to be searched and passed on.
    """
    done = {exemplars.get(media, media) for media in store.sql(_DONE, [how])["media"].to_pylist()}
    files = {row["media"]: row for row in store.sql(_FILES).to_pylist()}
    shown: dict[str, list[int]] = {}
    for media, row in files.items():
        tally = shown.setdefault(exemplars.get(media, media), [0, 0])
        tally[0] += row["accounts"]
        tally[1] += row["posts"]
    passed = done | {exemplars.get(media, media) for media in protected_media(store)}
    wanted = [one for one in shown.keys() - passed if one in files and files[one]["kind"] in kinds]
    wanted.sort(key=lambda one: (*(-n for n in shown[one]), one))
    return [
        WaitingFile(one, files[one]["kind"], files[one]["seconds"], files[one]["platform"])
        for one in wanted
    ]


def _rows(
    store: CaseStore, file: WaitingFile, how: How, by: str, found: list[FoundWords]
) -> list[dict[str, Any]]:
    """Rows of ``media_words``; one without words where there are none, so that it is known."""
    texts = protected(store, file.platform, [each.text for each in found])
    row = {"media": file.media, "how": how, "reader": by}
    rows = [
        {**row, "at": each.at, "text": text, "score": each.score}
        for each, text in zip(found, texts, strict=True)
    ]
    return rows or [{**row, "at": 0.0, "text": None, "score": None}]


def _written(store: CaseStore, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Add rows to those that are kept; an empty list, for the next ones."""
    if rows:
        columns = ", ".join(f'"{name}"' for name in MEDIA_WORDS.names)
        known = store.sql(f"SELECT {columns} FROM media_words").cast(MEDIA_WORDS)
        new = pa.Table.from_pylist(rows, schema=MEDIA_WORDS)
        both = pa.concat_tables([known, new])
        store.replace(
            {"media_words": both.sort_by([(n, "ascending") for n in ("media", "how", "at")])}
        )
    return []

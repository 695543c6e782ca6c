"""What is written in pictures and clips, and what is said in clips: read and heard, once each."""

from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Final

from demasque.case import CaseStore
from demasque.media.words.readable_frames import frames_of
from demasque.media.words.text_reader import LEAST_SCORE, TextReader
from demasque.media.words.transcriber import Transcriber
from demasque.media.words.word_keeping import (
    FoundWords,
    WaitingFile,
    WordsFound,
    keep_words,
    waiting_files,
)
from demasque.progress import Progress, quiet

LONGEST_HEARD: Final = 1_200.0
"""Seconds of a clip that is listened to: models hear about as fast as people speak."""

_SCENES: Final = (
    'SELECT media, list("at" ORDER BY "at") AS moments FROM media_frames WHERE scene GROUP BY media'
)


def read_words(
    store: CaseStore,
    exemplars: Mapping[str, str],
    paths: Mapping[str, Path],
    reader: TextReader,
    progress: Progress = quiet,
) -> WordsFound:
    """Read the words in each family's exemplar that was not read before, into ``media_words``.

    ``exemplars`` names each file's exemplar; a file without one is its own. ``paths`` say where
    files lie now (SHA-256 -> path). One row holds the lines of a picture, or of one frame.
    """
    waiting = waiting_files(store, "read", exemplars, ("image", "video"))
    if not waiting:
        return WordsFound(0, 0, 0, 0)
    scenes = {row["media"]: row["moments"] for row in store.sql(_SCENES).to_pylist()}
    look = partial(_read, reader, scenes)
    return keep_words(store, "read", reader.id, waiting, paths, look, progress)


def hear_words(
    store: CaseStore,
    exemplars: Mapping[str, str],
    paths: Mapping[str, Path],
    transcriber: Transcriber,
    progress: Progress = quiet,
) -> WordsFound:
    """Write down what is said in each family's exemplar not heard before, into ``media_words``.

    As :func:`read_words`; one row holds one stretch. Of clips longer than :data:`LONGEST_HEARD`
    nothing is written down.
    """
    waiting = waiting_files(store, "heard", exemplars, ("video", "audio"))
    waiting = [one for one in waiting if (one.seconds or 0.0) <= LONGEST_HEARD]
    look = partial(_hear, transcriber)
    return keep_words(store, "heard", transcriber.id, waiting, paths, look, progress)


def _read(
    reader: TextReader, scenes: Mapping[str, list[float]], path: Path, file: WaitingFile
) -> Iterator[FoundWords]:
    """The sure lines of each frame that says something; the same words on end are said once."""
    before = ""
    for at, pixels in frames_of(path, file.kind, scenes.get(file.media, [])):
        lines = [line for line in reader.read(pixels) if line.score >= LEAST_SCORE]
        text = "\n".join(line.text.strip() for line in lines if line.text.strip())
        if text and text != before:
            yield FoundWords(at, text, min(line.score for line in lines))
        before = text


def _hear(transcriber: Transcriber, path: Path, _: WaitingFile) -> Iterator[FoundWords]:
    try:
        for heard in transcriber.transcribe(path):
            yield FoundWords(heard.start, heard.text, None)
    except (OSError, ValueError):  # no sound, or none that can be read
        return

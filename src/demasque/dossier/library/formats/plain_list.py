"""One value a line: domains, addresses, hashtags, hashes, headlines in quotation marks.

Read as well: hosts files (``0.0.0.0 site``), filter lists (``||site^``), comments (``# words``).
"""

import re
from collections.abc import Iterator
from typing import Final

from demasque.dossier.library.formats.indicator_format import IndicatorFormat
from demasque.dossier.library.known_values import KnownRow, Loss
from demasque.dossier.library.reading_values import BLANK, read_values
from demasque.dossier.library.source_file import SourceFile
from demasque.sentences import Sentence

COMMENT: Final = Loss(Sentence("a comment"))

_HOSTS: Final = re.compile(r"(?:0\.0\.0\.0|127\.0\.0\.1|::1?)\s+(\S+)(?:\s+#.*)?")
_FILTER: Final = re.compile(r"\|\|([^\s^/$]+)\^?(?:\$\S*)?")
_COMMENT: Final = re.compile(r"#(?:\s|#|$)|!|//|;")


def _recognises(file: SourceFile) -> bool:
    return not file.is_json


def _read(file: SourceFile) -> Iterator[KnownRow]:
    for line, written in enumerate(file.lines(), 1):
        text = written.strip().removeprefix("\ufeff")
        if not text:
            yield KnownRow(line, losses=(BLANK,))
        elif _COMMENT.match(text):
            yield KnownRow(line, losses=(COMMENT,))
        else:
            listed = _HOSTS.fullmatch(text) or _FILTER.fullmatch(text)
            values, losses = read_values(listed[1] if listed else text)
            yield KnownRow(line, tuple(values), tuple(losses))


PLAIN_LIST: Final = IndicatorFormat(
    "list", Sentence("list, one value a line"), _recognises, _read, sure=False
)

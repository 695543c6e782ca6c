"""What a format of published indicators says of itself."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from demasque.dossier.library.known_values import KnownRow
from demasque.dossier.library.source_file import SourceFile
from demasque.sentences import Sentence


@dataclass(frozen=True)
class IndicatorFormat:
    """A way to write indicators: how it is recognised, and how its rows are read.

    ``sure`` says that a file is recognised beyond doubt, so that it is taken in even where none of
    its rows is an indicator: who looks for an operation then knows that its file was read.
    """

    id: str
    title: Sentence
    recognises: Callable[[SourceFile], bool]
    read: Callable[[SourceFile], Iterator[KnownRow]]
    sure: bool = True

"""What adding files to a library gave: how much, and why the rest is no indicator."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from demasque.dossier.library.adding_sources import LOST, KnownSource
from demasque.dossier.library.known_values import Loss
from demasque.sentences import Sentence


def lost_reason(reason: str, detail: str | None) -> Sentence:
    """The reason in a row of what was rejected, in words that can be translated."""
    return Loss(reason, detail).sentence()


@dataclass(frozen=True)
class Added:
    """What adding one file gave.

    ``rejected`` is an Arrow table ``line``, ``reason``, ``detail``, ``whole``: each row of the
    source that is no indicator, and each value lost in a row that gave another (``whole`` false).
    ``new`` is false where the library had the file already.
    """

    source: KnownSource
    rejected: pa.Table
    new: bool

    @property
    def loaded(self) -> int:
        """Indicators that the library has of the file."""
        return self.source.indicators

    def reasons(self) -> Mapping[Sentence, int]:
        """Rows lost, by reason, the most frequent first."""
        return _counted(self.rejected)


@dataclass(frozen=True)
class AddedFolder:
    """What adding several files gave, and the files that were left out, each with its reason."""

    added: tuple[Added, ...]
    left_out: tuple[tuple[Path, Sentence], ...]

    def reasons(self) -> Mapping[Sentence, int]:
        """Rows lost of all files, by reason, the most frequent first."""
        return _counted(pa.concat_tables([LOST.empty_table(), *(e.rejected for e in self.added)]))


def _counted(rejected: pa.Table) -> Mapping[Sentence, int]:
    whole = rejected.filter(rejected["whole"])
    counts = Counter(zip(whole["reason"].to_pylist(), whole["detail"].to_pylist(), strict=True))
    ordered = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0][0], pair[0][1] or ""))
    return {lost_reason(*reason): n for reason, n in ordered}

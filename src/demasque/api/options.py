"""What a detection is asked for, looked over before any work is done on it."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from demasque import coordination, media, text, traces
from demasque.errors import UsageError

if TYPE_CHECKING:
    from demasque.media import Transcriber

PathLike = str | os.PathLike[str]


@dataclass(frozen=True)
class ExtractOptions:
    """How traces are extracted: see :meth:`demasque.Case.detect`."""

    without_rules: tuple[str, ...]
    expansions: Path | None
    transcriber: Transcriber | None

    @classmethod
    def checked(
        cls,
        without_rules: Sequence[str],
        expansions: PathLike | None,
        speech: PathLike | Transcriber | None,
    ) -> ExtractOptions:
        """The options; UsageError for those that make no sense."""
        if isinstance(without_rules, str):
            raise UsageError("without_rules is a list: without_rules=['emoji'].")
        text.ALL_RULES.without(*without_rules)
        path = Path(expansions) if expansions is not None else None
        if path is not None and not path.is_file():
            raise UsageError("There is no file {path}.", path=path)
        if isinstance(speech, str | os.PathLike):
            speech = media.load_transcriber(Path(speech))
        return cls(tuple(without_rules), path, speech)


@dataclass(frozen=True)
class DetectOptions:
    """How ties are found: see :meth:`demasque.Case.detect`. ``memory`` in bytes."""

    windows: tuple[str | float, ...] | None
    fdr: float
    kinds: tuple[str, ...] | None
    min_shared: int
    memory: int | None

    @classmethod
    def checked(
        cls,
        windows: Sequence[str | float] | None,
        fdr: float,
        kinds: Sequence[str] | None,
        min_shared: int,
        memory: str | int | None,
    ) -> DetectOptions:
        """The options; UsageError for those that make no sense."""
        if isinstance(windows, str) or isinstance(kinds, str):
            raise UsageError("windows and kinds are lists: windows=['60s', '1h'], kinds=['url'].")
        coordination.check_options(fdr, min_shared)
        known = [kind.id for kind in traces.KINDS]
        for kind in kinds or ():
            if kind not in known:
                raise UsageError(
                    "There is no kind of trace called {kind}. Kinds: {known}.",
                    kind=kind,
                    known=", ".join(known),
                )
        for window in windows or ():
            coordination.seconds(window)
        return cls(
            windows=tuple(windows) if windows else None,
            fdr=fdr,
            kinds=tuple(kinds) if kinds else None,
            min_shared=min_shared,
            memory=None if memory is None else coordination.memory_size(memory),
        )

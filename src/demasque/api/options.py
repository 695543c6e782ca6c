"""What a detection is told, looked over before any work is done on it."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from demasque.coordination import check_options, seconds
from demasque.errors import UsageError
from demasque.text import ALL_RULES
from demasque.traces import KINDS

PathLike = str | os.PathLike[str]


def extract_options(without_rules: Sequence[str], expansions: PathLike | None) -> dict[str, Any]:
    """What extraction is told, refused before any work is done on it."""
    if isinstance(without_rules, str):
        raise UsageError("without_rules is a list: without_rules=['emoji'].")
    ALL_RULES.without(*without_rules)
    path = Path(expansions) if expansions is not None else None
    if path is not None and not path.is_file():
        raise UsageError("There is no file {path}.", path=path)
    return {"without_rules": without_rules, "expansions": path}


def detect_options(
    windows: Sequence[str | float] | None, fdr: float, kinds: Sequence[str] | None, min_shared: int
) -> dict[str, Any]:
    """The options as coordination takes them, refused before any work is done on them."""
    if isinstance(windows, str) or isinstance(kinds, str):
        raise UsageError("windows and kinds are lists: windows=['60s', '1h'], kinds=['url'].")
    check_options(fdr, min_shared)
    known = [kind.id for kind in KINDS]
    for kind in kinds or ():
        if kind not in known:
            raise UsageError(
                "There is no kind of trace called {kind}. Kinds: {known}.",
                kind=kind,
                known=", ".join(known),
            )
    options: dict[str, Any] = {"fdr": fdr, "min_shared": min_shared}
    if kinds:
        options["kinds"] = list(kinds)
    if windows:
        options["windows"] = [length for length in windows if seconds(length)]
    return options

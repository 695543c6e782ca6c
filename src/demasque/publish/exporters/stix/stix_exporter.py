"""The exporter of STIX 2.1: one JSON file, written object by object."""

import re
from collections.abc import Callable, Iterable
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

from demasque.errors import UsageError
from demasque.findings import refuse_unsourced
from demasque.publish.exporters.case_rows import CaseRows
from demasque.publish.exporters.exporter import Exporter
from demasque.publish.exporters.stix.stix_contents import contents
from demasque.publish.exporters.stix.stix_frame import stix_frame

PROFILES: Final = ("opencti",)
"""Receivers whose own objects can be added."""

_PSEUDONYM: Final = re.compile(r"\b[ap]_[a-z2-7]{16}\b")
LEFT_OUT: Final = "…"
"""What stands in a quoted text where it names an account that people excluded."""


def write(rows: CaseRows, path: Path) -> None:
    """Write the campaigns of a case as a bundle.

    Raises:
        UsageError: there is no campaign, no such label or profile, a judgement has no source, or
            the extra is missing.
    """
    _refuse(rows)
    frame = stix_frame(rows)
    unnamed = _unnaming(rows.excluded.to_pylist())
    with path.open("w", encoding="utf-8", newline="\n") as file:
        bundle = frame.id("bundle", *rows.options.campaigns)
        file.write(f'{{"type": "bundle", "id": "{bundle}", "objects": [')
        for number, made in enumerate(contents(rows, frame)):
            file.write(",\n" if number else "\n")
            file.write(unnamed(_line(made)))
        file.write("\n]}\n")


def _line(made: Any) -> str:
    return str(made.serialize(ensure_ascii=False))


def _unnaming(excluded: Iterable[str]) -> Callable[[str], str]:
    """Takes excluded accounts out of the words of others, where they may be mentioned."""
    gone = frozenset(excluded)

    def unnamed(found: re.Match[str]) -> str:
        return LEFT_OUT if found[0] in gone else found[0]

    return lambda line: _PSEUDONYM.sub(unnamed, line) if gone else line


def _refuse(rows: CaseRows) -> None:
    if find_spec("stix2") is None:
        raise UsageError("STIX takes a package that is missing: pip install 'demasque[stix]'.")
    profile = rows.options.profile
    if profile is not None and profile not in PROFILES:
        raise UsageError(
            "There is no profile {profile}. The profiles are: {known}.",
            profile=repr(profile),
            known=", ".join(PROFILES),
        )
    if not rows.campaigns:
        raise UsageError(
            "There is no group of accounts to hand over: run demasque detect, or see in the report "
            "why none was found."
        )
    refuse_unsourced(rows.campaigns)


EXPORTER: Final = Exporter(
    id="stix",
    title="STIX 2.1",
    suits="partners' platforms for threat intelligence (OpenCTI, MISP, TAXII servers)",
    write=write,
    heeds=frozenset({"campaigns", "by", "tlp", "profile", "with_disarm"}),
)

"""The exporter of STIX 2.1: one JSON file, written object by object."""

from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

from demasque.errors import UsageError
from demasque.findings import refuse_unsourced
from demasque.publish.exporters.case_rows import CaseRows
from demasque.publish.exporters.exporter import Exporter
from demasque.publish.exporters.handed_values import unnaming
from demasque.publish.exporters.stix.stix_contents import contents
from demasque.publish.exporters.stix.stix_frame import stix_frame
from demasque.sentences import Sentence

PROFILES: Final = ("opencti",)
"""Receivers whose own objects can be added."""


def write(rows: CaseRows, path: Path) -> None:
    """Write the campaigns of a case as a bundle.

    Raises:
        UsageError: there is no such label or profile, a judgement has no source, or the extra is
            missing.
    """
    _refuse(rows)
    frame = stix_frame(rows)
    unnamed = unnaming(rows)
    with path.open("w", encoding="utf-8", newline="\n") as file:
        bundle = frame.id("bundle", *rows.options.campaigns)
        file.write(f'{{"type": "bundle", "id": "{bundle}", "objects": [')
        for number, made in enumerate(contents(rows, frame)):
            file.write(",\n" if number else "\n")
            file.write(unnamed(_line(made)))
        file.write("\n]}\n")


def _line(made: Any) -> str:
    return str(made.serialize(ensure_ascii=False))


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
    refuse_unsourced(rows.campaigns)


EXPORTER: Final = Exporter(
    id="stix",
    title=Sentence("STIX 2.1"),
    suits=Sentence("partners' platforms for threat intelligence (OpenCTI, MISP, TAXII servers)"),
    write=write,
    heeds=frozenset({"campaigns", "by", "tlp", "profile", "with_disarm"}),
)

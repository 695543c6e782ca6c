"""What is asked of an evidence pack, and what came of it."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from demasque.publish.exporters.stix.tlp_markings import USUAL_LABEL, tlp_label
from demasque.sentences import Sentence

SUMS: Final = "SHA256SUMS"
STAMP: Final = "SHA256SUMS.tsr"
MANIFEST: Final = "manifest.json"
LOG: Final = "custody.log"

FORMAT: Final = "demasque evidence pack"
VERSION: Final = 1

NOBODY: Final = "(not said)"
"""What the custody log keeps as the receiver where the analyst names none."""


@dataclass(frozen=True)
class PackOptions:
    """What is asked of a pack besides its campaign.

    ``wacz``: web archives to put in, or folders of them. ``server``: address of a time-stamping
    authority (RFC 3161); None for no time stamp. ``to``: who gets it. ``tlp``: a label of TLP 2.0.

    Raises:
        UsageError: no such label.
    """

    wacz: tuple[Path, ...] = ()
    server: str | None = None
    to: str | None = None
    tlp: str = USUAL_LABEL

    def __post_init__(self) -> None:
        object.__setattr__(self, "tlp", tlp_label(self.tlp))


@dataclass(frozen=True)
class PackedFile:
    """One file in a pack: its name there, its size in bytes, its SHA-256."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True)
class EvidencePack:
    """A pack that was written.

    ``sha256`` is that of its list of checksums, as the custody log keeps it. ``stamped_at`` is the
    time that the server vouches for, UTC; None without a time stamp. ``warnings`` are what whoever
    hands it over should know.
    """

    path: Path
    handover: str
    campaign: str
    accounts: int
    posts: int
    files: tuple[PackedFile, ...]
    sha256: str
    stamped_at: datetime | None
    warnings: tuple[Sentence, ...]


@dataclass(frozen=True)
class PackCheck:
    """What a check of a pack found.

    ``problems`` is empty where every file is as its list says, the list and the manifest agree, and
    the custody log's chain holds. ``stamped_at``: the time in its time stamp, UTC; None where there
    is none, or the extra ``timestamps`` is missing. Whether an authority that one trusts signed the
    stamp is for ``openssl ts -verify`` to say. ``withheld``: lines of the log without details.
    """

    path: Path
    case: str | None
    campaign: str | None
    files: int
    sha256: str | None
    lines: int
    withheld: int
    stamped: bool
    stamped_at: datetime | None
    problems: tuple[Sentence, ...]

    @property
    def holds(self) -> bool:
        """Whether nothing is wrong with it."""
        return not self.problems

"""What makes a folder a case: its marker, its key, its store of tables."""

import json
import secrets
from pathlib import Path
from typing import Final

from demasque.atomic import replacing_folder, write_file
from demasque.errors import DemasqueError, UsageError

FORMAT: Final = 1
"""Version of the folder's layout; a case of a later version is refused."""

MARKER, KEY, STORE = "demasque.json", "pseudonym.key", "store.duckdb"

WORK: Final = "work"
"""The folder in a case in which a detection within a memory limit works."""


def make_folder(folder: Path) -> None:
    """Make the case beside its place and move it there whole."""
    with replacing_folder(folder) as draft:
        (draft / "evidence").mkdir()
        (draft / "runs").mkdir()
        write_file(draft / KEY, secrets.token_hex(32).encode() + b"\n", mode=0o600)
        marker = {"format": FORMAT, "what": "A Démasque case: see docs/architecture.md"}
        write_file(draft / MARKER, json.dumps(marker, ensure_ascii=False).encode() + b"\n")


def check_marker(folder: Path) -> None:
    """Say what is wrong with a folder that is to be a case; quick: nothing heavy is imported here.

    Raises:
        UsageError: it is no case.
        DemasqueError: a later version made it, or its marker is damaged.
    """
    marker = folder / MARKER
    if not marker.exists():
        raise UsageError(
            "{folder} is not a case. Make one with: demasque init {folder}", folder=folder
        )
    try:
        version = int(json.loads(marker.read_text("utf-8"))["format"])
    except (ValueError, KeyError, TypeError) as error:
        raise DemasqueError(
            "{marker} is damaged: it does not name the case's version.", marker=marker
        ) from error
    if version > FORMAT:
        raise DemasqueError(
            "{folder} was made by a later version of demasque (layout {version}, "
            "this one reads {own}). Upgrade demasque to open it.",
            folder=folder,
            version=version,
            own=FORMAT,
        )


def check_store(folder: Path) -> None:
    """Raise DemasqueError when the tables are gone: new ones would hide that something is."""
    log = folder / "custody.log"
    if not (folder / STORE).exists() and log.exists() and log.stat().st_size:
        raise DemasqueError(
            "{path} is missing. Put it back, or make a new case and add the files in evidence/.",
            path=folder / STORE,
        )

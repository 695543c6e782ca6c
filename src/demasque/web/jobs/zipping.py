"""A folder as one file, which a browser can download."""

import shutil
import zipfile
from pathlib import Path
from typing import Final

_EARLIEST: Final = (1980, 1, 1, 0, 0, 0)
"""The time of every file in it: the same folder gives the same bytes."""


def one_file(made: Path | None) -> Path | None:
    """The file itself; of a folder, a ZIP file that takes its place."""
    if made is None or not made.is_dir():
        return made
    target = made.with_name(made.name + ".zip")
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        for file in sorted(each for each in made.rglob("*") if each.is_file()):
            entry = zipfile.ZipInfo(f"{made.name}/{file.relative_to(made).as_posix()}", _EARLIEST)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            with file.open("rb") as read, packed.open(entry, "w", force_zip64=True) as written:
                shutil.copyfileobj(read, written)
    shutil.rmtree(made)
    return target

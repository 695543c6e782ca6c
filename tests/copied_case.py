"""Folders that are made once in each worker and then copied: making a case takes seconds."""

import atexit
import shutil
from collections.abc import Callable
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any


def copied(make: Callable[[Path], Any], folder: Path) -> Any:
    """Put into ``folder`` what ``make`` puts into an empty one; what it returned then.

    ``make`` is a function of a module, and leaves nothing open.
    """
    path, returned = _made_once(make)
    shutil.copytree(path, folder, dirs_exist_ok=True)
    return returned


@cache
def _made_once(make: Callable[[Path], Any]) -> tuple[Path, Any]:
    folder = TemporaryDirectory(prefix="copied-")
    atexit.register(folder.cleanup)
    return Path(folder.name), make(Path(folder.name))

"""Keep a copy index in one file: NumPy arrays in a zip, written whole or not at all."""

import json
import zipfile
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from demasque.atomic import replacing_file
from demasque.errors import DemasqueError
from demasque.text.forms.form_rules import VERSION

_FORMAT: Final = f"demasque copy index, rules {VERSION}"

Arrays = dict[str, NDArray[Any]]


def write_arrays(path: Path, arrays: Arrays, settings: dict[str, object]) -> None:
    """Write arrays and JSON-able settings; a file of that name is replaced in one step."""
    heading = json.dumps({"format": _FORMAT, **settings})
    try:
        with replacing_file(path) as draft, draft.open("wb") as file:
            np.savez(file, heading=np.array(heading), **arrays)  # type: ignore[arg-type]
    except OSError as error:
        raise DemasqueError(f"Cannot write the copy index {path}: {error}") from error


def read_arrays(path: Path) -> tuple[Arrays, dict[str, Any]]:
    """Read what :func:`write_arrays` wrote; raise DemasqueError for anything else."""
    try:
        with np.load(path, allow_pickle=False) as file:
            arrays = {name: file[name] for name in file.files}
        settings = json.loads(str(arrays.pop("heading")))
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile, AttributeError) as error:
        raise DemasqueError(
            f"{path} is not an index of copies that can be read: {error}"
        ) from error
    if settings.pop("format") != _FORMAT:
        raise DemasqueError(
            f"{path} was made under other text rules than this version's ({_FORMAT}): make it again"
            " from the posts."
        )
    return arrays, settings

"""Write a report or an export where the user said, or say in words why that cannot be."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from demasque.atomic import replacing_file, replacing_folder
from demasque.errors import UsageError


def refuse_folder(path: Path) -> None:
    """Raise UsageError where a folder stands in the place of a file."""
    if path.is_dir():
        raise UsageError("{path} is a folder. Give the name of a file to write.", path=path)


@contextmanager
def new_file(path: Path) -> Iterator[Path]:
    """Lend a name beside ``path`` to write to; the file takes its place when all went well.

    Raises:
        UsageError: ``path`` is a folder, or its folder cannot be written to.
    """
    refuse_folder(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with replacing_file(path) as draft:
            yield draft
    except OSError as error:
        raise UsageError(
            "{path} cannot be written: {reason}.", path=path, reason=error.strerror or error
        ) from error


@contextmanager
def new_folder(path: Path, names: frozenset[str]) -> Iterator[Path]:
    """Lend a new folder to fill; it takes the place of ``path`` when all went well.

    A folder that is there is replaced only if it holds nothing but ``names``, the files of an
    earlier export: anything else in it is somebody's and stays.

    Raises:
        UsageError: ``path`` is a file, holds other files, or cannot be written.
    """
    _check_free(path, names)
    try:
        with replacing_folder(path) as draft:
            yield draft
    except OSError as error:
        raise UsageError(
            "{path} cannot be written: {reason}.", path=path, reason=error.strerror or error
        ) from error


def _check_free(path: Path, names: frozenset[str]) -> None:
    if path.is_dir():
        others = sorted({entry.name for entry in path.iterdir()} - names)
        if others:
            raise UsageError(
                "{path} holds {others}, which is not from an export. Choose an empty or "
                "a new folder.",
                path=path,
                others=others[0],
            )
    elif path.exists():
        raise UsageError(
            "{path} is a file; this format writes a folder. Choose another name.", path=path
        )

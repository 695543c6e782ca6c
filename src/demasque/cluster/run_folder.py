"""Where the steps of a run on Spark are kept: in a folder that all its machines reach."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from tempfile import TemporaryDirectory, mkdtemp
from typing import Final

from pyspark.sql import SparkSession

from demasque.errors import UsageError

_PREFIX: Final = "demasque-spark-"
_lasting: list[TemporaryDirectory[str]] = []


@contextmanager
def passing_folder(session: SparkSession, given: str | os.PathLike[str] | None) -> Iterator[str]:
    """The folder that was given, or one for as long as the block runs.

    Raises UsageError where none was given and others than this machine work.
    """
    if given is not None:
        yield os.fspath(given)
        return
    _check_local(session)
    folder = mkdtemp(prefix=_PREFIX)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def lasting_folder(session: SparkSession, given: str | os.PathLike[str] | None) -> str:
    """The folder that was given, or one for as long as this process runs.

    Raises UsageError as :func:`passing_folder` does.
    """
    if given is not None:
        return os.fspath(given)
    _check_local(session)
    _lasting.append(TemporaryDirectory(prefix=_PREFIX))
    return _lasting[-1].name


def _check_local(session: SparkSession) -> None:
    if not (session.conf.get("spark.master") or "").startswith("local"):
        raise UsageError(
            "Work on a cluster needs a folder that all its machines reach. Give work_folder, a "
            "path or an address that Spark can write to."
        )

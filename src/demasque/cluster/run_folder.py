"""Where the steps of a run on Spark are kept, and by what a later run knows them for its own."""

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from tempfile import TemporaryDirectory, mkdtemp
from typing import Any, Final
from uuid import uuid4

from pyspark.sql import DataFrame, SparkSession

from demasque.errors import UsageError

_PREFIX: Final = "demasque-spark-"
_UNSEEN: Final = re.compile(r"LocalRelation|LogicalRDD|ExternalRDD|InMemoryRelation|UDF\(|#-1")
"""What a plan does not show all of: rows in memory, and functions in Python or Java."""

_FIELDS: Final = "spark.sql.debug.maxToStringFields"
_STATUS: Final = re.compile(r"path=(.*?); .*?length=(\d+); .*?modification_time=(\d+); ")
"""What of a file's status, as Hadoop writes it, tells that it is the same."""
_lasting: list[TemporaryDirectory[str]] = []


def check_local(session: SparkSession) -> None:
    """Raise UsageError where others than this machine work: a work folder must be named then."""
    if not (session.conf.get("spark.master") or "").startswith("local"):
        raise UsageError(
            "Work on a cluster needs a folder that all its machines reach. Give work_folder, a "
            "path or an address that Spark can write to."
        )


@contextmanager
def passing_folder(session: SparkSession, given: str | os.PathLike[str] | None) -> Iterator[str]:
    """The folder that was given, or one for as long as the block runs.

    Raises UsageError where none was given and others than this machine work.
    """
    if given is not None:
        yield os.fspath(given)
        return
    check_local(session)
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
    check_local(session)
    _lasting.append(TemporaryDirectory(prefix=_PREFIX))
    return _lasting[-1].name


def input_identity(frame: DataFrame) -> list[str]:
    """What a frame is made of: how, and of which files, with their times where Spark lists them.

    What cannot be known that well, or by Spark Connect, is like nothing else, so that nothing kept
    of another frame is ever taken for it.
    """
    plan = getattr(frame, "_jdf", None)
    files = sorted(frame.inputFiles())
    if plan is None or not files:
        return [uuid4().hex]
    before = frame.sparkSession.conf.get(_FIELDS) or "25"
    frame.sparkSession.conf.set(_FIELDS, str(2**20))
    try:
        analyzed = plan.queryExecution().analyzed()
        text = analyzed.canonicalized().toString()
    finally:
        frame.sparkSession.conf.set(_FIELDS, before)
    if _UNSEEN.search(text):
        return [uuid4().hex]
    return [text, frame.schema.json(), *files, *_listed(analyzed.collectLeaves())]


def _listed(leaves: Any) -> list[str]:
    """Path, size and time of each file in Spark's own listings, wherever the files are.

    Tables of other formats have none: their files are never written again under the same name.
    """
    relations = [leaves.apply(place) for place in range(leaves.size())]
    listings = [
        relation.relation().location().allFiles().toString()
        for relation in relations
        if _has_listing(relation)
    ]
    return sorted(" ".join(found) for text in listings for found in _STATUS.findall(text))


def _has_listing(relation: Any) -> bool:
    if relation.getClass().getSimpleName() != "LogicalRelation":
        return False
    read = relation.relation()
    if read.getClass().getSimpleName() != "HadoopFsRelation":
        return False
    return bool(read.location().getClass().getSimpleName() == "InMemoryFileIndex")

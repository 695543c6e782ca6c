"""The folder where steps are kept: one that all machines of the cluster reach."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from py4j.protocol import Py4JJavaError
from pyspark.errors import AnalysisException, PySparkException
from pyspark.sql import SparkSession

from demasque.cluster.measures import classic_context
from demasque.errors import DemasqueError

_PROBES: Final = 64
"""Tasks that try a folder: enough that each machine of a small cluster gets one; with 64 tasks a
cluster of 10 machines leaves one out once in 80 times, were they dealt at random."""


def check_folder(session: SparkSession, folder: str) -> None:
    """Refuse, in a sentence, a folder that Spark cannot write to, or that machines do not share.

    With a local master it is made where it is not there. On a cluster, tasks write to it and what
    they wrote is counted from here: a folder of each machine's own would lose what others write.
    """
    context = classic_context(session)
    if context is not None and context.master.startswith("local"):
        _make(context, folder)
        return
    # By Spark Connect a local master's folder is tried in the same way, by one task.
    probes = 1 if (session.conf.get("spark.master") or "").startswith("local") else _PROBES
    probe = f"{folder}/reached"
    try:
        tried = session.range(0, probes, numPartitions=probes)
        tried.write.mode("overwrite").parquet(probe)
        seen = session.read.schema("id long").parquet(probe).count()
    except PySparkException as problem:
        raise _unwritable(folder, str(problem)) from problem
    if seen != probes:
        raise DemasqueError(
            "The machines of the cluster do not share the folder {folder}: of {n} files that they "
            "wrote there, {seen} can be read. Name one that all of them reach.",
            folder=folder,
            n=probes,
            seen=seen,
        )


def remove_folder(session: SparkSession, folder: str) -> bool:
    """Take the folder away with all that is in it, wherever it is; False if the API cannot.

    Spark Connect gives no way to take away files.
    """
    context = classic_context(session)
    if context is None:
        return False
    with _in_a_sentence(folder):
        path, files = _opened(context, folder)
        return bool(files.delete(path, True)) or not files.exists(path)


def mark(session: SparkSession, path: str, attempt: str) -> None:
    """Say that the step at `path` is whole: it is what this attempt made."""
    context = classic_context(session)
    if context is None:
        said = session.range(1, numPartitions=1).selectExpr(f"'{attempt}' AS attempt")
        said.write.mode("overwrite").parquet(f"{path}.said-whole")
        return
    with _in_a_sentence(path):
        file, files = _opened(context, f"{path}.whole")
        written = files.create(file, True)
        written.writeBytes(attempt)
        written.close()


def whole_attempt(session: SparkSession, path: str) -> str | None:
    """Return the attempt that :func:`mark` named by the same API; None if the step is not whole."""
    context = classic_context(session)
    if context is None:
        try:
            said = session.read.schema("attempt string").parquet(f"{path}.said-whole").first()
        except AnalysisException:
            return None
        return None if said is None else str(said["attempt"])
    with _in_a_sentence(path):
        file, files = _opened(context, f"{path}.whole")
        if not files.exists(file):
            return None
        opened = files.open(file)
        text = context._jvm.org.apache.commons.io.IOUtils.toString(opened, "UTF-8")
        opened.close()
        # On some systems a file is seen before its content is.
        return str(text) or None


def _make(context: Any, folder: str) -> None:
    with _in_a_sentence(folder):
        path, files = _opened(context, folder)
        if not files.mkdirs(path):
            raise _unwritable(folder, "mkdirs")


def _opened(context: Any, folder: str) -> tuple[Any, Any]:
    """A path and its file system, as Spark knows them: any address that it can write to."""
    path = context._jvm.org.apache.hadoop.fs.Path(folder)
    return path, path.getFileSystem(context._jsc.hadoopConfiguration())


@contextmanager
def _in_a_sentence(folder: str) -> Iterator[None]:
    try:
        yield
    except Py4JJavaError as problem:
        raise _unwritable(folder, str(problem.java_exception.getMessage())) from problem


def _unwritable(folder: str, why: str) -> DemasqueError:
    return DemasqueError(
        "Spark cannot use the work folder {folder}: {why}",
        folder=folder,
        why=why.strip().splitlines()[0] if why.strip() else "?",
    )

"""The key of the pseudonyms on its way to executors: as a file, and in no other form.

Spark fetches the file to each executor once (``SparkFiles``). What a plan, a task or a log holds is
the file's name, which is made with the key and gives nothing of it away. The file is readable by
its owner only, on the driver and, as Spark copies modes, on executors. Between machines it travels
as everything of Spark's does: encrypted where ``spark.network.crypto.enabled`` or Spark's TLS is
on.
"""

import os
from hashlib import blake2b
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp
from typing import Final

from pyspark import SparkFiles
from pyspark.sql import SparkSession

from demasque.errors import DemasqueError, UsageError

KEY_BYTES: Final = 32


def key_of(key: bytes | str | os.PathLike[str]) -> bytes:
    """The key itself, or what a file like a case's ``pseudonym.key`` holds (64 letters, hex).

    Raises UsageError for what is no key; no sentence repeats any of it.
    """
    if isinstance(key, bytes):
        found = key
    else:
        path = Path(key)
        try:
            found = bytes.fromhex(path.read_text("ascii").strip())
        except (OSError, ValueError):
            # Not chained: the exception may quote what the file holds.
            raise UsageError(
                "{path} is no file with a pseudonym key, which is 64 letters and digits (a case "
                "has one: pseudonym.key).",
                path=path,
            ) from None
    if len(found) != KEY_BYTES:
        raise UsageError("A pseudonym key has 32 bytes, this one has {n}.", n=len(found))
    return found


def send_key(session: SparkSession, key: bytes) -> str:
    """Give executors of this session the key; the name by which :func:`sent_key` finds it."""
    name = f"demasque-{blake2b(b'name of the file', key=key, digest_size=8).hexdigest()}"
    if hasattr(session, "sparkContext"):
        if not Path(SparkFiles.get(name)).exists():
            # Spark hands the file out from here until the session ends, and removes it then.
            folder = Path(mkdtemp(prefix="key-", dir=SparkFiles.getRootDirectory()))
            session.sparkContext.addFile(str(_private_file(folder / name, key)))
    else:
        with TemporaryDirectory() as private:
            session.addArtifacts(str(_private_file(Path(private) / name, key)), file=True)
    return name


def _private_file(path: Path, content: bytes) -> Path:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
    return path


def sent_key(name: str) -> bytes:
    """On an executor: the key that was sent under this name. DemasqueError where it is not."""
    try:
        return Path(SparkFiles.get(name)).read_bytes()
    except OSError:
        raise DemasqueError("The pseudonym key did not reach this executor of Spark.") from None

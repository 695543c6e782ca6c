"""A Spark session of our own: for the command line, tests and benchmarks.

Who has a session, as in notebooks, under ``spark-submit`` or by Spark Connect, gives that one.
"""

import os
import re
import shutil
import socket
import subprocess
import sys
import warnings
from pathlib import Path
from typing import Final

from py4j.protocol import Py4JError
from pyspark.errors import PySparkException
from pyspark.sql import SparkSession

from demasque.errors import DemasqueError, UsageError

LEAST_JAVA: Final = 17
"""Spark 4 is compiled for it."""
_PORTS: Final = {"spark": 7077, "sc": 15002}
"""Kinds of address that can be tried, with the port where none is named."""
WAIT: Final = 10.0
"""Seconds in which a master answers a connection; a busy one on this network takes milliseconds."""

_USUAL: Final = {
    "spark.sql.session.timeZone": "UTC",
    "spark.ui.showConsoleProgress": "false",
    "spark.executorEnv.NUMBA_NUM_THREADS": "1",
    # What Python workers hold is a part of the peak of memory (StageMeasure).
    "spark.executor.processTreeMetrics.enabled": "true",
}


def local_session(
    master: str = "local[*]",
    name: str = "demasque",
    settings: dict[str, str] | None = None,
) -> SparkSession:
    """Begin a session at `master` ('local[2]', 'spark://host:7077', ...), or join the one there is.

    'sc://host:15002' is a server of Spark Connect. `settings` are Spark's own and win over these:
    workers run this very Python, times are UTC, and nothing is drawn on the terminal. Errors:
    UsageError where Java is missing or too old, DemasqueError where no master answers.
    """
    remote = master.startswith("sc://")
    if SparkSession.getActiveSession() is None:
        check_master(master)
        if not remote:
            check_java()
    # Executors of a local master take the first python3 of the path otherwise.
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    builder = SparkSession.builder.appName(name)
    builder = builder.remote(master) if remote else builder.master(master)
    for key, value in {**_USUAL, **(settings or {})}.items():
        builder = builder.config(key, value)
    try:
        with warnings.catch_warnings():
            # Said of every pandas from 3.0 on; only Arrow is used here.
            warnings.filterwarnings("ignore", "PySpark does not yet fully support pandas")
            return builder.getOrCreate()
    except (PySparkException, Py4JError) as problem:
        raise DemasqueError(
            "Spark did not begin at {master}: {why}",
            master=master.partition(";")[0],
            why=str(problem).strip().splitlines()[0],
        ) from problem


def check_java() -> None:
    """Refuse, in a sentence, where Java is missing or older than 17."""
    home = os.environ.get("JAVA_HOME")
    java = str(Path(home, "bin", "java")) if home else "java"
    if shutil.which(java) is None:
        raise UsageError(
            "Spark takes Java {least} or later, and there is no {java} here.",
            least=LEAST_JAVA,
            java=java,
        )
    told = subprocess.run([java, "-version"], capture_output=True, text=True, check=False).stderr
    # "17.0.15", "25", and up to Java 8 "1.8.0_402".
    found = re.search(r'version "(?:1\.)?(\d+)', told)
    if found and int(found[1]) < LEAST_JAVA:
        raise UsageError(
            "Spark takes Java {least} or later, and {java} is Java {found}.",
            least=LEAST_JAVA,
            java=java,
            found=int(found[1]),
        )


def check_master(master: str, wait: float = WAIT) -> None:
    """Refuse, in a sentence, a master with an address (spark://, sc://) where nobody answers."""
    scheme, _, rest = master.partition("://")
    if scheme not in _PORTS:
        return
    # What follows may hold a token.
    addresses = re.split("[/;]", rest)[0]
    why = ""
    for address in addresses.split(","):
        host, _, port = address.partition(":")
        try:
            with socket.create_connection((host, int(port or _PORTS[scheme])), wait):
                return
        except (OSError, ValueError) as problem:
            why = str(problem)
    raise DemasqueError(
        "No Spark master answers at {master} within {seconds} s: {why}",
        master=f"{scheme}://{addresses}",
        seconds=int(wait),
        why=why,
    )

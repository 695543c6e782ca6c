"""A Spark session of our own: for the command line, tests and benchmarks.

Who has a session, as in notebooks, under ``spark-submit`` or by Spark Connect, gives that one.
"""

import os
import sys
import warnings

from pyspark.sql import SparkSession


def local_session(
    master: str = "local[*]",
    name: str = "demasque",
    settings: dict[str, str] | None = None,
) -> SparkSession:
    """Begin a session at `master` ('local[2]', 'spark://host:7077', ...), or join the one there is.

    `settings` are Spark's own and win over these: workers run this very Python, times are UTC, and
    nothing is drawn on the terminal.
    """
    # Executors of a local master take the first python3 of the path otherwise.
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    usual = {
        "spark.sql.session.timeZone": "UTC",
        "spark.ui.showConsoleProgress": "false",
        "spark.executorEnv.NUMBA_NUM_THREADS": "1",
    }
    builder = SparkSession.builder.master(master).appName(name)
    for key, value in {**usual, **(settings or {})}.items():
        builder = builder.config(key, value)
    with warnings.catch_warnings():
        # Said of every pandas from 3.0 on; only Arrow is used here.
        warnings.filterwarnings("ignore", "PySpark does not yet fully support pandas")
        return builder.getOrCreate()

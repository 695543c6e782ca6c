"""A Spark session for tests: two cores of this machine, little memory, no page of its own."""

import shutil

import pytest

SETTINGS = {
    "spark.driver.memory": "1g",
    # A session of a minute: compiling for hours of work takes half of its processor time.
    "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.ui.enabled": "false",
    "spark.sql.shuffle.partitions": "3",
    "spark.default.parallelism": "3",
    "spark.log.level": "ERROR",
}


@pytest.fixture(scope="session")
def spark():
    """One session for all tests of a worker; skipped, with the reason, where there is no Java."""
    pytest.importorskip("pyspark", reason="the extra spark is not installed")
    if shutil.which("java") is None:
        pytest.skip("Spark takes Java 17 or later, and there is no java here")
    from demasque.cluster import local_session

    session = local_session("local[2]", settings=SETTINGS)
    yield session
    session.stop()

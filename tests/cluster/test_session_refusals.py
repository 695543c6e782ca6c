"""Where Spark cannot begin, a sentence says what is missing; no stack trace."""

import socket
import subprocess
import sys
from pathlib import Path
from unittest.mock import MagicMock

import pytest

pytest.importorskip("pyspark", reason="the extra spark is not installed")

from demasque.cluster.session import check_java, check_master, local_session
from demasque.cluster.step_files import check_folder
from demasque.errors import DemasqueError


@pytest.mark.parametrize(
    ("told", "refused"),
    [
        ('openjdk version "17.0.15" 2025-04-15', ""),
        ('openjdk version "25" 2025-09-16', ""),
        ('openjdk version "11.0.2" 2019-01-15', "is Java 11"),
        ('java version "1.8.0_402"', "is Java 8"),
        (None, "there is no"),
    ],
)
def test_java_is_17_or_later(tmp_path: Path, monkeypatch, told: str | None, refused: str) -> None:
    java = tmp_path / "bin" / "java"
    java.parent.mkdir()
    if told is not None:
        java.write_text(f"#!/bin/sh\necho '{told}' >&2\n")
        java.chmod(0o755)
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    if not refused:
        check_java()
        return
    with pytest.raises(DemasqueError, match=f"^Spark takes Java 17 or later, and .*{refused}"):
        check_java()


@pytest.mark.parametrize("scheme", ["spark", "sc"])
def test_a_master_that_does_not_answer_is_named_without_its_token(scheme: str) -> None:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        port = listening.getsockname()[1]
    master = f"{scheme}://127.0.0.1:{port}/;token=secret"
    with pytest.raises(DemasqueError, match=rf"answers at {scheme}://127.0.0.1:{port} ") as refused:
        check_master(master)
    assert "secret" not in str(refused.value)


def test_a_master_that_answers_second_is_enough() -> None:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        check_master(f"spark://127.0.0.1:1,127.0.0.1:{listening.getsockname()[1]}")


def test_what_is_no_address_is_refused_too() -> None:
    with pytest.raises(DemasqueError, match="No Spark master answers at spark://here:door"):
        check_master("spark://here:door")


def test_a_session_is_not_begun_where_no_master_answers(monkeypatch) -> None:
    monkeypatch.setattr("pyspark.sql.SparkSession.getActiveSession", lambda: None)
    with pytest.raises(DemasqueError, match="No Spark master answers"):
        local_session("spark://127.0.0.1:1")


def test_without_the_extra_its_name_is_said() -> None:
    asked = "import sys; sys.modules['pyspark'] = None; import demasque.cluster"
    ended = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True)
    assert ended.returncode == 1
    assert "UsageError: Spark takes a package that is not installed" in ended.stderr
    assert "pip install 'demasque[spark]'" in ended.stderr


def test_a_folder_that_machines_do_not_share_is_refused() -> None:
    session = MagicMock()  # of a cluster where each machine has a folder of its own by that name
    session.sparkContext.master = "spark://there:7077"
    session.conf.get.return_value = "spark://there:7077"
    session.read.schema.return_value.parquet.return_value.count.return_value = 31
    with pytest.raises(DemasqueError, match=r"do not share the folder /work: of 64 .* 31 can"):
        check_folder(session, "/work")
    session.read.schema.return_value.parquet.return_value.count.return_value = 64
    check_folder(session, "/work")

"""`demasque detect --engine spark`: what goes with what, and what is missing."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from command_line import Run

WRONG = [
    ("--master local[1]", "--master goes with --engine spark only", "--master ne va qu’avec"),
    ("--input posts.csv", "--input goes with --engine spark only", "--input ne va qu’avec"),
    ("--work here", "--work goes with --engine spark only", "--work ne va qu’avec"),
    ("--engine spark", "name them with --input", "indiquez-les avec --input"),
    ("--engine spark --input p --speech m", "leave out --speech", "laissez de côté --speech"),
]


@pytest.mark.parametrize(("options", "english", "french"), WRONG)
def test_what_does_not_go_together_is_said(
    run: Run, tmp_path: Path, options: str, english: str, french: str
) -> None:
    for language, says in (("en", english), ("fr", french)):
        ended = run("detect", "case", *options.split(), "--lang", language)
        assert (ended.code, ended.out) == (2, "")
        assert says in " ".join(ended.err.split())
    assert not (tmp_path / "case").exists()


PROGRAM = "import sys; from demasque.cli import main; sys.exit(main(sys.argv[1:]))"
MISSING = {
    "pip install 'demasque[spark]'": "import sys; sys.modules['pyspark'] = None; ",
    "Java 17": "",
}


@pytest.mark.parametrize("missing", MISSING)
def test_one_sentence_says_what_is_missing(tmp_path: Path, missing: str) -> None:
    if missing == "Java 17":
        pytest.importorskip("pyspark", reason="the extra spark is not installed")
    line = ["detect", "case", "--engine", "spark", "--input", "posts.csv"]
    # No programs on the path, and so no Java.
    settings = {**os.environ, "PATH": str(tmp_path), "JAVA_HOME": "", "DEMASQUE_LANG": "en"}
    ended = subprocess.run(
        [sys.executable, "-c", MISSING[missing] + PROGRAM, *line],
        cwd=tmp_path, env=settings, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ended.returncode == 2
    said = ended.stderr.strip().splitlines()
    assert missing in " ".join(said)
    assert "Traceback" not in ended.stderr
    assert not (tmp_path / "case").exists()

"""A case in which something was found, and a command line to try on it."""

from pathlib import Path

import pytest
from command_line import Ran, Run

from demasque.api import create_case
from demasque.cli import main
from exports import write_posts


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run one command line in an empty folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("DEMASQUE_LANG", raising=False)
    monkeypatch.setenv("COLUMNS", "160")

    def run_one(*arguments: object) -> Ran:
        code = main([str(argument) for argument in arguments])
        shown = capsys.readouterr()
        assert "Traceback" not in shown.out + shown.err
        return Ran(code, shown.out, shown.err)

    return run_one


@pytest.fixture
def posts(tmp_path: Path) -> Path:
    """An export of posts."""
    return write_posts(tmp_path / "posts.csv")


@pytest.fixture(scope="session")
def found_case(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A case with findings; tests only read it."""
    folder = tmp_path_factory.mktemp("found")
    with create_case(folder / "case") as case:
        case.add(write_posts(folder / "posts.csv"))
        case.detect(["60s"])
    return folder / "case"

"""Progress: for a person at a terminal, and only when there is something to wait for."""

import io
import time

import pytest
from rich.console import Console

from demasque.cli.bars import Bars
from demasque.cli.screen import Screen
from demasque.progress import quiet
from demasque.wording import catalogue


def terminal() -> Console:
    return Console(file=io.StringIO(), force_terminal=True, width=100)


def shown(console: Console) -> str:
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def test_nothing_is_shown_where_stderr_is_no_terminal() -> None:
    with Screen("en").progress() as progress:
        assert progress is quiet


def test_what_is_over_soon_shows_no_bar() -> None:
    console = terminal()
    with Bars(console, catalogue("en"), patience=60) as bars:
        bars("reading posts.csv", 1, 2)
    assert shown(console) == ""


def test_a_long_step_is_named_in_the_readers_language() -> None:
    console = terminal()
    with Bars(console, catalogue("fr"), patience=0.01) as bars:
        bars("reading [red]posts.csv", 1, 2)
        while not shown(console):
            time.sleep(0.01)
        bars("traces: url", 5, None)
        bars.refresh()
    assert "Lecture de [red]posts.csv" in shown(console)
    assert "Recherche de traces : url" in shown(console)


@pytest.mark.parametrize(
    ("step", "words"),
    [
        ("storing a b.csv", "Storing a b.csv"),
        ("url, within 60 s", "Looking for ties: url"),
        ("stability", "Testing how steady the campaigns are"),
        ("some new step", "some new step"),
    ],
)
def test_names_of_steps(step: str, words: str) -> None:
    assert Bars(terminal(), catalogue("en")).describe(step) == words

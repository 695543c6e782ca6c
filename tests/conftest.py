"""Puts this folder on the import path, for `hand_made`; which examples hypothesis draws; which
files begin.

`make test` draws the same ones at every run: what failed there fails again, and what passed on one
machine passes on the next. `make explore` draws others every time.
"""

import os
from pathlib import Path

import pytest
from hypothesis import settings

from quick_folder import work_in_memory
from slow_files import SLOW_FIRST

# As a shell gives it to a program that writes to no terminal: workers that share tests out set it.
os.environ.pop("COLUMNS", None)
work_in_memory()

settings.register_profile("explore", deadline=None, print_blob=True)
settings.register_profile("steady", deadline=None, derandomize=True)
settings.load_profile("steady")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the files that take longest; the rest follow as they were."""
    here = Path(__file__).parent
    turn = {here / name: n for n, name in enumerate(SLOW_FIRST)}
    items.sort(key=lambda item: turn.get(item.path, len(turn)))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """One more than there are cores: while one waits for a browser, a program or a moment, another
    has the core."""
    return (os.cpu_count() or 1) + 1

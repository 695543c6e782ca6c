"""Puts this folder on the import path, for `hand_made`; which examples hypothesis draws; which
files begin, and how they are shared out.

`make test` draws the same ones at every run: what failed there fails again, and what passed on one
machine passes on the next. `make explore` draws others every time.
"""

import os
from functools import cache
from pathlib import Path
from typing import Any

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
    """Begin with the files on Spark, and with those that take longest; the rest as they were."""
    here = Path(__file__).parent
    turn = {here / name: n for n, name in enumerate(SLOW_FIRST)}
    items.sort(
        key=lambda item: -1 if takes_spark(item.path) else turn.get(item.path, len(turn)),
    )


@cache
def takes_spark(path: Path) -> bool:
    """Whether a file of tests asks for the session of `spark_here`."""
    return "from spark_here import" in path.read_text("utf-8")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """With --dist loadfile, all that takes Spark in one process: one session, and warm."""
    if config.getvalue("dist") != "loadfile":
        return None
    from xdist.scheduler import LoadFileScheduling

    class SparkTogether(LoadFileScheduling):
        def _split_scope(self, nodeid: str) -> str:
            file = super()._split_scope(nodeid)
            return "spark" if takes_spark(config.rootpath / file) else file

    return SparkTogether(config, log)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """One more than there are cores: while one waits for a browser, a program or a moment, another
    has the core."""
    return (os.cpu_count() or 1) + 1

"""A fortnight watched, as the benchmark does it: told in time, and kills leave no trace."""

import sys
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks" / "watch"))

from killing import contents, files_of, new_pair
from rounds_of_fortnight import WatchedFortnight

from demasque.api import Case
from demasque.simulate import fortnight
from demasque.watch.rounds import round_steps

STEP: Final = timedelta(days=4)

MOMENTS: Final = (
    (Case, "add", True),
    (Case, "detect", False),
    (Case, "detect", True),
    (round_steps, "keep_alerts", False),
    (round_steps, "keep_alerts", True),
)
"""Where a round is cut short: before or after (True) a step. ``make bench-watch`` really kills."""


class CutShort(BaseException):
    """Nobody catches it, as nobody does a kill."""


def cut(patch: pytest.MonkeyPatch, owner: Any, name: str, after: bool) -> None:
    act = getattr(owner, name)

    def acts(*arguments: Any, **named: Any) -> None:
        if after:
            act(*arguments, **named)
        raise CutShort

    patch.setattr(owner, name, acts)


def test_a_round_cut_short_at_every_step_ends_as_if_nothing_had_happened(tmp_path: Path) -> None:
    undisturbed, disturbed = new_pair(tmp_path)
    made = fortnight(3, 300, 3_000)
    until = made.begins + STEP
    (first,) = WatchedFortnight(undisturbed, made, STEP, STEP).go_on(until)
    assert [alert.kind for alert in first.alerts] == ["new-campaign"]
    for owner, name, after in MOMENTS:
        again = WatchedFortnight(disturbed, made, STEP, STEP)
        with pytest.MonkeyPatch.context() as patch:
            cut(patch, owner, name, after)
            with pytest.raises(CutShort):
                list(again.go_on(until))
    (finished,) = WatchedFortnight(disturbed, made, STEP, STEP).go_on(until)
    assert [alert.id for alert in finished.alerts] == [alert.id for alert in first.alerts]
    wanted, got = contents(undisturbed / "case"), contents(disturbed / "case")
    assert [name for name in wanted if not wanted[name].equals(got[name])] == []
    assert wanted["watch_rounds"].num_rows == 1
    assert files_of(undisturbed) == files_of(disturbed)

"""The demo's counting, by hand."""

from dataclasses import replace

import pyarrow as pa
import pytest

from demasque.cli.commands.demo import show_score
from demasque.cli.demo_score import score
from demasque.cli.screen import Screen


def memberships(attached: str = "", **campaigns: str) -> pa.Table:
    """Members by campaign; accounts that stand with C1 besides."""
    rows = [
        (name, account, "tied")
        for name, members in campaigns.items()
        for account in members.split()
    ] + [("C1", account, "attached") for account in attached.split()]
    return pa.table({name: [row[n] for row in rows] for n, name in enumerate(COLUMNS)})


COLUMNS = ("campaign", "account", "tier")
LABELS = {"o1": "organic", "o2": "organic", "x1": "operation", "x2": "operation"} | {
    "x3": "operation",
    "x4": "operation",
    "f1": "fan club",
    "f2": "fan club",
}


def test_precision_and_recall_count_accounts() -> None:
    found = score(LABELS, memberships(C1="x1 x2 o1", C2="f1 f2"))
    assert found.operation == ("C1",)
    assert (found.precision, found.recall) == (2 / 3, 0.5)
    assert found.mixed == ("organic",)
    fans = next(group for group in found.groups if group.group == "fan club")
    assert (fans.accounts, fans.found, dict(fans.campaigns)) == (2, 2, {"C2": 2})


def test_nothing_found_is_no_precision() -> None:
    found = score(LABELS, memberships())
    assert (found.operation, found.precision, found.recall, found.mixed) == ((), 0.0, 0.0, ())


def test_a_campaign_that_is_half_the_operations_is_not_its() -> None:
    assert score(LABELS, memberships(C1="x1 f1")).operation == ()


def test_attached_accounts_are_counted_apart_and_change_no_other_number() -> None:
    tied = score(LABELS, memberships(C1="x1 x2 o1", C2="f1 f2"))
    both = score(LABELS, memberships("x3 o2", C1="x1 x2 o1", C2="f1 f2"))
    assert (tied.attached, tied.attached_of_operation) == (0, 0)
    assert (both.attached, both.attached_of_operation) == (2, 1)
    assert replace(both, attached=0, attached_of_operation=0) == tied


def test_the_demo_says_how_many_are_attached_only_where_some_are(
    capsys: pytest.CaptureFixture[str],
) -> None:
    show_score(Screen("en"), score(LABELS, memberships("x3 o2", C1="x1 x2")))
    line = "2 more accounts stand with campaigns and count nowhere above; of the operation: 1."
    assert line in capsys.readouterr().out
    show_score(Screen("en"), score(LABELS, memberships(C1="x1 x2")))
    assert "stand" not in capsys.readouterr().out

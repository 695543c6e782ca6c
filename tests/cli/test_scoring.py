"""The demo's counting, by hand."""

import pyarrow as pa

from demasque.cli.demo_score import score


def memberships(**campaigns: str) -> pa.Table:
    rows = [(name, account) for name, members in campaigns.items() for account in members.split()]
    return pa.table({"campaign": [r[0] for r in rows], "account": [r[1] for r in rows]})


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

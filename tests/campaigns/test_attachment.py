"""Who stands with a campaign is kept apart from its members."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from demasque.campaigns import attach_accounts, find_campaigns
from demasque.campaigns.measuring import profile
from demasque.case import CaseStore
from demasque.ingest import forget, purge
from demasque.schema import ATTACHED
from hand_made import attached_rows, case_of, world


@pytest.fixture
def store(tmp_path: Path) -> Iterator[CaseStore]:
    """A case with campaigns C1 (op000, ...) and C2 (office0, ...), and four bystanders."""
    with case_of(tmp_path, world()) as store:
        find_campaigns(store)
        yield store


def kept(store: CaseStore) -> list[dict[str, Any]]:
    return store.sql("SELECT campaign, account, q FROM attached ORDER BY rowid").to_pylist()


def test_what_is_attached_can_be_read_back(store: CaseStore) -> None:
    given = attached_rows({"campaign": "C1", "account": "bystander0"})
    assert attach_accounts(store, given) == given
    assert store.sql("FROM attached").cast(ATTACHED) == given


def test_members_of_any_campaign_are_never_attached(store: CaseStore) -> None:
    given = attached_rows(
        {"campaign": "C2", "account": "op000", "q": 1e-9},
        {"campaign": "C1", "account": "op000", "q": 1e-9},
        {"campaign": "C1", "account": "office1"},
        {"campaign": "C1", "account": "bystander0"},
    )
    attach_accounts(store, given)
    assert [row["account"] for row in kept(store)] == ["bystander0"]


def test_an_account_stands_with_the_campaign_of_its_smallest_q(store: CaseStore) -> None:
    given = attached_rows(
        {"campaign": "C1", "account": "bystander0", "q": 0.02},
        {"campaign": "C2", "account": "bystander0", "q": 0.01},
        {"campaign": "C2", "account": "bystander0", "q": 0.03, "kind": "url"},
    )
    attach_accounts(store, given)
    assert kept(store) == [{"campaign": "C2", "account": "bystander0", "q": 0.01}]


def test_the_order_of_the_rows_given_changes_nothing(store: CaseStore) -> None:
    records: list[dict[str, object]] = [
        {"campaign": campaign, "account": f"bystander{n}", "kind": kind, "log10_p": p}
        for campaign in ("C1", "C2")
        for n in range(3)
        for kind, p in (("text", -5.0), ("url", -5.0 - n))
    ]
    first = attach_accounts(store, attached_rows(*records))
    assert attach_accounts(store, attached_rows(*reversed(records))) == first
    chosen = [(row["campaign"], row["kind"]) for row in first.to_pylist()]
    assert chosen == [("C1", "text"), ("C1", "url"), ("C1", "url")]


def test_a_campaign_that_is_not_there_is_refused(store: CaseStore) -> None:
    with pytest.raises(ValueError, match="C7"):
        attach_accounts(store, attached_rows({"campaign": "C7", "account": "bystander0"}))
    assert kept(store) == []


def test_new_campaigns_make_old_attachments_void(store: CaseStore) -> None:
    attach_accounts(store, attached_rows({"campaign": "C1", "account": "bystander0"}))
    find_campaigns(store)
    assert kept(store) == []


def test_no_figure_of_a_campaign_rests_on_attached_accounts(store: CaseStore) -> None:
    tables = ("campaigns", "memberships", "strengths", "account_bits")
    before = profile(store, "C1"), [store.sql(f"FROM {name}") for name in tables]
    attach_accounts(store, attached_rows({"campaign": "C1", "account": "bystander0"}))
    assert (profile(store, "C1"), [store.sql(f"FROM {name}") for name in tables]) == before


def test_a_forgotten_account_is_attached_no_more(store: CaseStore) -> None:
    given = ({"campaign": "C1", "account": f"bystander{n}"} for n in range(2))
    attach_accounts(store, attached_rows(*given))
    forget(store, ["bystander0"])
    assert [row["account"] for row in kept(store)] == ["bystander1"]


def test_nobody_stays_attached_to_a_campaign_that_is_gone(store: CaseStore) -> None:
    attach_accounts(
        store,
        attached_rows(
            {"campaign": "C1", "account": "bystander0"}, {"campaign": "C2", "account": "bystander1"}
        ),
    )
    forget(store, [f"office{n}" for n in range(3)])
    assert [row["account"] for row in kept(store)] == ["bystander0"]


def test_who_has_no_post_left_is_attached_no_more(store: CaseStore) -> None:
    given = ({"campaign": "C1", "account": f"bystander{n}"} for n in range(4))
    attach_accounts(store, attached_rows(*given))
    purge(store, "P1D", now=datetime(2026, 3, 3, 15, tzinfo=UTC))
    left = store.sql("SELECT DISTINCT account FROM posts")["account"].to_pylist()
    assert 0 < len(kept(store)) < 4
    assert {row["account"] for row in kept(store)} == {n for n in left if "bystander" in n}


def test_a_case_of_an_earlier_version_opens_with_nobody_attached(store: CaseStore) -> None:
    path = store.path
    store.sql("DROP TABLE attached")
    store.close()
    with CaseStore.open(path) as opened:
        assert opened.sql("FROM attached").cast(ATTACHED) == pa.Table.from_pylist([], ATTACHED)

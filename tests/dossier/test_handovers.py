"""What was handed to whom stays known: in the custody log for good, in tables while accounts do."""

from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest

from demasque.case import CaseStore, verify
from demasque.dossier import keep_handover
from demasque.dossier.handovers.handed_over import handovers
from demasque.errors import UsageError
from hand_made import case_of, world

AT = datetime(2026, 3, 9, 12, tzinfo=UTC)


def hand(store: CaseStore, receiver: str = "A platform, trust and safety") -> None:
    keep_handover(
        store,
        "referral",
        receiver,
        b"a letter",
        ["op001", "op000", "op001"],
        [("op000", "p00001")],
        platform="x",
        campaign="C1",
        at=AT,
    )


def test_the_log_keeps_who_got_what_and_the_tables_which_accounts(tmp_path: Path) -> None:
    with case_of(tmp_path, world()) as store:
        hand(store)
        (made,) = handovers(store)
        assert (made.form, made.receiver, made.platform) == (
            "referral",
            "A platform, trust and safety",
            "x",
        )
        assert (made.campaign, made.made_at, made.accounts, made.posts) == ("C1", AT, 2, 1)
        line = store.custody.entries()[-1]
        assert line["action"] == "handover"
        assert line["details"]["id"] == made.id
        assert line["details"]["sha256"] == sha256(b"a letter").hexdigest()
        assert "op001" not in str(line)
        named = store.sql("SELECT account, post FROM handed_over ORDER BY ALL").to_pylist()
        assert [row["account"] for row in named if row["post"] is None] == ["op000", "op001"]
        assert verify(store) == []


def test_nothing_is_handed_to_nobody(tmp_path: Path) -> None:
    with case_of(tmp_path, world()) as store:
        with pytest.raises(UsageError, match="Say who gets it"):
            hand(store, "  ")
        assert handovers(store) == ()
        assert "handover" not in {line["action"] for line in store.custody.entries()}


def test_the_same_thing_handed_over_twice_is_kept_once(tmp_path: Path) -> None:
    with case_of(tmp_path, world()) as store:
        hand(store)
        hand(store)
        assert len(handovers(store)) == 1
        assert len(store.sql("SELECT * FROM handed_over")) == 3

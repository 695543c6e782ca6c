"""The ledger keeps what was claimed as it was said, in threads, and no count comes near it."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from claim_cases import BY, claimed_case, state
from hypothesis import given
from hypothesis import strategies as st

from demasque.case import CaseStore, anonymise
from demasque.dossier import (
    CarriedBy,
    Claim,
    ClaimLedger,
    ClaimLink,
    EntryKind,
    EvidenceShown,
    Relation,
    claim_ledger,
    claim_threads,
    claims_table,
    journal_entries,
    link_claims,
    retract_entry,
    write_entry,
)
from demasque.dossier.claims.claim_ledger import claims
from demasque.dossier.claims.claim_threads import would_circle
from demasque.errors import DemasqueError, UsageError
from demasque.wording import catalogue


def test_a_claim_comes_back_as_it_was_entered(tmp_path: Path) -> None:
    with claimed_case(tmp_path) as store:
        claim = state(
            store,
            " Group X\n is a hoax ",
            archived="https://archive.example/1",
            sha256="A" * 64,
            evidence="DATA",
        )
        assert claims(store) == (claim,)
        assert (claim.what, claim.evidence) == ("Group X is a hoax", EvidenceShown.DATA)
        assert (claim.when.isoformat(), claim.where) == ("2024-03-04", "https://b.example/reply")
        assert (claim.archived, claim.sha256) == ("https://archive.example/1", "a" * 64)
        assert store.custody.verify() is None
        (row,) = claims_table(claim_ledger(store)).to_pylist()
        assert (row["claim"], row["evidence"], row["by"]) == (claim.id, "data", BY)
        assert (row["archived"], row["supersedes"], row["answers"]) == (claim.archived, None, [])


def test_claims_stand_in_the_order_of_their_days(tmp_path: Path) -> None:
    with claimed_case(tmp_path) as store:
        late = state(store, "second", when="2024-05-01")
        early = state(store, "first", when="2024-01-01")
        assert claims(store) == (early, late)


def test_an_old_claim_gives_way_and_stays(tmp_path: Path) -> None:
    with claimed_case(tmp_path) as store:
        first = state(store, "first")
        reply = state(store, "reply", answers=[first.id])
        second = state(store, "second", supersedes=first.id)
        ledger = claim_ledger(store)
        assert {each.what for each in ledger.claims} == {"reply", "second"}
        (link,) = ledger.links
        assert (link.claim, link.other) == (reply.id, second.id)
        with pytest.raises(UsageError, match=f"{second.id} took the place of claim {first.id}"):
            state(store, "third", supersedes=first.id)
        assert first.id in store.custody.path.read_text("utf-8")


def test_a_claim_is_taken_back_with_a_reason(tmp_path: Path) -> None:
    with claimed_case(tmp_path) as store:
        one = state(store, "one")
        two = state(store, "two", answers=[one.id])
        retract_entry(store, one.id, by=BY, because="the page was a parody")
        assert claims(store) == (two,)
        assert claim_ledger(store).links == ()
        with pytest.raises(UsageError, match="was taken back"):
            retract_entry(store, one.id, by=BY, because="again")
        with pytest.raises(UsageError, match="--because"):
            retract_entry(store, two.id, by=BY, because=" ")
        assert len(journal_entries(store)) == 3


def test_a_link_is_taken_back_without_its_claims(tmp_path: Path) -> None:
    with claimed_case(tmp_path) as store:
        one, two = state(store, "one"), state(store, "two")
        link = link_claims(store, two.id, one.id[:5], "Supports", by=BY)
        assert claim_ledger(store).links == (link,)
        retract_entry(store, link.id, by=BY, because="it says nothing of it")
        assert claim_ledger(store).links == ()
        assert len(claims(store)) == 2


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"what": " "}, "--what: between 1 and"),
        ({"who": ""}, "--who: between 1 and"),
        ({"about": "x" * 2001}, "--about: between 1 and 2,000"),
        ({"what": "unsigned", "by": "\n"}, "Say who judges"),
        ({"when": "2024-02-30"}, "2024-02-30 is no day"),
        ({"when": "spring"}, "spring is no day"),
        ({"when": (datetime.now(UTC) + timedelta(days=2)).date()}, "has not come yet"),
        ({"where": "javascript:alert(1)"}, "no address of a page"),
        ({"where": "b.example/reply"}, "no address of a page"),
        ({"where": 'https://b.example/"onclick'}, "no address of a page"),
        ({"archived": "file:///etc/passwd"}, "no address of a page"),
        ({"sha256": "ab12"}, "no SHA-256"),
        ({"evidence": "proven"}, "none of none, assertion, documents, data, reproduced"),
        ({"answers": ["K12345678"]}, "There is no claim K12345678"),
        ({"answers": ["K"]}, "There is no claim K"),
        ({"supersedes": "K12345678"}, "There is no claim K12345678"),
        ({"carried_by": CarriedBy(narratives=("N9999",))}, "No message has the code N9999"),
        ({"carried_by": CarriedBy(words=("?!",))}, "Nothing is left of"),
        ({"carried_by": CarriedBy(urls=("no address",))}, "no address of a page"),
        ({"carried_by": CarriedBy(hashtags=("#",))}, "no hashtag"),
        ({"carried_by": CarriedBy(hashtags=("two words",))}, "no hashtag"),
        ({}, "in the ledger already, as K"),
        ({"what": "GROUP X IS A HOAX"}, "in the ledger already, as K"),
    ],
)
def test_what_makes_no_sense_is_refused_and_nothing_is_written(
    tmp_path: Path, changed: dict[str, Any], says: str
) -> None:
    with claimed_case(tmp_path) as store:
        state(store)
        before = store.custody.path.read_bytes()
        with pytest.raises(UsageError, match=says) as refused:
            state(store, **{"what": "Group X is a hoax"} | changed)
        assert store.custody.path.read_bytes() == before
        assert catalogue("fr").say(refused.value.sentence) != str(refused.value)


def test_links_that_make_no_sense_are_refused(tmp_path: Path) -> None:
    with claimed_case(tmp_path) as store:
        old = state(store, "old", when="2024-01-01")
        new = state(store, "new", when="2024-02-01", answers=[old.id])
        third = state(store, "third", when="2024-03-01", answers=[new.id])
        for one, other, relation, says in (
            (old.id, old.id, "supports", "cannot be linked to itself"),
            (old.id, third.id, "supports", "a circle of claims"),
            (new.id, old.id, "answers", "in the ledger already"),
            (new.id, old.id, "refutes", "none of answers, supports, corrects, confirms"),
            (new.id, "K0", "supports", "There is no claim K0"),
            ("", old.id, "supports", "There is no claim"),
        ):
            with pytest.raises(UsageError, match=says):
                link_claims(store, one, other, relation, by=BY)
        with pytest.raises(UsageError, match="it cannot answer or correct that"):
            state(store, "too early", when="2023-01-01", answers=[old.id])
        # A replacement that answers what answers it would rest on itself.
        with pytest.raises(UsageError, match="a circle of claims"):
            state(store, "newer", when="2024-04-01", answers=[third.id], supersedes=old.id)
        assert len(claims(store)) == 3


def test_two_that_enter_at_once_both_stay(tmp_path: Path) -> None:
    """A case is open in one place at a time: the second waits, and adds to what the first said."""
    with claimed_case(tmp_path) as store:
        path = store.path
        state(store, "one")
    with CaseStore.open(path) as store:
        state(store, "two")
        assert [each.what for each in claims(store)] == ["one", "two"]


def test_a_thread_puts_what_answers_across_from_what_it_answers(tmp_path: Path) -> None:
    with claimed_case(tmp_path) as store:
        a = state(store, "A", when="2024-01-01")
        b = state(store, "B", when="2024-01-02", answers=[a.id])
        c = state(store, "C", when="2024-01-03", answers=[b.id])
        d = state(store, "D", when="2024-01-04")
        alone = state(store, "alone", when="2023-12-31")
        link_claims(store, d.id, a.id, "corrects", by=BY)
        link_claims(store, c.id, a.id, "confirms", by=BY)
        lonely, thread = claim_threads(claim_ledger(store))
        assert [each.claim for each in lonely] == [alone]
        assert [(each.claim.what, each.across, each.depth) for each in thread] == [
            ("A", False, 0), ("B", True, 1), ("C", False, 1), ("D", True, 1),
        ]  # fmt: skip
        assert {link.relation for link in thread[2].links} == {Relation.ANSWERS, Relation.CONFIRMS}


def ledger_of(size: int, arrows: list[tuple[int, int]]) -> ClaimLedger:
    day = datetime(2024, 1, 1, tzinfo=UTC)
    made = tuple(
        Claim(f"K{n:08d}", "x", "x", "x", day.date(), "https://a.example", None, None,
              EvidenceShown.NONE, CarriedBy(), BY, day, None, n)
        for n in range(size)
    )  # fmt: skip
    links = tuple(
        ClaimLink("L", made[one].id, made[other].id, Relation.ANSWERS, BY)
        for one, other in sorted(set(arrows))
        if one != other
    )
    return ClaimLedger(made, links, {})


@given(st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7)), max_size=20))
def test_every_claim_is_in_one_thread_once(arrows: list[tuple[int, int]]) -> None:
    """Even where a journal put together by hand holds a circle."""
    ledger = ledger_of(8, arrows)
    placed = [each.claim.id for thread in claim_threads(ledger) for each in thread]
    assert sorted(placed) == [each.id for each in ledger.claims]
    assert claim_threads(ledger) == claim_threads(ledger)


@given(
    st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), max_size=15),
    st.integers(0, 6),
    st.integers(0, 6),
)
def test_a_circle_is_one_that_walking_every_way_finds(
    arrows: list[tuple[int, int]], one: int, other: int
) -> None:
    ledger = ledger_of(7, arrows)
    reached = {f"K{other:08d}"}
    for _ in range(7):
        reached |= {link.other for link in ledger.links if link.claim in reached}
    expected = f"K{one:08d}" in reached
    assert would_circle(ledger.links, f"K{one:08d}", f"K{other:08d}") is expected


def test_accounts_of_the_case_stand_under_their_pseudonyms(tmp_path: Path) -> None:
    with claimed_case(tmp_path) as store:
        ann = store.names.one("account", "x", "ann")
        claim = state(
            store,
            "@ann and @stranger made it up",
            where="https://x.com/ann/status/1",
            archived="https://x.com/stranger/status/2",
            carried_by=CarriedBy(words=("says @ann today",)),
        )
        assert claim.what == f"@{ann} and @stranger made it up"
        assert claim.where == f"https://x.com/{ann}/status/1"
        assert claim.archived == "https://x.com/stranger/status/2"
        assert claim.carried_by.words == (f"says @{ann} today",)
        assert not re.search(r"\bann\b", store.custody.path.read_text("utf-8"))


def test_an_anonymised_case_takes_claims_that_name_no_account(tmp_path: Path) -> None:
    with claimed_case(tmp_path) as store:
        anonymise(store)
        state(store, "a claim")
        with pytest.raises(DemasqueError, match="anonymised"):
            state(store, "@ann made it up")
        assert len(claims(store)) == 1


GOOD = {
    "what": "x",
    "who": "x",
    "about": "x",
    "when": "2024-01-01",
    "where": "https://a.example",
    "evidence": "none",
}


@pytest.mark.parametrize(
    "wrong",
    [
        {"evidence": "much"},
        {"where": "javascript:alert(1)"},
        {"archived": "data:text/html,x"},
        {"when": "one day"},
        {"when": 3},
        {"who": None},
        {"narratives": ["x"]},
        {"words": 7},
        {"answers": 1},
    ],
)
def test_an_entry_from_elsewhere_that_is_no_claim_is_left_out_and_named(
    tmp_path: Path, wrong: dict[str, Any]
) -> None:
    """It is in the journal for good; so that it spoils no report, it can be taken back."""
    with claimed_case(tmp_path) as store:
        good = write_entry(store, EntryKind.CLAIM, BY, GOOD)
        bad = write_entry(store, EntryKind.CLAIM, BY, GOOD | wrong)
        link = write_entry(store, EntryKind.CLAIM_LINK, BY, {"claim": good.id})
        ledger = claim_ledger(store)
        assert [each.id for each in ledger.claims] == [good.id]
        assert ledger.unreadable == (bad.id, link.id)
        retract_entry(store, bad.id, by=BY, because="no claim")
        retract_entry(store, link.id, by=BY, because="no link")
        assert claim_ledger(store).unreadable == ()


def test_the_scale_is_ordered_and_says_nothing_of_numbers() -> None:
    assert [each.step for each in EvidenceShown] == [1, 2, 3, 4, 5]
    for each in EvidenceShown:
        assert each.sentence.values == {}

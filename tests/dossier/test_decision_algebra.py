"""Of several persons' decisions the most cautious holds, in whatever order they spoke."""

from datetime import UTC, datetime, timedelta
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from demasque.dossier import Entry, EntryKind, Verdict, decisions_among, held, most_cautious

verdicts = st.sampled_from([None, *Verdict])


@given(st.lists(verdicts), st.lists(verdicts), st.lists(verdicts))
def test_combining_is_commutative_associative_and_idempotent(
    a: list[Verdict | None], b: list[Verdict | None], c: list[Verdict | None]
) -> None:
    whole = most_cautious([*a, *b, *c])
    assert whole == most_cautious([*c, *b, *a])
    assert whole == most_cautious([most_cautious([most_cautious(a), most_cautious(b)]), *c])
    assert whole == most_cautious([most_cautious(a), most_cautious([*b, *c])])
    assert whole == most_cautious([whole, whole, *a])
    assert most_cautious([None, whole]) == whole


def test_exclude_holds_before_unsure_before_confirm_before_nothing() -> None:
    assert most_cautious([Verdict.CONFIRM, Verdict.EXCLUDE, Verdict.UNSURE]) is Verdict.EXCLUDE
    assert most_cautious([Verdict.CONFIRM, Verdict.UNSURE, None]) is Verdict.UNSURE
    assert most_cautious([None, Verdict.CONFIRM]) is Verdict.CONFIRM
    assert most_cautious([]) is None


people = st.sampled_from(["A, an office", "a,  an Office", "B"])
spoken = st.lists(
    st.tuples(people, st.sampled_from(["x", "y"]), st.sampled_from(Verdict), st.integers(0, 3)),
    max_size=8,
)


def entries(said: list[tuple[str, str, Verdict, int]]) -> list[Entry]:
    start = datetime(2026, 3, 2, tzinfo=UTC)
    return [
        Entry(
            id=f"D{n}",
            kind=EntryKind.DECISION,
            at=start + timedelta(seconds=second),
            by=by,
            body={"account": account, "verdict": verdict.value, "because": "seen"},
            supersedes=None,
            line=n,
        )
        for n, (by, account, verdict, second) in enumerate(said)
    ]


@given(spoken, st.randoms(use_true_random=False))
def test_two_journals_put_together_come_to_the_same_in_any_order(
    said: list[tuple[str, str, Verdict, int]], chance: Random
) -> None:
    listed = entries(said)
    mixed = [*listed, *listed]
    chance.shuffle(mixed)
    assert held(decisions_among(mixed)) == held(decisions_among(listed))


@given(spoken)
def test_what_holds_is_what_slow_obvious_code_says(
    said: list[tuple[str, str, Verdict, int]],
) -> None:
    caution = list(Verdict)
    last: dict[tuple[str, str], tuple[int, int]] = {}
    for by, account, verdict, second in said:
        person = " ".join(by.lower().split())
        place = (account, person)
        last[place] = max(last.get(place, (-1, -1)), (second, caution.index(verdict)))
    expected: dict[str, list[int]] = {}
    for (account, _), (_, rank) in last.items():
        expected.setdefault(account, []).append(rank)
    found = held(decisions_among(entries(said)))
    assert {account: each.verdict for account, each in found.items()} == {
        account: caution[max(ranks)] for account, ranks in expected.items()
    }
    assert {account: each.people for account, each in found.items()} == {
        account: len(ranks) for account, ranks in expected.items()
    }

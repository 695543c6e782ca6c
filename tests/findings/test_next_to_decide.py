"""The queue of accounts to decide on, beside the formula that its module states, in plain code."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from demasque.case import CaseStore
from demasque.findings import decision_queue
from demasque.schema import ATTACHED, DECIDED, MEMBERSHIPS, STRENGTHS

NAMES = tuple("abcdefgh")
PAIRS = [(a, b) for a in NAMES for b in NAMES if a < b]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CaseStore]:
    with CaseStore.create(tmp_path_factory.mktemp("queue") / "case") as made:
        yield made


def _fill(
    store: CaseStore,
    bits: dict[tuple[str, str], float],
    stability: dict[str, float | None],
    decided: dict[str, str],
) -> dict[str, str]:
    """Two groups, of the first and the last four names; who is tied to nobody inside is in none."""
    group = {name: "C1" if name < "e" else "C2" for name in NAMES}
    inside = {pair for pair in bits if group[pair[0]] == group[pair[1]]}
    members = {name: group[name] for name in NAMES if any(name in pair for pair in inside)}
    excluded = {name for name, verdict in decided.items() if verdict == "exclude"}
    strengths = [
        {"account_a": a, "account_b": b, "bits": n, "kinds": ["url"]} for (a, b), n in bits.items()
    ]
    rows = [
        {"campaign": at, "account": name, "bits": 1.0, "partners": 1, "stability": stability[name]}
        for name, at in members.items()
    ]
    said = [
        {"account": name, "decision": verdict, "people": 1}
        for name, verdict in decided.items()
        if name not in excluded
    ]
    store.replace(
        {
            "strengths": pa.Table.from_pylist(strengths, STRENGTHS),
            "memberships": pa.Table.from_pylist(rows, MEMBERSHIPS),
            "attached": pa.Table.from_pylist([], ATTACHED),
            "decided": pa.Table.from_pylist(said, DECIDED),
        }
    )
    return members


def _worth(
    members: dict[str, str],
    bits: dict[tuple[str, str], float],
    stability: dict[str, float | None],
) -> dict[str, float]:
    """What the module says a decision on each member is worth."""
    inside = {
        pair: n
        for pair, n in bits.items()
        if pair[0] in members and members.get(pair[0]) == members.get(pair[1])
    }
    ties = {name: {p: n for p, n in inside.items() if name in p} for name in members}
    weakest = min((max(each.values()) for each in ties.values()), default=0.0)
    sizes = Counter(members.values())
    worth = {}
    for name, group in members.items():
        stable = stability[name]
        unstable = 0.5 if stable is None else (20 * (1 - stable) + 1) / 22
        weak = 0.5 * 2 ** (weakest - max(ties[name].values()))
        partners = {other for pair in ties[name] for other in pair} - {name}
        alone = sum(len(ties[other]) == 1 for other in partners)
        whole = sum(n for pair, n in inside.items() if members[pair[0]] == group)
        stakes = 1 + alone + sum(ties[name].values()) / whole * sizes[group]
        worth[name] = (1 - (1 - unstable) * (1 - weak)) * stakes
    return worth


@settings(max_examples=40)
@given(
    bits=st.dictionaries(st.sampled_from(PAIRS), st.floats(1, 60), min_size=1),
    stability=st.fixed_dictionaries(
        {name: st.one_of(st.none(), st.sampled_from([0.0, 0.35, 0.95, 1.0])) for name in NAMES}
    ),
    decided=st.dictionaries(st.sampled_from(NAMES), st.sampled_from(["confirm", "unsure"])),
)
def test_members_come_by_what_a_decision_on_them_is_worth(
    store: CaseStore,
    bits: dict[tuple[str, str], float],
    stability: dict[str, float | None],
    decided: dict[str, str],
) -> None:
    members = _fill(store, bits, stability, decided)
    queue: list[dict[str, Any]] = decision_queue(store).to_pylist()
    worth = _worth(members, bits, stability)
    asked = {each["account"]: each["standing"] for each in queue}
    assert asked == {
        name: "unsure" if decided.get(name) == "unsure" else "member"
        for name in members
        if decided.get(name) != "confirm"
    }
    for each in queue:
        assert each["doubt"] * each["stakes"] == pytest.approx(worth[each["account"]])
    shown = [each["doubt"] * each["stakes"] for each in queue if each["standing"] == "member"]
    assert shown == sorted(shown, reverse=True) or shown == pytest.approx(
        sorted(shown, reverse=True)
    )
    assert [each["standing"] for each in queue] == sorted(each["standing"] for each in queue)

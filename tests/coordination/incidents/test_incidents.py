"""A group that pushes a message inside a crowd is named by the company it keeps; a crowd is not."""

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest

from demasque.case import CaseStore
from demasque.coordination import find_incidents
from demasque.ingest import forget
from demasque.schema import ACCOUNTS, EVENTS, TRACES
from demasque.simulate import EventWorld, events
from hand_made import START, case_of, rows

HOAX = 1_000_000


def a_crowd(
    seed: int = 5, group: int = 30, others: int = 5, crowd: int = 200
) -> tuple[EventWorld, list[int], list[tuple[int, int]]]:
    """A world, a group, and what is added: a hoax by group and crowd, and what the group has."""
    world = events(seed, 800, 8_000)
    rng = np.random.default_rng(seed)
    pushers = rng.choice(np.unique(world.account_id), group, replace=False)
    rest = np.setdiff1d(np.unique(world.account_id), pushers)
    genuine = rng.choice(rest, min(crowd, len(rest)), replace=False)
    added = [(int(one), HOAX) for one in (*pushers, *genuine)]
    for other in range(others):
        added += [(int(one), HOAX + 1 + other) for one in pushers if rng.random() < 0.7]
    return world, pushers.tolist(), added


def case_with(
    folder: Path,
    world: EventWorld,
    added: Sequence[tuple[int, int]] = (),
    kind: str = "text",
    one_post: bool = False,
    words: str = "{n}a {n}b {n}c",
) -> CaseStore:
    """A case of a world and of what is added, each a post, or one post for all of an account's."""
    pairs = [*zip(world.account_id.tolist(), world.trace_id.tolist(), strict=True), *added]
    days = np.random.default_rng(0).integers(0, 14 * 86_400, len(pairs)).tolist()
    found = [
        {
            "kind": kind if trace > HOAX else "text",
            "account": f"a{account:04d}",
            "trace": trace,
            "at": START + timedelta(seconds=second),
            "post": f"all{account}" if one_post and trace >= HOAX else f"p{n}",
        }
        for n, ((account, trace), second) in enumerate(zip(pairs, days, strict=True))
    ]
    seen = {(one["kind"], one["trace"]) for one in found}
    named = [{"kind": k, "trace": t, "value": words.format(n=t)} for k, t in sorted(seen)]
    accounts = [{"account": name, "platform": "x"} for name in {one["account"] for one in found}]
    return case_of(
        folder,
        {
            "accounts": rows(ACCOUNTS, accounts),
            "events": rows(EVENTS, found),
            "traces": rows(TRACES, named),
        },
    )


def test_a_group_inside_a_crowd_is_named_by_the_company_it_keeps(tmp_path: Path) -> None:
    world, group, added = a_crowd()
    with case_with(tmp_path, world, added) as store:
        found = find_incidents(store).to_pylist()
        assert [row["trace"] for row in found] == [HOAX]
        named = store.sql("FROM incident_accounts")["account"].to_pylist()
        company = store.sql("FROM incident_company")["trace"].to_pylist()
    members = {f"a{one:04d}" for one in group}
    assert set(named) <= members
    assert len(named) >= 20
    assert found[0]["accounts"] == len(named)
    assert set(company) <= set(range(HOAX + 1, HOAX + 6))


@pytest.mark.parametrize("seed", range(4))
def test_a_crowd_of_people_who_are_alike_is_no_incident(seed: int, tmp_path: Path) -> None:
    with case_with(tmp_path, events(seed, 800, 8_000)) as store:
        assert not find_incidents(store).num_rows


def test_followers_who_repost_the_same_are_no_group(tmp_path: Path) -> None:
    world, _, added = a_crowd()
    with case_with(tmp_path, world, added, kind="repost") as store:
        assert not find_incidents(store).num_rows


def test_what_stands_in_the_same_post_is_no_company(tmp_path: Path) -> None:
    world, _, added = a_crowd()
    with case_with(tmp_path, world, added, one_post=True) as store:
        assert not find_incidents(store).num_rows


def test_the_same_message_in_nearly_the_same_words_is_no_company(tmp_path: Path) -> None:
    world, _, added = a_crowd()
    with case_with(tmp_path, world, added, words="the very same words but for {n}") as store:
        assert not find_incidents(store).num_rows


def test_one_thing_shared_besides_names_nobody(tmp_path: Path) -> None:
    world, _, added = a_crowd(others=1)
    with case_with(tmp_path, world, added) as store:
        assert not find_incidents(store).num_rows


def test_a_forgotten_account_is_named_no_more(tmp_path: Path) -> None:
    world, _, added = a_crowd()
    with case_with(tmp_path, world, added) as store:
        find_incidents(store)
        first = store.sql("FROM incident_accounts")["account"][0].as_py()
        forget(store, [first])
        assert first not in store.sql("FROM incident_accounts")["account"].to_pylist()


def test_a_case_without_events_has_none(tmp_path: Path) -> None:
    with case_of(tmp_path) as store:
        assert not find_incidents(store).num_rows

"""A fortnight to watch: what goes by is what the truth says, in files as collectors leave them."""

import json
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

import pytest

from demasque.case import CaseStore
from demasque.errors import UsageError
from demasque.ingest import add_files
from demasque.simulate import Fortnight, fortnight, quiet_fortnight

SMALL: Final = (3, 300, 3_000)


@pytest.fixture(scope="module")
def made() -> Fortnight:
    return fortnight(*SMALL)


@pytest.fixture(scope="module")
def quiet() -> Fortnight:
    return quiet_fortnight(*SMALL)


def told(world: Fortnight) -> list[dict[str, Any]]:
    return [json.loads(line) for _, line in world.events]


def when(event: dict[str, Any]) -> datetime:
    return datetime.fromtimestamp(event["time_us"] / 1_000_000, UTC)


def spread(events: list[dict[str, Any]], accounts: frozenset[str]) -> set[str]:
    """The clips and sites that these accounts put into posts."""
    posts = [
        json.dumps(event["commit"].get("record"))
        for event in events
        if event["did"] in accounts and event["kind"] == "commit"
    ]
    shown = set()
    for post in posts:
        record = json.loads(post) or {}
        video = record.get("embed", {}).get("video")
        shown |= {video["ref"]["$link"]} if video else set()
        for facet in record.get("facets", ()):
            shown |= {each["uri"] for each in facet["features"] if "uri" in each}
    return shown


def test_the_same_arguments_give_the_same_bytes_and_another_seed_other_accounts(
    made: Fortnight, quiet: Fortnight
) -> None:
    assert fortnight(*SMALL).events == made.events
    other = quiet_fortnight(4, *SMALL[1:])
    assert not set(other.labels) & set(quiet.labels)
    assert other.events != quiet.events


def test_each_phase_is_when_and_by_whom_the_truth_says(made: Fortnight) -> None:
    events = told(made)
    first, second = made.phases
    assert [made.labels[did] for did in first.accounts | second.accounts] == ["operation"] * 24
    assert not first.accounts & second.accounts
    posts = [event for event in events if event["kind"] == "commit"]
    for phase, day in ((first, 3), (second, 10)):
        assert phase.begins == made.begins + timedelta(days=day - 1)
        moments = [when(event) for event in posts if event["did"] in phase.accounts]
        assert phase.begins <= min(moments) < phase.begins + timedelta(hours=12)
        assert max(moments) <= phase.ends
    down = [event for event in events if event["kind"] == "account"]
    taken = [event["did"] for event in down if event["did"] in first.accounts]
    assert sorted(taken) == sorted(first.accounts)
    assert first.ends == max(when(event) for event in down if event["did"] in first.accounts)
    assert not {event["did"] for event in down} & second.accounts


def test_nobody_posts_once_the_account_is_gone(made: Fortnight) -> None:
    gone: set[str] = set()
    for event in told(made):
        assert event["kind"] == "account" or event["did"] not in gone or is_deletion(event)
        gone |= {event["did"]} if event["kind"] == "account" else set()
    assert len(gone) > 12


def is_deletion(event: dict[str, Any]) -> bool:
    return event["commit"]["operation"] == "delete"


def test_who_comes_back_brings_old_clips_and_sites_and_new_ones(made: Fortnight) -> None:
    events = told(made)
    before, after = (spread(events, phase.accounts) for phase in made.phases)
    assert len(before & after) > 3
    assert after - before
    assert any("example" in thing for thing in before & after)
    everybody = frozenset(made.labels) - made.phases[0].accounts - made.phases[1].accounts
    assert not spread(events, everybody) & (before | after)


def test_a_quiet_one_has_everybody_else_and_weekends(quiet: Fortnight) -> None:
    assert not quiet.phases
    groups = {"organic", "newsroom", "fan club", "staff", "shop"}
    assert set(quiet.labels.values()) == groups
    events = told(quiet)
    assert {quiet.labels[event["did"]] for event in events} == groups
    assert any(event["kind"] == "account" for event in events)
    assert any(event["kind"] == "commit" and is_deletion(event) for event in events)
    weekend = sum(when(event).weekday() >= 5 for event in events)
    assert weekend / 4 < 0.9 * (len(events) - weekend) / 10


def test_its_files_hold_each_event_once_in_the_order_of_time(
    made: Fortnight, tmp_path: Path
) -> None:
    everything = b"".join(line for _, line in made.events)
    assert all(a <= b for (a, _), (b, _) in pairwise(made.events))
    for hours in (5, 6, 24):
        files = list(made.files(timedelta(hours=hours)))
        assert b"".join(file.content for file in files) == everything
        assert sorted({file.name for file in files}) == [file.name for file in files]
        assert files[-1].complete_at >= made.ends
    written: list[Path] = []
    moments = [made.begins + timedelta(days=days) for days in (0, 3, 14)]
    for after, moment in pairwise(moments):
        written += made.write_until(tmp_path, moment, after)
    assert b"".join(path.read_bytes() for path in written) == everything
    assert sorted(tmp_path.iterdir()) == written


def test_a_case_reads_what_it_wrote(made: Fortnight, tmp_path: Path) -> None:
    written = made.write_until(tmp_path / "inbox", made.phases[0].begins + timedelta(hours=12))
    with CaseStore.create(tmp_path / "case") as store:
        added = add_files(store, written[-2:])
    assert {each.source for each in added} == {"bluesky-jetstream"}
    assert not any(each.problem or each.duplicates for each in added)
    assert sum(each.posts for each in added) > 60


def test_what_cannot_be_made_is_refused(made: Fortnight) -> None:
    for sizes in ((1, 100, 3_000), (1, 300, 100)):
        with pytest.raises(UsageError, match="300 accounts and 3,000 posts"):
            fortnight(*sizes)
    with pytest.raises(UsageError, match="longer than nothing"):
        list(made.files(timedelta(0)))

"""A name that a person gave a message stays with its posts, whatever a machine finds later."""

from pathlib import Path

import pytest

from demasque.api import Case, create_case
from demasque.campaigns import find_waves, give_label, names_of, remove_label
from demasque.campaigns.messages.message_labels import CODES, families_of
from demasque.case import CaseStore
from demasque.errors import UsageError
from exports import write_posts
from hand_made import case_of, minutes, rows, world

POSTS = [("a", 1), ("b", 1), ("c", 1), ("d", 1), ("a", 2), ("b", 2), ("c", 2), ("d", 3), ("e", 3)]


def case_with(folder: Path, uses: list[tuple[str, int]]) -> CaseStore:
    """Accounts that posted messages: post q0 of the first use, q1 of the second, ..."""
    schema = world()
    posts, events = [], []
    for n, (account, trace) in enumerate(uses):
        posts.append(
            {"post": f"q{n}", "account": account, "posted_at": minutes(n), "platform": "x"}
        )
        posts[-1] |= {"time_precision": "second", "kind": "original", "text": f"Message {trace}."}
        events.append({"kind": "text", "account": account, "trace": trace, "post": f"q{n}"})
        events[-1]["at"] = minutes(n)
    tables = {"posts": rows(schema["posts"].schema, posts)}
    return case_of(folder, tables | {"events": rows(schema["events"].schema, events)})


def gather(store: CaseStore, traces: list[int]) -> None:
    """What a later detection would find: the same posts in other families."""
    events = store.sql("SELECT * FROM events ORDER BY post").to_pylist()
    moved = [row | {"trace": trace} for row, trace in zip(events, traces, strict=True)]
    store.replace({"events": rows(world()["events"].schema, moved)})


def test_codes_tell_messages_apart_by_as_few_digits_as_it_takes(tmp_path: Path) -> None:
    near = [0x3F2A_0000_0000_0001, 0x3F2A_1000_0000_0001, -1]
    uses = [(who, trace) for trace in near for who in ("a", "b")]
    with case_with(tmp_path, uses) as store:
        coded = store.sql(f"SELECT trace, code FROM ({CODES})").to_pylist()
        codes = {row["trace"]: row["code"] for row in coded}
        assert codes == {near[0]: "N3f2a0", near[1]: "N3f2a1", near[2]: "Nffff"}
        assert families_of(store, "N3F2A0") == [near[0]]
        assert families_of(store, "N3f2a0000") == [near[0]]
        with pytest.raises(UsageError, match="Several messages begin with N3f2a: N3f2a0, N3f2a1"):
            families_of(store, "N3f2a")
        for unknown in ("N0000", "W1", "lighthouse", "N3f", ""):
            with pytest.raises(UsageError, match="No message has the code"):
                families_of(store, unknown)


def code(trace: int) -> str:
    return "N" + f"{trace:016x}"


def test_a_name_outlives_another_exemplar(tmp_path: Path) -> None:
    with case_with(tmp_path, POSTS) as store:
        assert give_label(store, code(1), "  the green\nlighthouse ") == 4
        gather(store, [77, 77, 77, 77, 2, 2, 2, 3, 3])
        assert names_of(store, [77, 2, 3]) == {77: ("the green lighthouse",)}


def test_each_large_part_keeps_the_name_and_a_stray_post_takes_none_along(tmp_path: Path) -> None:
    with case_with(tmp_path, POSTS) as store:
        give_label(store, code(1), "lighthouse")
        gather(store, [11, 11, 12, 2, 2, 2, 2, 3, 3])
        assert names_of(store, [11, 12, 2, 3]) == {11: ("lighthouse",), 12: ("lighthouse",)}


def test_two_that_become_one_bear_both_names(tmp_path: Path) -> None:
    with case_with(tmp_path, POSTS) as store:
        give_label(store, code(1), "lighthouse")
        give_label(store, code(2), "keeper")
        gather(store, [5, 5, 5, 5, 5, 5, 5, 3, 3])
        assert names_of(store, [5]) == {5: ("lighthouse", "keeper")}


def test_a_new_name_takes_the_place_of_the_old_and_can_be_taken_off(tmp_path: Path) -> None:
    with case_with(tmp_path, POSTS) as store:
        give_label(store, code(1), "lighthouse")
        give_label(store, code(1), "light")
        assert names_of(store, [1]) == {1: ("light",)}
        assert remove_label(store, code(1)) == 4
        assert names_of(store, [1]) == {}
        assert remove_label(store, code(1)) == 0


def test_a_wave_is_named_with_all_its_families(tmp_path: Path) -> None:
    with case_with(tmp_path, POSTS) as store:
        find_waves(store)
        assert give_label(store, "w1", "lighthouse") == 4
        assert names_of(store, [1]) == {1: ("lighthouse",)}


@pytest.mark.parametrize("name", ["", " \n ", "x" * 121])
def test_a_name_says_something_and_is_no_text(tmp_path: Path, name: str) -> None:
    with case_with(tmp_path, POSTS) as store, pytest.raises(UsageError, match="between 1 and 120"):
        give_label(store, code(1), name)


@pytest.fixture
def case(tmp_path: Path) -> Case:
    opened = create_case(tmp_path / "case")
    opened.add(write_posts(tmp_path / "posts.csv"))
    opened.detect(["60s"])
    return opened


def test_a_new_detection_keeps_names_and_every_list_shows_them(case: Case, tmp_path: Path) -> None:
    with case:
        first = case.narratives().to_pylist()[0]
        before = case.custody_head()[0]
        posts = case.label(first["code"], "The name & its giver")
        assert case.custody_head()[0] == before + 1
        assert posts == first["posts"]
        case.detect(["10s"])
        again = {row["code"]: row for row in case.narratives().to_pylist()}
        assert again[first["code"]]["names"] == ["The name & its giver"]
        page = case.report(tmp_path / "report.html").read_text("utf-8")
        case.export("csv", tmp_path / "tables")
        assert case.unlabel(first["code"]) == posts
    assert "The name &amp; its giver" in page
    assert "The name & its giver" in (tmp_path / "tables" / "narratives.csv").read_text("utf-8")
    log = (tmp_path / "case" / "custody.log").read_text("utf-8")
    assert '"label"' in log
    assert "giver" not in log


def test_a_forgotten_account_takes_its_posts_out_of_names(case: Case) -> None:
    with case:
        first = case.narratives().to_pylist()[0]
        case.label(first["code"], "lighthouse")
        who = case.sql("SELECT account FROM labels JOIN posts USING (post) ORDER BY ALL LIMIT 1")
        before = case.sql("FROM labels").num_rows
        case.forget(who["account"][0].as_py())
        assert 0 < case.sql("FROM labels").num_rows < before
        assert case.narratives().to_pylist()[0]["names"] == ["lighthouse"]


def test_narratives_of_a_campaign_are_what_its_members_wrote(case: Case) -> None:
    with case:
        own = case.narratives("C1", limit=3).to_pylist()
        assert own
        assert all("C1" in row["campaigns"] and row["leads"] is None for row in own)
        with pytest.raises(UsageError, match="no campaign"):
            case.narratives("C99")

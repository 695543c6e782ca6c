"""What is read from a case is what its tables hold, and nobody is named without evidence."""

from datetime import timedelta
from pathlib import Path

import pyarrow as pa
import pytest

from demasque.campaigns import find_campaigns
from demasque.case import CaseStore
from demasque.findings import (
    POST_PAIRS,
    TIED_ACCOUNTS,
    TIED_PAIRS,
    TIES,
    CaseFindings,
    EvidencePost,
    PostPair,
    read_findings,
)
from demasque.schema import EVENTS, POSTS, STRENGTHS
from demasque.schema import TIES as TIES_SCHEMA
from hand_made import case_of, minutes, rows, world

Row = dict[str, object]


def findings_of(folder: Path, tables: dict[str, pa.Table]) -> CaseFindings:
    with case_of(folder, tables) as store:
        find_campaigns(store)
        return read_findings(store)


def changed(tables: dict[str, pa.Table], table: str, **values: object) -> dict[str, pa.Table]:
    """The same tables with these values in every row of one of them."""
    old = tables[table]
    new = [row | values for row in old.to_pylist()]
    return tables | {table: pa.Table.from_pylist(new, old.schema)}


def of_two_kinds() -> dict[str, pa.Table]:
    """An operation of seven is tied by links as well as by words, more weakly."""
    tables = world(7)
    ties = tables["ties"].to_pylist()
    links = [t | {"kind": "url", "bits": 12.0} for t in ties if t["kind"] == "text"]
    events = tables["events"].to_pylist()
    links_left = [
        e | {"kind": "url", "trace": e["trace"] + 900} for e in events if e["trace"] < 107
    ]
    strengths = [
        s | ({"bits": s["bits"] + 12.0, "kinds": ["text", "url"]} if s["kinds"] == ["text"] else {})
        for s in tables["strengths"].to_pylist()
    ]
    return tables | {
        "ties": rows(TIES_SCHEMA, ties + links),
        "events": rows(EVENTS, events + links_left),
        "strengths": rows(STRENGTHS, strengths),
    }


def test_a_case_without_posts_has_findings_of_nothing(tmp_path: Path) -> None:
    with case_of(tmp_path) as store:
        found = read_findings(store)
    assert (found.overview.posts, found.overview.accounts, found.overview.tied_pairs) == (0, 0, 0)
    assert found.overview.first_at is found.overview.last_at is None
    assert found.summaries == found.campaigns == found.inputs == ()
    assert found.campaigns_left_out == 0


def test_posts_in_which_nothing_was_looked_for_are_counted_and_accuse_nobody(
    tmp_path: Path,
) -> None:
    with case_of(tmp_path, {"posts": world()["posts"]}) as store:
        found = read_findings(store)
    assert (found.overview.posts, found.overview.accounts) == (7 * 20 + 4, 16)
    assert found.overview.kinds == ()
    assert (found.overview.ties, found.overview.members) == (0, 0)
    assert found.campaigns == ()


def test_ties_that_were_not_divided_yet_make_no_campaign(tmp_path: Path) -> None:
    with case_of(tmp_path, world()) as store:
        found = read_findings(store)
    assert (found.overview.tied_pairs, found.overview.members) == (28 + 3, 0)
    assert found.summaries == found.campaigns == ()


def test_a_campaign_without_words_keeps_its_evidence(tmp_path: Path) -> None:
    found = findings_of(tmp_path, changed(world(), "posts", text=None))
    first = found.campaigns[0]
    assert first.narratives == ()
    shown = first.tied_pairs[0].kinds[0].posts
    assert len(shown) == POST_PAIRS
    assert {pair.first.text for pair in shown} == {pair.second.text for pair in shown} == {None}


def test_a_pair_tied_by_two_kinds_is_one_pair_with_the_stronger_kind_first(tmp_path: Path) -> None:
    found = findings_of(tmp_path, of_two_kinds())
    assert (found.overview.ties, found.overview.tied_pairs) == (2 * 21 + 3, 21 + 3)
    assert found.campaigns[0].profile.pairs == 21
    for pair in found.campaigns[0].tied_pairs:
        assert [(kind.kind, len(kind.posts)) for kind in pair.kinds] == [
            ("text", POST_PAIRS),
            ("url", POST_PAIRS),
        ]
        assert pair.bits == pytest.approx(sum(kind.bits for kind in pair.kinds))


def test_every_member_is_shown_with_a_tie_and_posts(tmp_path: Path) -> None:
    for each in findings_of(tmp_path, world(7)).campaigns:
        named = {member.account for member in each.profile.members}
        shown = {end for tie in each.tied_pairs for end in (tie.account_a, tie.account_b)}
        assert shown == named
        assert all(kind.posts for tie in each.tied_pairs for kind in tie.kinds)


def test_the_weakest_member_is_shown_before_more_ties_of_the_strongest(tmp_path: Path) -> None:
    """Twelve accounts have 66 ties, twice what is shown; one hangs on its weakest."""
    tables = world(12)
    strengths = [
        s | {"bits": 5.0 if "op000" in (s["account_a"], s["account_b"]) else 90.0}
        for s in tables["strengths"].to_pylist()
    ]
    tables["strengths"] = rows(STRENGTHS, strengths)
    shown = findings_of(tmp_path, tables).campaigns[0].tied_pairs
    assert len(shown) == TIES < 66
    assert any("op000" in (tie.account_a, tie.account_b) for tie in shown)


@pytest.mark.parametrize("first", ["op000", "op001"])
def test_of_two_posts_the_earlier_stands_first_whoever_wrote_it(tmp_path: Path, first: str) -> None:
    tables = world()
    early = [
        row | ({"posted_at": minutes(-2000)} if row["post"] == name else {})
        for row in tables["posts"].to_pylist()
        for name in [next(p["post"] for p in tables["posts"].to_pylist() if p["account"] == first)]
    ]
    found = findings_of(tmp_path, tables | {"posts": rows(POSTS, early)})
    pair = next(
        tie
        for tie in found.campaigns[0].tied_pairs
        if (tie.account_a, tie.account_b) == ("op000", "op001")
    )
    posts = pair.kinds[0].posts
    assert all(each.first.at <= each.second.at and each.gap_seconds >= 0 for each in posts)
    assert posts[0].first.account == first
    assert posts[0].gap_seconds > 2000 * 60


def test_two_posts_side_by_side_carry_the_trace_that_stands_above_them(tmp_path: Path) -> None:
    for tie in findings_of(tmp_path, world()).campaigns[0].tied_pairs:
        for pair in tie.kinds[0].posts:
            assert pair.first.text == pair.second.text == pair.value
            assert {pair.first.account, pair.second.account} == {tie.account_a, tie.account_b}


@pytest.mark.parametrize("precision", ["second", "minute", "day"])
def test_only_times_known_to_the_second_are_called_so(tmp_path: Path, precision: str) -> None:
    found = findings_of(tmp_path, changed(world(), "posts", time_precision=precision))
    post = found.campaigns[0].tied_pairs[0].kinds[0].posts[0].first
    assert post.seconds == (precision == "second")
    assert dict(found.overview.precisions) == {precision: 7 * 20 + 4}


def post_at(seconds: float, precision: str) -> EvidencePost:
    return EvidencePost("p", "a", "x", minutes(0) + timedelta(seconds=seconds), precision, None)


@pytest.mark.parametrize(
    ("first", "second", "together"),
    [
        ((0, "second"), (0, "second"), None),
        ((0, "minute"), (0, "minute"), "minute"),
        ((0, "minute"), (50, "second"), "minute"),
        ((50, "second"), (60, "minute"), None),
        ((0, "minute"), (60, "minute"), None),
        ((0, "day"), (3_000, "minute"), "day"),
        ((0, "estimated"), (10, "second"), "estimated"),
        ((0, "estimated"), (90, "second"), None),
    ],
)
def test_no_gap_is_said_that_the_times_are_too_coarse_for(
    first: tuple[float, str], second: tuple[float, str], together: str | None
) -> None:
    assert PostPair("", post_at(*first), post_at(*second)).together == together


def test_ties_pairs_and_accounts_are_as_many_as_in_the_tables(tmp_path: Path) -> None:
    with case_of(tmp_path, of_two_kinds()) as store:
        find_campaigns(store)
        found = read_findings(store)
        pairs, accounts = store.sql(TIED_PAIRS), store.sql(TIED_ACCOUNTS)
        ties = store.sql("SELECT * FROM ties").num_rows
    assert (found.overview.ties, found.overview.tied_pairs) == (ties, pairs.num_rows)
    assert found.overview.members == accounts.num_rows == 10
    assert sum(each.ties for each in found.summaries) == pairs.num_rows
    assert sum(each.core.num_rows for each in found.campaigns) == pairs.num_rows
    assert set(pairs["kinds"].to_pylist()) == {"text|url", "url"}
    assert set(pairs["shared"].to_pylist()) == {14, 7}


def run(store: CaseStore, command: str, began: str, record: str) -> None:
    folder = store.path / "runs" / f"{began}-{command}"
    folder.mkdir(parents=True)
    (folder / "run.json").write_text(record)


def test_runs_stand_oldest_first_and_torn_or_failed_ones_are_left_out(tmp_path: Path) -> None:
    line = '{{"command": "{}", "began": "{}", "outcome": "{}", "warnings": ["Odd rows."]}}'
    with case_of(tmp_path) as store:
        run(store, "detect", "2026-03-02T10", line.format("detect", "2026-03-02T10", "done"))
        run(store, "add", "2026-03-02T09", line.format("add", "2026-03-02T09", "done"))
        run(store, "init", "2026-03-02T09", line.format("init", "2026-03-02T09", "done"))
        run(store, "add", "2026-03-02T08", line.format("add", "2026-03-02T08", "failed"))
        run(store, "report", "2026-03-02T11", '{"command": "repo')
        found = read_findings(store)
    assert [each["command"] for each in found.runs] == ["init", "add", "detect"]
    assert str(found.runs[0]["warnings"][0]) == "Odd rows."


def test_accounts_are_named_as_the_tables_name_them_and_no_other_way(tmp_path: Path) -> None:
    with case_of(tmp_path, world()) as store:
        find_campaigns(store)
        known = set(store.sql("SELECT account FROM posts")["account"].to_pylist())
        found = read_findings(store)
    for each in found.campaigns:
        posts = [
            post
            for tie in each.tied_pairs
            for kind in tie.kinds
            for pair in kind.posts
            for post in (pair.first, pair.second)
        ]
        assert {post.account for post in posts} <= known
        assert {venue.account for venue in each.profile.venues} <= known

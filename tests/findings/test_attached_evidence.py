"""Nobody is called attached without the posts in sight."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from demasque.campaigns import attach_accounts, find_campaigns
from demasque.case import CaseStore
from demasque.findings import ATTACHED_WITH_POSTS, POST_PAIRS, TABLES, read_findings
from demasque.publish import write_report
from demasque.schema import EVENTS, MEMBERSHIPS, POSTS
from hand_made import attached_rows, case_of, minutes, rows, world

ROUNDS = 7


def joined(name: str, late: float) -> tuple[list[Mapping[str, object]], list[Mapping[str, object]]]:
    """Posts and events of an account that says what the operation says, ``late`` minutes later."""
    old = world()["posts"].to_pylist()[1]
    posts, events = [], []
    for turn in range(ROUNDS):
        at = minutes(turn * 1440 + 5 + late)
        post = f"p{name}{turn}"
        words = f"Statement {turn}, said by an outsider."
        posts.append(old | {"post": post, "account": name, "posted_at": at, "text": words})
        event = {"kind": "text", "account": name, "trace": 100 + turn, "at": at, "post": post}
        events.append(event)
    return posts, events


@pytest.fixture
def store(tmp_path: Path) -> Iterator[CaseStore]:
    """near is half a minute after op000, far an hour; the window is one minute."""
    tables = world()
    posts, events = tables["posts"].to_pylist(), tables["events"].to_pylist()
    for name, late in (("near", 0.5), ("far", 60.0)):
        more = joined(name, late)
        posts += more[0]
        events += more[1]
    tables |= {"posts": rows(POSTS, posts), "events": rows(EVENTS, events)}
    with case_of(tmp_path, tables) as store:
        find_campaigns(store)
        attach_accounts(
            store,
            attached_rows(
                {"campaign": "C1", "account": "near"},
                {"campaign": "C1", "account": "far", "q": 0.02},
            ),
        )
        yield store


def test_posts_stand_beside_the_nearest_members_earliest_first(store: CaseStore) -> None:
    near, far = read_findings(store).campaigns[0].attached
    assert (near.account, len(near.posts), far.account, far.posts) == ("near", 4, "far", ())
    assert len(near.posts) == POST_PAIRS < ROUNDS
    for turn, pair in enumerate(near.posts):
        ends = {pair.first.account, pair.second.account}
        assert ends <= {"near", "op003", "op004"}  # 3 seconds before, 6 seconds after
        assert "near" in ends
        assert pair.gap_seconds == pytest.approx(3)
        assert pair.first.at <= pair.second.at
        assert {pair.first.text, pair.second.text} > {f"Statement {turn}, said by an outsider."}


def test_the_report_shows_them_side_by_side(store: CaseStore, tmp_path: Path) -> None:
    html = write_report(store, tmp_path / "r.html").read_text("utf-8")
    section = html[html.index('id="C1-attached"') : html.index('id="C2"')]
    assert section.count('class="sides"') == POST_PAIRS
    text = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", section))
    assert "Statement 3, said by an outsider." in text
    assert "The committee will publish its minutes on Thursday." in text
    assert text.count("3 seconds apart") == POST_PAIRS
    assert "The posts themselves are not in this case." in section


def test_posts_are_shown_for_the_first_only_and_the_report_says_so(
    store: CaseStore, tmp_path: Path
) -> None:
    many = [{"campaign": "C1", "account": f"stranger{n:02d}"} for n in range(ATTACHED_WITH_POSTS)]
    attach_accounts(store, attached_rows(*many, {"campaign": "C1", "account": "near", "q": 0.5}))
    assert read_findings(store).campaigns[0].attached[-1].posts == ()
    html = write_report(store, tmp_path / "r.html").read_text("utf-8")
    assert "They are shown for the first 30 of 31 accounts." in html


EVENT = st.tuples(
    st.sampled_from(["a1", "a2", "m1", "m2", "m3", "other"]),
    st.sampled_from(["text", "url"]),
    st.integers(0, 3),
    st.integers(0, 200),
)


@given(st.lists(EVENT, max_size=25))
@settings(max_examples=25, deadline=None)
def test_the_exported_posts_are_those_that_meet_a_member_of_the_campaign(
    left: list[tuple[str, str, int, int]],
) -> None:
    events = [
        {"account": account, "kind": kind, "trace": trace, "at": minutes(at / 60), "post": f"p{n}"}
        for n, (account, kind, trace, at) in enumerate(left)
    ]
    members = {"m1": "C1", "m2": "C1", "m3": "C2"}
    standing = {"a1": ("C1", "text"), "a2": ("C2", "url")}
    expected = {
        (campaign, account, kind, a["trace"], a["post"], b["account"], b["post"])
        for account, (campaign, kind) in standing.items()
        for a in events
        for b in events
        if (a["account"], a["kind"]) == (account, kind)
        if (b["kind"], b["trace"]) == (kind, a["trace"])
        if members.get(str(b["account"])) == campaign
        if abs((a["at"] - b["at"]).total_seconds()) <= 60  # type: ignore[operator]
    }
    belong = [
        {"campaign": campaign, "account": account, "bits": 9.0, "partners": 1}
        for account, campaign in members.items()
    ]
    attached = attached_rows(
        *(
            {"campaign": campaign, "account": account, "kind": kind}
            for account, (campaign, kind) in standing.items()
        )
    )
    tables = {"events": rows(EVENTS, events), "memberships": rows(MEMBERSHIPS, belong)}
    with TemporaryDirectory() as folder, case_of(Path(folder), tables) as store:
        store.replace({"attached": attached})
        found = store.sql(TABLES["attached_posts"]).to_pylist()
    columns = ("campaign", "account", "kind", "trace", "post", "member", "member_post")
    assert len(found) == len(expected)
    assert {tuple(row[name] for name in columns) for row in found} == expected

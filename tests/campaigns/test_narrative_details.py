"""Of each narrative a reader is told who said it, when, on what sites, and in answer to what."""

from pathlib import Path

import pyarrow as pa

from demasque.campaigns.messages.narrative_details import narrative_details
from demasque.findings import NarrativeLead
from demasque.publish.drawing.narrative_texts import perhaps_one, shown_narratives, sparkline
from demasque.schema import LINKS, MEMBERSHIPS
from demasque.text import Narrative
from hand_made import START, case_of, minutes, rows, world


def said(folder: Path, answers: bool) -> pa.Table:
    posts, events, links = [], [], []
    for n, who in enumerate(["a", "b", "a", "c"]):
        post = {"post": f"q{n}", "account": who, "posted_at": minutes(10 * n), "platform": "x"}
        post |= {"time_precision": "second", "kind": "reply" if answers else "original"}
        posts.append(post | {"text": "Same words.", "parent": "root" if answers else None})
        events.append({"kind": "text", "account": who, "trace": 7, "post": f"q{n}"})
        events[-1]["at"] = minutes(10 * n)
    if answers:
        links.append({"post": "q0", "url": "https://www.Example.org/one?x=1"})
        links.append({"post": "q1", "url": "https://example.org/two"})
        root = {"post": "root", "account": "z", "posted_at": START, "platform": "x"}
        root |= {"time_precision": "second", "kind": "original", "text": "What was asked."}
        posts.append(root)
    members = [{"campaign": "C1", "account": who, "bits": 9.0, "partners": 1} for who in "ab"]
    plain = world()
    return case_of(
        folder,
        {
            "posts": rows(plain["posts"].schema, posts),
            "events": rows(plain["events"].schema, events),
            "links": rows(LINKS, links),
            "memberships": rows(MEMBERSHIPS, members),
        },
    )


def test_members_alone_are_counted_with_sites_times_and_what_they_answer(tmp_path: Path) -> None:
    with said(tmp_path, answers=True) as store:
        found = narrative_details(store, ["C1"])["C1"][7]
    assert found.accounts == 2
    assert found.sites == (("example.org", 2),)
    assert found.answered is not None
    assert (found.answered.account, found.answered.words) == ("z", "What was asked.")
    assert found.answered.posts == 3
    assert (sum(found.steps), found.steps[0], found.steps[20], found.steps[-1]) == (3, 1, 1, 1)


def test_what_is_not_known_is_left_out(tmp_path: Path) -> None:
    with said(tmp_path, answers=False) as store:
        found = narrative_details(store, ["C1", "C9"])
    assert found["C9"] == {}
    assert (found["C1"][7].sites, found["C1"][7].answered) == ((), None)


def narrative(family: int) -> Narrative:
    return Narrative(family, f"p{family}", "words", 3, {"en": 3}, START, START, 1, ())


def test_a_model_groups_narratives_that_lead_to_each_other_and_chains_none() -> None:
    near = {1: (2, 9), 2: (1, 3), 3: (2,), 4: (9,)}
    leads = {
        family: tuple(NarrativeLead(n, "", "fr", 0.8, 1, 1, START, ()) for n in others)
        for family, others in near.items()
    }
    shown = shown_narratives([narrative(n) for n in (1, 2, 3, 4)], leads)
    groups = [[each.narrative.family for each in group] for group in perhaps_one(shown)]
    assert groups == [[1, 2]]


def test_a_sparkline_draws_a_bar_where_something_was_posted() -> None:
    assert sparkline([2, 0, 1, 0], width=8, height=10) == "M1 10v-10M5 10v-5"
    assert sparkline([0, 0]) == sparkline([]) == ""

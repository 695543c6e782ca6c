"""A group that writes nothing of its own still says something: what it passes on."""

from pathlib import Path

import pyarrow as pa
import pytest

from demasque.findings import passed_on, read_findings
from demasque.publish.brief_content import brief_content
from demasque.schema import CAMPAIGNS, EVENTS, MEMBERSHIPS, POSTS
from hand_made import START, case_of, minutes, rows

WORDS = "Закрыта граница между Францией и Бельгией, сообщают местные власти."


def reposts(own_words: bool) -> dict[str, pa.Table]:
    """Two members and somebody else repost one post; its words are theirs, or only its own."""
    posts, events = [], []
    for n, who in enumerate("abz"):
        repost = {"post": f"r{n}", "account": who, "posted_at": minutes(n + 1), "platform": "x"}
        repost |= {"time_precision": "second", "kind": "repost", "parent": "first"}
        posts.append(repost | {"text": WORDS if own_words else None})
        events.append({"kind": "repost", "account": who, "trace": 5, "post": f"r{n}"})
        events[-1]["at"] = minutes(n + 1)
    first = {"post": "first", "account": "y", "posted_at": START, "platform": "x"}
    posts.append(first | {"time_precision": "second", "kind": "original", "text": WORDS})
    members = [{"campaign": "C1", "account": who, "bits": 9.0, "partners": 1} for who in "ab"]
    return {
        "posts": rows(POSTS, posts),
        "events": rows(EVENTS, events),
        "memberships": rows(MEMBERSHIPS, members),
    }


@pytest.mark.parametrize("own_words", [True, False])
def test_members_alone_are_counted_and_the_words_are_the_original_ones(
    tmp_path: Path, own_words: bool
) -> None:
    with case_of(tmp_path, reposts(own_words)) as store:
        found = passed_on(store, ["C1", "C9"])
    (one,) = found["C1"]
    assert (one.words, one.language, one.members, one.posts) == (WORDS, "ru", 2, 2)
    assert (one.first_at, one.last_at) == (minutes(1), minutes(2))
    assert found["C9"] == ()


def test_the_first_page_quotes_it_and_says_that_somebody_else_wrote_it(tmp_path: Path) -> None:
    found = {"campaign": "C1", "accounts": 2, "posts": 2, "ties": 1, "bits": 9.0, "filler": 0.0}
    found |= {"posts_per_day": 2.0, "platforms": [], "languages": []}
    found |= {"first_at": minutes(1), "last_at": minutes(2)}
    tables = reposts(own_words=True) | {"campaigns": rows(CAMPAIGNS, [found])}
    with case_of(tmp_path, tables) as store:
        (message,) = brief_content(read_findings(store)).messages
    assert (message.words, message.posts, message.passed_on) == (WORDS, 2, True)

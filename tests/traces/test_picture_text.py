"""The same words in different pictures tie posts; the same picture does not do so twice."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from demasque.api import open_case
from demasque.case import CaseStore
from demasque.errors import Sentence
from demasque.schema import MEDIA_FILES, MEDIA_IN_POSTS, MEDIA_WORDS, POSTS, VENUE_LIST
from demasque.traces import extract, picture_words
from hand_made import START, case_of, minutes, rows

WORDS = "They sold the old harbour at night and nobody was asked"
NEARLY = "They sold the old harb0ur at night and nobody was asked!"


@pytest.fixture(autouse=True)
def no_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    """Words are there already: nothing needs to be read."""
    monkeypatch.setattr(picture_words, "load_reader", lambda: None)


def case_with(
    folder: Path,
    posted: Sequence[tuple[str, str] | tuple[str, str, str]],
    words: dict[str, str],
    how: str = "read",
) -> CaseStore:
    """A case in which accounts posted files, a minute apart, in which there are words."""
    posts, shown = [], []
    for n, (account, media, *text) in enumerate(posted):
        post = {"post": f"p{n}", "account": account, "posted_at": minutes(n), "platform": "x"}
        plain = {"time_precision": "second", "kind": "original", "text": "".join(text) or None}
        posts.append(post | plain)
        shown.append({"post": f"p{n}", "media": media})
    files = [{"media": m, "kind": "video", "bytes": 1, "kept": False} for m in words]
    read = [
        {"media": m, "how": how, "at": 0.0, "text": text, "reader": "r"}
        for m, text in words.items()
    ]
    return case_of(
        folder,
        {
            "posts": rows(POSTS, posts),
            "media_files": rows(MEDIA_FILES, [f | {"added_at": START} for f in files]),
            "media_in_posts": rows(MEDIA_IN_POSTS, shown),
            "media_words": rows(MEDIA_WORDS, read),
        },
    )


def found(store: CaseStore) -> list[tuple[str, str]]:
    """Posts that left the trace, with its value."""
    extract(store, ["picture_text"])
    query = "SELECT e.post, t.value FROM events e JOIN traces t USING (kind, trace) ORDER BY ALL"
    return [(row["post"], row["value"]) for row in store.sql(query).to_pylist()]


@pytest.mark.parametrize("how", ["read", "heard"])
def test_different_pictures_with_the_same_words_share_a_trace(tmp_path: Path, how: str) -> None:
    posted = [("a", "m1"), ("b", "m2"), ("c", "m3")]
    words = {"m1": WORDS, "m2": NEARLY, "m3": "Something else is written in this picture here"}
    with case_with(tmp_path, posted, words, how) as store:
        posts = found(store)
    assert [post for post, _ in posts] == ["p0", "p1"]
    assert len({value for _, value in posts}) == 1
    assert "sold the old harb" in posts[0][1]


def test_posts_of_one_picture_do_not_meet_in_its_words(tmp_path: Path) -> None:
    posted = [("a", "m1"), ("b", "m1"), ("c", "m1")]
    with case_with(tmp_path, posted, {"m1": WORDS}) as store:
        assert found(store) == []


def test_of_each_family_only_the_first_post_leaves_the_trace(tmp_path: Path) -> None:
    posted = [("a", "m1"), ("b", "m1"), ("c", "m2"), ("d", "m2")]
    with case_with(tmp_path, posted, {"m1": WORDS, "m2": WORDS}) as store:
        assert [post for post, _ in found(store)] == ["p0", "p2"]


def test_a_post_that_says_the_same_in_its_text_leaves_it_to_the_kind_text(tmp_path: Path) -> None:
    posted = [("a", "m1", f"Read this: {WORDS}"), ("b", "m1"), ("c", "m2")]
    with case_with(tmp_path, posted, {"m1": WORDS, "m2": WORDS}) as store:
        assert [post for post, _ in found(store)] == ["p1", "p2"]


def test_a_few_words_say_too_little(tmp_path: Path) -> None:
    with case_with(tmp_path, [("a", "m1"), ("b", "m2")], {"m1": "LIVE", "m2": "LIVE"}) as store:
        assert found(store) == []


def test_words_in_a_protected_picture_are_no_trace(tmp_path: Path) -> None:
    posted = [("a", "m1"), ("b", "m2"), ("c", "m3")]
    with case_with(tmp_path, posted, dict.fromkeys(("m1", "m2", "m3"), WORDS)) as store:
        person = {"account": "b", "kind": "private_person", "name": None}
        store.replace({"venue_list": rows(VENUE_LIST, [person])})
        assert [post for post, _ in found(store)] == ["p0", "p2"]


def test_a_handle_in_a_picture_is_no_word(tmp_path: Path) -> None:
    watermark = "by @a_abcdefghijklmnop"
    words = {"m1": watermark, "m2": watermark}
    with case_with(tmp_path, [("a", "m1"), ("b", "m2")], words) as store:
        assert found(store) == []


def test_the_user_is_told_that_nothing_was_read_and_why(tmp_path: Path) -> None:
    said: list[Sentence] = []
    with case_with(tmp_path, [("a", "m1")], {"m1": WORDS}) as store:
        extract(store, ["picture_text"], warn=said.append)
    assert ["demasque[ocr]" in each for each in said] == [True]


def test_a_case_without_media_is_not_told_of_them(tmp_path: Path) -> None:
    said: list[Sentence] = []
    with case_of(tmp_path) as store:
        extract(store, warn=said.append)
    assert said == []


def test_detect_shows_what_was_left_out(tmp_path: Path) -> None:
    case_with(tmp_path, [("a", "m1"), ("b", "m2")], {"m1": WORDS, "m2": WORDS}).close()
    with open_case(tmp_path / "case") as case:
        findings = case.detect()
    assert ["demasque[ocr]" in each for each in findings.detection.warnings] == [True]


BUTTONS = "Home\nExplore\nNotifications\nMessages\nReply Repost Like Share"
POSTS_SHOWN = (
    "the ferry is late", "our cat is home", "rain all weekend", "who wants tickets", "best soup yet"
)  # fmt: skip


def test_screenshots_of_one_app_do_not_meet_in_its_buttons(tmp_path: Path) -> None:
    words = {f"m{n}": f"{BUTTONS}\n{shown}\n{n} min" for n, shown in enumerate(POSTS_SHOWN)}
    posted = [(f"a{n}", media) for n, media in enumerate(words)]
    with case_with(tmp_path, posted, words) as store:
        assert found(store) == []


def test_a_message_in_screenshots_of_one_app_is_found_without_its_buttons(tmp_path: Path) -> None:
    words = {f"m{n}": f"{BUTTONS}\n{shown}" for n, shown in enumerate(POSTS_SHOWN)}
    words |= {f"w{n}": f"{BUTTONS}\n{WORDS}\n{n} min" for n in range(3)}
    posted = [(f"a{n}", media) for n, media in enumerate(words)]
    with case_with(tmp_path, posted, words) as store:
        posts = found(store)
    assert [post for post, _ in posts] == ["p5", "p6", "p7"]
    assert not any("explore" in value for _, value in posts)


def test_a_message_of_several_lines_is_no_frame(tmp_path: Path) -> None:
    message = WORDS.replace(" and ", "\nand ")
    words = {f"m{n}": f"{message}\n10:2{n}" for n in range(4)}
    posted = [(f"a{n}", media) for n, media in enumerate(words)]
    with case_with(tmp_path, posted, words) as store:
        assert len(found(store)) == 4

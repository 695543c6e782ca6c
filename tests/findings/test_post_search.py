"""A search finds every post with the words that were asked for, and no other, in any script."""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from demasque.case import CaseStore
from demasque.findings import (
    MOST_HITS,
    NoIndexError,
    PostSearch,
    SearchFilter,
    WordIndex,
    marked_words,
    post_order,
    post_standing,
    posted_names,
    posts_fingerprint,
    read_query,
    things_named,
)
from demasque.findings.searched.search_words import fold_texts
from demasque.schema import DECIDED, HASHTAGS, LINKS, POSTS
from hand_made import START, case_of, rows

TEXTS = (
    "The committee hides its minutes.",
    "Le Comité cache l’élection d’été.",
    "委员会隐瞒会议记录，请大家关注。",
    "臺灣的電腦會議記錄",
    "تخفي اللجنة مُحَمَّد أحمد إلى المدرسة",
    "שָׁלוֹם לכולם",
    "กำลังไปโรงเรียน",
    "今日は会議の議事録です",
    "Good news 🔥👍🏽 for all ❤️",
    '<script>alert("minutes")</script> & OR AND NOT NEAR(',
    "pаypal with a Cyrillic letter",
    "Ｆｕｌｌ width",
    "हिन्दी में बैठक",
    "committee committee of the minutes",
    None,
    "",
)


def _case(folder: Path) -> CaseStore:
    posts = [
        {"post": f"p_{n:03d}", "account": f"a_{n % 4}", "platform": ("x", "y")[n % 2]}
        | {"posted_at": START + timedelta(minutes=(7 * n) % 40), "time_precision": "second"}
        | {"kind": "original", "text": text, "lang": ("en", "fr", None)[n % 3]}
        | {"source_file": "f", "source_line": n + 1}
        for n, text in enumerate(TEXTS)
    ]
    links = [{"post": "p_001", "position": 0, "url": "https://www.Example.org/a?b"}]
    tags = [{"post": "p_002", "position": 0, "tag": "Minutes"}]
    return case_of(
        folder,
        {
            "posts": rows(POSTS, posts),
            "links": rows(LINKS, links),
            "hashtags": rows(HASHTAGS, tags),
        },
    )


@pytest.fixture(scope="module")
def searches(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, PostSearch]]:
    """One that has its index, and one that has none yet."""
    folder = tmp_path_factory.mktemp("search")
    with _case(folder) as store:
        order = post_order(store)
        standing = post_standing(store, order)
        index = WordIndex.make(store, folder / "words.sqlite")
        yield {
            "index": PostSearch(store, order, standing, index),
            "scan": PostSearch(store, order, standing, None),
        }


def found(search: PostSearch, written: str, chosen: SearchFilter | None = None) -> list[int]:
    """The numbers of the texts found."""
    query = read_query(written)
    places = search.find(query, chosen or SearchFilter())
    table = search.whole(places).read_all()
    return sorted(int(post[2:]) for post in table["post"].to_pylist())


@pytest.mark.parametrize(
    ("written", "texts"),
    [
        ("committee", [0, 13]),
        ("COMMITTEE hides", [0]),
        ("comite", [1]),
        ("comité", [1]),
        ("election", [1]),
        ("l'élection", [1]),
        ("l’election", [1]),
        ("会议记录", [2, 3]),
        ("會議記錄", [2, 3]),
        ("会议 请大家", [2]),
        ("会", [2, 3, 7]),
        ("注", [2]),
        ("记会", []),
        ("台湾", [3]),
        ("محمد", [4]),
        ("احمد", [4]),
        ("الي المدرسه", [4]),
        ("שלום", [5]),
        ("โรงเรียน", [6]),
        ("議事録", [7]),
        ("🔥", [8]),
        ("❤", [8]),
        ("news 👍", [8]),
        ("paypal", [10]),
        ("full", [11]),
        ("हिन्दी", [12]),
        ("minutes", [0, 9, 13]),
        ("minutes -script", [0, 13]),
        ("minutes -committee", [9]),
        ('"committee hides"', [0]),
        ('"hides committee"', []),
        ('minutes -"committee of"', [0, 9]),
        ("“committee of the", [13]),
        ("commit", []),
        ("nowhere", []),
    ],
)
def test_words_are_found_in_any_script(
    searches: dict[str, PostSearch], written: str, texts: list[int]
) -> None:
    assert found(searches["index"], written) == texts


@pytest.mark.parametrize(
    "written",
    ["", " ", '"', '""', "-", "--", "-minutes", "*", "^", "'", "(", "\x00", "\ud800", "_", "!?"],
)
def test_what_has_no_word_in_it_finds_nothing(
    searches: dict[str, PostSearch], written: str
) -> None:
    for search in searches.values():
        assert found(search, written) == []


def test_signs_of_a_query_language_are_words_and_nothing_more(
    searches: dict[str, PostSearch],
) -> None:
    assert found(searches["index"], "OR AND NOT NEAR(") == [9]
    assert found(searches["index"], 'said:minutes {said} "a" NEAR/2 "b"') == []
    assert found(searches["index"], '") OR rowid > 0 --') == []


@given(st.text(max_size=400))
@settings(max_examples=60, deadline=None)
def test_no_query_raises(searches: dict[str, PostSearch], written: str) -> None:
    for search in searches.values():
        found(search, written)


WORDS = st.sampled_from(
    [
        "committee",
        "hides",
        "its",
        "minutes",
        "the",
        "comité",
        "l’été",
        "news",
        "of",
        "🔥",
        "会",
        "会议",
        "记录",
        "委员会",
        "議事録",
        "محمد",
        "שלום",
    ]
)


@given(st.lists(WORDS, min_size=1, max_size=4), st.lists(WORDS, max_size=2))
@settings(max_examples=60, deadline=None)
def test_the_index_finds_what_reading_every_text_finds(
    searches: dict[str, PostSearch], wanted: list[str], unwanted: list[str]
) -> None:
    written = " ".join([*wanted, *(f"-{each}" for each in unwanted)])
    assert found(searches["index"], written) == [
        n
        for n, text in enumerate(fold_texts(TEXTS))
        if all(_stands(word, text) for word in fold_texts(wanted))
        and not any(_stands(word, text) for word in fold_texts(unwanted))
    ]


def _stands(word: str, text: str) -> bool:
    """Between other letters only where the script is written without blanks."""
    if re.match("[\u3040-\u9fff]|[^\\w]", word):
        return word in text
    inside = re.escape(word).replace("’", r"\W")
    return re.search(rf"(?<![^\W_]){inside}(?![^\W_])", text) is not None


def test_a_scan_finds_what_stands_in_the_texts_while_there_is_no_index(
    searches: dict[str, PostSearch],
) -> None:
    assert found(searches["scan"], "committee") == [0, 13]
    assert found(searches["scan"], "comité") == [1]
    assert found(searches["scan"], "会议记录 -臺") == [2]


def test_filters_leave_what_was_asked_for(searches: dict[str, PostSearch]) -> None:
    for search in searches.values():
        assert found(search, "minutes", SearchFilter(language="en")) == [0, 9]
        assert found(search, "minutes", SearchFilter(platform="y")) == [9, 13]
        assert found(search, "minutes", SearchFilter(group="C1")) == []
        assert found(search, "minutes", SearchFilter(language="tlh")) == []
        later = SearchFilter(since=START + timedelta(minutes=1))
        assert found(search, "minutes", later) == [9, 13]
        assert found(search, "minutes", SearchFilter(until=START + timedelta(minutes=1))) == [0]
        assert found(search, "", SearchFilter(site="example.org")) == [1]
        assert found(search, "", SearchFilter(tag="MINUTES")) == [2]
        assert found(search, "committee", SearchFilter(tag="minutes")) == []


def test_posts_come_in_time(searches: dict[str, PostSearch]) -> None:
    search = searches["index"]
    places = search.find(read_query("minutes"), SearchFilter())
    shown = search.page(places, read_query("minutes"), 1, 100)
    times = [hit.post.at for hit in shown.hits]
    assert times == sorted(times)
    assert (shown.posts, shown.singles, shown.messages, shown.cut) == (3, 3, 0, False)
    assert [hit.post for hit in search.page(places, read_query("minutes"), 2, 2).hits] == [
        shown.hits[2].post
    ]


def test_hits_are_marked_where_they_stand() -> None:
    def marked(text: str, written: str, longest: int = 500) -> str:
        ((*pieces,),) = marked_words([text], read_query(written), longest)
        return "".join(f"[{each.text}]" if each.found else each.text for each in pieces)

    assert marked("Le Comité cache l’Élection.", "l'election COMITE") == (
        "Le [Comité] cache [l’Élection]."
    )
    assert marked("臺灣的電腦會議記錄", "会议记录") == "臺灣的電腦[會議記錄]"
    assert marked("مُحَمَّد هنا", "محمد") == "[مُحَمَّد] هنا"
    assert marked("हिन्दी में", "हिन्दी") == "[हिन्दी] में"
    assert marked("<b>a</b> a", "a") == "<b>[a]</b> [a]"
    assert marked("committees", "committee") == "committees"
    assert marked("", "a") == ""
    long = "x " * 400 + "found " + "y " * 400
    shown = marked(long, "found", 60)
    assert "[found]" in shown
    assert shown.startswith("…")
    assert shown.endswith("…")
    assert len(shown) <= 64


@given(st.text(max_size=80), st.text(max_size=20), st.integers(1, 90))
@settings(max_examples=60, deadline=None)
def test_marking_adds_and_loses_nothing(text: str, written: str, longest: int) -> None:
    (pieces,) = marked_words([text], read_query(written), longest)
    shown = "".join(each.text for each in pieces)
    assert shown.removeprefix("…").removesuffix("…") in text or shown == text


def test_a_long_query_is_cut_and_says_so() -> None:
    assert read_query("word " * 5_000).cut
    assert len(read_query("word " * 5_000).wanted) <= 16
    assert not read_query("word").cut


def test_other_posts_have_another_fingerprint(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    one, other = _case(tmp_path / "a"), _case(tmp_path / "b")
    assert posts_fingerprint(one) == posts_fingerprint(other)
    other.replace({"posts": other.sql("SELECT * FROM posts").slice(1)})
    assert posts_fingerprint(one) != posts_fingerprint(other)


def test_things_are_found_by_name(tmp_path: Path) -> None:
    store = _case(tmp_path)
    names = posted_names(store)
    assert [each.name for each in things_named(store, names, "example").sites] == ["example.org"]
    assert [each.name for each in things_named(store, names, "#MINUTES").tags] == ["minutes"]
    assert things_named(store, names, "%") == things_named(store, names, "")


def test_posts_of_excluded_accounts_are_found_and_counted_nowhere(tmp_path: Path) -> None:
    store = _case(tmp_path)
    decided = [{"account": "a_1", "decision": "exclude", "people": 1}]
    store.replace({"decided": rows(DECIDED, decided)})
    order = post_order(store)
    search = PostSearch(store, order, post_standing(store, order), None)
    query = read_query("committee")
    one = search.page(search.find(query, SearchFilter()), query, 1, 100)
    assert (one.posts, one.singles, one.excluded, one.rows) == (1, 1, 1, 2)
    assert sorted((hit.post.account, hit.post.excluded) for hit in one.hits) == [
        ("a_0", False),
        ("a_1", True),
    ]
    names = posted_names(store)
    assert [each.posts for each in things_named(store, names, "example").sites] == [0]
    assert [each.posts for each in things_named(store, names, "minutes").tags] == [1]


def test_without_fts5_there_is_no_index(
    searches: dict[str, PostSearch], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "demasque.findings.searched.word_index._TABLE",
        "CREATE VIRTUAL TABLE words USING no_such_module(said)",
    )
    with pytest.raises(NoIndexError):
        WordIndex.make(_case(tmp_path), tmp_path / "words.sqlite")


def test_a_build_that_is_stopped_ends(tmp_path: Path) -> None:
    with pytest.raises(InterruptedError):
        WordIndex.make(_case(tmp_path), tmp_path / "words.sqlite", lambda: True)


def test_the_file_of_the_index_holds_no_text(tmp_path: Path) -> None:
    WordIndex.make(_case(tmp_path), tmp_path / "words.sqlite")
    assert b"hides its minutes" not in (tmp_path / "words.sqlite").read_bytes()


def test_no_more_is_counted_than_is_said(searches: dict[str, PostSearch]) -> None:
    assert MOST_HITS >= 10_000
    empty = searches["index"].page(np.zeros(0, np.int64), read_query("a"), 1, 100)
    assert (empty.posts, empty.rows, empty.hits) == (0, 0, ())
    assert isinstance(searches["index"].whole(np.zeros(0, np.int64)), pa.RecordBatchReader)

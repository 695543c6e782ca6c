"""Canonical addresses."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from demasque.errors import UsageError
from demasque.text import canonical_url, read_expansions


@pytest.mark.parametrize(
    "group",
    [
        [
            "https://www.youtube.com/watch?v=abc123DEF_-&feature=share&t=3",
            "http://youtu.be/abc123DEF_-?si=xyz",
            "https://m.youtube.com/watch?feature=x&v=abc123DEF_-#here",
            "https://youtube.com/shorts/abc123DEF_-",
            "https://www.youtube.com/embed/abc123DEF_-?autoplay=1",
        ],
        [
            "https://twitter.com/someone/status/12?s=20&t=abc",
            "https://x.com/someone/status/12",
            "https://mobile.twitter.com/someone/status/12",
        ],
        [
            "https://www.news.example.org/a/b",
            "http://news.example.org:80/a/b/",
            "https://m.news.example.org:443/a/b?utm_source=x&fbclid=1#top",
            "https://amp.news.example.org/a/b/amp",
            "NEWS.example.org/a//b",
        ],
        ["https://example.org/?b=2&a=1", "https://example.org?a=1&b=2&gclid=9"],
        ["https://example.org/%7Euser", "https://example.org/~user"],
    ],
)
def test_addresses_of_one_page_are_one(group: list[str]) -> None:
    assert len({canonical_url(url) for url in group}) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://youtube.com/watch?v=aaaaaa", "https://youtube.com/watch?v=bbbbbb"),
        ("https://example.org/a?id=1", "https://example.org/a?id=2"),
        ("https://example.org/a?g=1", "https://example.org/a"),
        ("https://example.org:8080/", "https://example.org/"),
        ("https://example.org/A", "https://example.org/a"),
    ],
)
def test_addresses_of_two_pages_stay_two(one: str, other: str) -> None:
    assert canonical_url(one) != canonical_url(other)


@pytest.mark.parametrize(
    "nothing",
    [
        None,
        "",
        "hello",
        "mailto:a@b.example",
        "javascript:alert(1)",
        "http://[::1",
        "ftp://a.example",
    ],
)
def test_what_is_no_web_address_is_none(nothing: str | None) -> None:
    assert canonical_url(nothing) is None


@settings(deadline=None)
@given(st.text(max_size=60))
def test_any_string_gets_an_answer_that_is_its_own_canonical_form(url: str) -> None:
    canonical = canonical_url(url)
    if canonical is not None:
        assert canonical_url(canonical) == canonical


def test_short_addresses_are_expanded_from_a_file(tmp_path: Path) -> None:
    table = tmp_path / "short.csv"
    row = "https://sho.rt/a1,https://www.example.org/page?utm_medium=x"
    table.write_text(f"short,full\n{row}\nno address,https://b.example/\n")
    expand = read_expansions(table)
    assert canonical_url("http://sho.rt/a1", expand) == "example.org/page"
    assert canonical_url("http://sho.rt/other", expand) == "sho.rt/other"


def test_a_missing_file_of_expansions_is_said(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"none\.csv"):
        read_expansions(tmp_path / "none.csv")


def test_a_file_without_a_pair_of_addresses_is_said(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text("<p>hello, world</p>\n")
    with pytest.raises(UsageError, match="no pair of addresses"):
        read_expansions(tmp_path / "page.html")

"""Which posts are wanted, and that no file of wishes names a person."""

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from demasque.collect.matching import Match
from demasque.errors import UsageError
from demasque.text import match_key

PLAIN = """\
// what the ministry watches
# a remark
#Water2026
Water Crisis
L'École
水危机
site: example.org
https://www.news.example/
lang: en
language: zh
"""
TOML = """\
words = ["Water Crisis", "L'École", "水危机"]
hashtags = ["Water2026"]
sites = ["example.org", "https://www.news.example/"]
languages = ["en", "zh"]
"""


def wanted(tmp_path: Path, text: str, name: str = "match.txt") -> Match:
    (tmp_path / name).write_text(text, "utf-8")
    return Match.from_file(tmp_path / name)


def test_both_forms_of_the_file_say_the_same(tmp_path: Path) -> None:
    assert wanted(tmp_path, PLAIN) == wanted(tmp_path, TOML, "match.toml")


def test_words_tags_and_sites_are_found_however_they_are_dressed(tmp_path: Path) -> None:
    match = wanted(tmp_path, PLAIN)
    for text, tags, links in (
        ("The WATER\u200b crisis!", [], []),
        ("ｗａｔｅｒ  ｃｒｉｓｉｓ", [], []),
        ("à l’école", [], []),
        ("关于水危机的报道", [], []),
        ("read #water2026 now", [], []),
        ("read", ["WATER2026"], []),
        ("read", [], ["http://sub.example.org/page?x=1"]),
        ("see https://m.news.example/a.", [], []),
    ):
        assert match.takes(text, tags, links, ["en-US"]), text
    for text, tags, links in (
        ("backwater crisis", [], []),
        ("water crises", [], []),
        ("waters", ["water"], ["https://example.org.evil.test/"]),
        ("https://other.test/?to=example.org", [], ["not an address", "https://[bad"]),
    ):
        assert not match.takes(text, tags, links, ["en"]), text


def test_languages_narrow_and_where_none_is_said_the_words_decide(tmp_path: Path) -> None:
    match = wanted(tmp_path, "água\nlang: pt\n")
    assert match.takes("água", [], [], ["pt-BR"])
    assert not match.takes("água", [], [], ["es"])
    said = "A água da cidade acabou e ninguém da prefeitura quer explicar o que aconteceu"
    assert match.takes(said, [], [], [])
    alone = wanted(tmp_path, "lang: pt")
    assert alone.takes("qualquer coisa", [], [], ["pt"])
    assert not alone.takes("anything at all", [], [], ["en"])


@settings(max_examples=80, deadline=None)
@given(
    some.lists(some.text("abÀ水Я .-'#", min_size=1, max_size=6), min_size=1, max_size=3),
    some.text("abÀ水Я .-'#@", max_size=24),
)
def test_words_are_found_as_by_looking_at_every_place(words: list[str], text: str) -> None:
    keys = sorted({key for word in words if (key := match_key(word))})
    key = match_key(text)
    found = False
    for word in keys:
        for place in range(len(key)):
            ends = place + len(word)
            if key[place:ends] != word:
                continue
            before, after = key[place - 1 : place], key[ends : ends + 1]
            parted = [
                bool(re.fullmatch(r"[^\W_]", beside)) and "水" not in (beside, edge)
                for beside, edge in ((before, word[0]), (after, word[-1]))
            ]
            found = found or not any(parted)
    assert not keys or Match(words=tuple(keys)).takes(text, [], [], []) == found


@pytest.mark.parametrize(
    "line",
    [
        "@somebody",
        "somebody@example.social",
        "did:plc:abcdefgh",
        "https://bsky.app/profile/somebody",
        "https://www.youtube.com/@somebody",
        "https://www.youtube.com/channel/UC123",
        "https://x.com/somebody",
        "https://somebody.medium.com/",
        "site: somebody.bsky.social",
        "at://did:plc:a/app.bsky.feed.post/1",
    ],
)
def test_a_file_that_names_an_account_is_refused(tmp_path: Path, line: str) -> None:
    for text, name in ((f"water\n{line}\n", "m.txt"), (f"words=['{line}']", "m.toml")):
        if name == "m.txt" or "site:" not in line:
            with pytest.raises(UsageError, match="names an account"):
                wanted(tmp_path, text, name)


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("m.txt", "// nothing\n", "names no word"),
        ("m.txt", "!!!\n", "leaves no word"),
        ("m.txt", "site: nothing\n", "is no site"),
        ("m.txt", "site: bit.ly\n", "shortens addresses"),
        ("m.txt", "https://example.org/page\n", "is a page"),
        ("m.txt", "lang: english\n", "no code of a language"),
        ("m.toml", "words = 3\n", "is a list of texts"),
        ("m.toml", "accounts = ['x']\n", "there is no accounts"),
        ("m.toml", "words = [", "is no TOML"),
        ("missing/m.txt", None, "cannot be read"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_in_a_sentence(
    tmp_path: Path, name: str, text: str | None, said: str
) -> None:
    if text is not None:
        (tmp_path / name).write_text(text)
    with pytest.raises(UsageError, match=said):
        Match.from_file(tmp_path / name)

"""Pseudonyms: the same id always gets the same one, nobody without the key gets any."""

import base64
from hashlib import blake2b

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from demasque.privacy import MENTION, MENTION_PSEUDONYM, Pseudonymiser, mentioned

KEY = bytes(range(32))
letters = st.characters(codec="utf-8")
# Blocks of the hash are 128 bytes: short ids, and some around that length.
words = st.text(letters, max_size=40) | st.text(letters, min_size=90, max_size=300)
ids = st.lists(st.none() | words, max_size=20)


def slow(kind: str, platform: str, raw: str) -> str:
    digest = blake2b(f"{kind}\0{platform}\0{raw}".encode(), key=KEY, digest_size=10).digest()
    return kind[0] + "_" + base64.b32encode(digest).decode().lower()


@settings(max_examples=60, deadline=None)
@given(ids, st.sampled_from(["account", "post"]))
def test_a_column_is_as_one_by_one(raw: list[str | None], kind: str) -> None:
    column = pa.array(["before", None, *raw], pa.string()).slice(2)
    made = Pseudonymiser(KEY).many(kind, "youtube", column).to_pylist()
    assert made == [None if word is None else slow(kind, "youtube", word) for word in raw]


def test_kind_platform_and_key_set_ids_apart() -> None:
    names = Pseudonymiser(KEY)
    made = {
        names.one("account", "x", "7"),
        names.one("post", "x", "7").replace("p_", "a_"),
        names.one("account", "reddit", "7"),
        Pseudonymiser(b"k" * 32).one("account", "x", "7"),
    }
    assert len(made) == 4


def test_case_of_names_counts_only_where_the_platform_says_so() -> None:
    names = Pseudonymiser(KEY)
    assert names.one("account", "reddit", "Alice") == names.one("account", "reddit", "alice")
    assert names.one("account", "youtube", "UCab") != names.one("account", "youtube", "UCAB")
    assert names.one("post", "reddit", "T3") != names.one("post", "reddit", "t3")


@pytest.mark.parametrize(
    ("text", "handles"),
    [
        ("hi @Bob, see you", ["Bob"]),
        ("@a.b.", ["a.b"]),
        ("mail me@example.org", []),
        ("@bob@mastodon.social hello", ["bob@mastodon.social"]),
        ("@abc你好", ["abc"]),
        ("＠李明 你好", ["李明"]),
        ("@@x @ alone", []),
        ("(@x_1)", ["x_1"]),
    ],
)
def test_what_is_a_mention(text: str, handles: list[str]) -> None:
    assert [found[1] for found in MENTION.finditer(text)] == handles


def test_mentions_in_text_are_the_accounts_pseudonyms() -> None:
    names = Pseudonymiser(KEY)
    texts = pa.array(["nobody", None, "hi @Bob and @alice", "@bob!"])
    made = names.mentions("x", texts).to_pylist()
    bob, alice = names.one("account", "x", "bob"), names.one("account", "x", "alice")
    assert made == ["nobody", None, f"hi @{bob} and @{alice}", f"@{bob}!"]
    assert MENTION_PSEUDONYM.findall(made[2]) == [f"@{bob}", f"@{alice}"]


pieces = st.sampled_from(
    [
        "@",
        "＠",
        "bob",
        "a_b",
        ".",
        "-",
        "é",
        "你",
        " ",
        "host",
        "org",
        "/",
        "\n",
        "_",
        "@x.y-z",
        "7",
    ]
)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.none() | st.lists(pieces, max_size=9).map("".join), max_size=8))
def test_mentions_of_a_column_are_those_of_the_expression(texts: list[str | None]) -> None:
    column = pa.array([None, *texts, "@end"], pa.string()).slice(1)
    rows, handles = mentioned(column)
    found = [(n, m[1]) for n, t in enumerate(column.to_pylist()) if t for m in MENTION.finditer(t)]
    assert list(zip(rows.tolist(), handles.to_pylist(), strict=True)) == found
    names = Pseudonymiser(KEY)
    expected = [
        t and MENTION.sub(lambda m: "@" + names.one("account", "x", m[1]), t)
        for t in column.to_pylist()
    ]
    assert names.mentions("x", column).to_pylist() == expected

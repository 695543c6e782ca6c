"""Addresses that name an account lose the name, and stay addresses otherwise."""

import duckdb
import pyarrow as pa
import pytest

from demasque.privacy import Pseudonymiser, forgotten_words
from demasque.privacy.profile_addresses import profiles_in
from demasque.text import canonical_url


@pytest.mark.parametrize(
    ("address", "platform", "name"),
    [
        ("https://twitter.com/Alice/status/12", "x", "Alice"),
        ("https://mobile.twitter.com/Alice", "x", "Alice"),
        ("https://x.com/alice?s=20", "x", "alice"),
        ("https://www.facebook.com/alice.b/posts/12", "facebook", "alice.b"),
        ("https://facebook.com/profile.php?id=1000123", "facebook", "1000123"),
        ("https://www.instagram.com/alice_b/", "instagram", "alice_b"),
        ("https://www.tiktok.com/@alice.b/video/12", "tiktok", "alice.b"),
        ("https://t.me/alice/12", "telegram", "alice"),
        ("https://www.reddit.com/user/Alice/", "reddit", "Alice"),
        ("https://www.youtube.com/channel/UCabc_-1", "youtube", "UCabc_-1"),
        ("https://medium.com/@alice/title-1", "medium", "alice"),
        ("https://bsky.app/profile/alice.bsky.social/post/3k", "bluesky", "alice.bsky.social"),
        ("https://www.linkedin.com/in/alice-b/", "linkedin", "alice-b"),
        ("https://mastodon.example/@alice/12", "mastodon", "alice@mastodon.example"),
        ("https://mastodon.example/users/alice/statuses/12", "mastodon", "alice@mastodon.example"),
        ("https://vk.com/alice_b", "vk", "alice_b"),
        ("https://m.vk.com/wallace?w=1", "vk", "wallace"),
        ("https://vk.ru/id1234567", "vk", "1234567"),
        ("https://alice-b.medium.com/title-1", "medium", "alice-b"),
        ("https://mastodon.example/users/alice", "mastodon", "alice@mastodon.example"),
        ("http://Social.example/users/alice/statuses/12", "mastodon", "alice@social.example"),
        ("https://m\u00e4nner.example/users/alice", "mastodon", "alice@m\u00e4nner.example"),
        ("https://vk.com/alice.b_1", "vk", "alice.b_1"),
        ("https://vk.com/alice?w=wall123_456", "vk", "alice"),
        ("https://m.vk.com/alice", "vk", "alice"),
        ("https://www.vk.ru/alice", "vk", "alice"),
        ("vk.com/alice.", "vk", "alice"),
        ("https://vk.com/@alice-a-title", "vk", "alice"),
        ("\u0441\u043cvk.com/wallace", "vk", "wallace"),
        ("https://vk.com/apple", "vk", "apple"),
        ("https://vk.com/id123", "vk", "123"),
        ("https://vk.com/club123", "vk", "-123"),
        ("https://vk.com/public123", "vk", "-123"),
        ("https://vk.com/event123", "vk", "-123"),
        ("https://alice.medium.com/a-title-12ab", "medium", "alice"),
        ("https://www.alice.medium.com/", "medium", "alice"),
        ("alice-b.medium.com", "medium", "alice-b"),
        ("ALICE.Medium.COM", "medium", "ALICE"),
        ("\u8bf7\u770balice.medium.com\u3002", "medium", "alice"),
        ("https://e.org/?to=https%3A%2F%2Falice.medium.com", "medium", "alice"),
        ("https://bsky.app/profile/alice.medium.com", "bluesky", "alice.medium.com"),
        ("https://facebook.com/www.alice.medium.com", "facebook", "www.alice.medium.com"),
    ],
)
def test_accounts_in_addresses(address: str, platform: str, name: str) -> None:
    found = profiles_in(f"see {address} now")
    assert [(named.platform, named.name) for named in found] == [(platform, name)]
    names = Pseudonymiser(b"k" * 32)
    made = names.profiles(pa.array([address]))[0].as_py()
    assert name.split("@")[0].removeprefix("-") not in made
    assert names.one("account", platform, name) in made


@pytest.mark.parametrize(
    "address",
    [
        "https://x.com/i/status/12", "https://twitter.com/hashtag/vote", "https://netflix.com/title/1",
        "https://www.instagram.com/p/Abc/", "https://www.youtube.com/watch?v=abc",
        "https://facebook.com/groups/123/", "https://www.reddit.com/r/news/comments/1a/t/",
        "https://example.org/x.comments/1", "https://start.me/alice",
        "https://vk.com/wall-123_456", "https://vk.com/video12_3", "https://vk.com/away.php?to=a",
        "https://vk.com/feed", "https://notvk.com/alice", "https://help.medium.com/hc",
        "https://cdn-images-1.medium.com/max/1.png", "https://medium.com/topic/politics",
        "https://forum.example/users/sign_in", "https://forum.example/users/list.php",
        "https://alice.medium.com.example.org/x",
        "https://vk.com/wall-12_34", "https://vk.com/wall12_34", "https://vk.com/video-1_2",
        "https://vk.com/photo1_2", "https://vk.com/clip-1_2", "https://vk.com/topic-1_2",
        "https://vk.com/app123", "https://vk.com/doc1_2",
        "https://vk.com/video_ext.php?oid=1", "https://vk.com/share.php?url=e.org",
        "https://vk.com/js/loader.js", "https://dev.vk.com/alice", "https://vk.company/alice",
        "https://vk.com/", "https://vk.com",
        "https://medium.com/", "https://www.medium.com/",
        "https://cdn-images-1.medium.com/max/1", "https://miro.medium.com/v2/1.png",
        "https://policy.medium.com", "https://alice.medium.com.evil.example/",
        "https://alice.medium.company/", "https://a.b.medium.com/", "bob@alice.medium.com",
        "https://social.example/users/sign_in", "https://social.example/users/login?to=1",
        "https://social.example/users/list.html", "https://social.example/users/all.php",
        "https://social.example/users/12.json", "https://social.example/users/",
        "https://social.example/our/users/alice",
    ],
)  # fmt: skip
def test_addresses_that_name_no_account_stay(address: str) -> None:
    assert profiles_in(address) == []
    assert Pseudonymiser(b"k" * 32).profiles(pa.array([address])).to_pylist() == [address]


def test_the_name_in_an_address_and_in_a_mention_are_one_account() -> None:
    names = Pseudonymiser(b"k" * 32)
    text = pa.array(["https://twitter.com/alice @Alice https://medium.com/@bob"])
    made = names.mentions("x", names.profiles(text))[0].as_py()
    alice, bob = names.one("account", "x", "alice"), names.one("account", "medium", "bob")
    assert made == f"https://twitter.com/{alice} @{alice} https://medium.com/@{bob}"


def test_names_in_hosts_beside_others_are_masked_too() -> None:
    names = Pseudonymiser(b"k" * 32)
    made = names.profiles(pa.array(["https://alice.medium.com/users/bob x.com/carol"]))[0].as_py()
    carol = names.one("account", "x", "carol")
    assert "alice" not in made
    assert "bob" not in made
    assert made.endswith(f" x.com/{carol}")


def test_vk_names_that_differ_by_case_only_are_one_account() -> None:
    names = Pseudonymiser(b"k" * 32)
    one, other = names.profiles(pa.array(["https://vk.com/Alice", "https://vk.com/alice"]))
    assert one == other


@pytest.mark.parametrize(
    ("address", "platform", "name", "left"),
    [
        ("https://vk.com/id123", "vk", "123", "https://vk.com/[forgotten]"),
        ("https://vk.com/club123", "vk", "-123", "https://vk.com/[forgotten]"),
        ("https://e.org/users/bob", "mastodon", "bob@e.org", "https://e.org/users/[forgotten]"),
        ("https://bob.medium.com/t-1", "medium", "bob", "https://_forgotten_.medium.com/t-1"),
        ("https://medium.com/@bob/t-1", "medium", "bob", "https://medium.com/@[forgotten]/t-1"),
    ],
)
def test_a_forgotten_account_leaves_an_address_that_can_be_read(
    address: str, platform: str, name: str, left: str
) -> None:
    names = Pseudonymiser(b"k" * 32)
    account = names.one("account", platform, name)
    made = names.without("x", pa.array([address]), frozenset({account}))
    assert made.to_pylist() == [left]
    # What was forgotten is nobody's name afterwards.
    assert names.profiles(made).to_pylist() == [left]
    assert canonical_url(left) is not None
    stored = names.profiles(pa.array([address]))[0].as_py()
    words = forgotten_words(f"'{stored}'", account)
    with duckdb.connect() as connection:
        assert connection.execute(f"SELECT {words}").fetchall() == [(left,)]
    assert canonical_url(stored) is not None


def test_others_stay_when_an_account_is_forgotten() -> None:
    names = Pseudonymiser(b"k" * 32)
    text = "alice.medium.com bob.medium.com"
    bob = frozenset({names.one("account", "medium", "bob")})
    made = names.without("x", pa.array([text]), bob)
    assert made.to_pylist() == ["alice.medium.com _forgotten_.medium.com"]


def test_a_forgotten_account_is_not_named_by_its_own_host() -> None:
    names = Pseudonymiser(b"k" * 32)
    alice = names.one("account", "medium", "alice")
    text = pa.array(["read https://alice.medium.com/why and https://bob.medium.com/how"])
    made = names.without("medium", text, frozenset({alice}))[0].as_py()
    assert "alice" not in made
    assert "bob.medium.com/how" in made

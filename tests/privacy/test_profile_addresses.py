"""Addresses that name an account lose the name, and stay addresses otherwise."""

import pyarrow as pa
import pytest

from demasque.privacy import Pseudonymiser
from demasque.privacy.profile_addresses import profiles_in


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
        ("https://vk.com/club1234", "vk", "club1234"),
        ("https://alice-b.medium.com/title-1", "medium", "alice-b"),
        ("alice-b.medium.com", "medium", "alice-b"),
    ],
)
def test_accounts_in_addresses(address: str, platform: str, name: str) -> None:
    found = profiles_in(f"see {address} now")
    assert [(named.platform, named.name) for named in found] == [(platform, name)]
    names = Pseudonymiser(b"k" * 32)
    made = names.profiles(pa.array([address]))[0].as_py()
    assert name.split("@")[0] not in made
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


def test_a_forgotten_account_is_not_named_by_its_own_host() -> None:
    names = Pseudonymiser(b"k" * 32)
    alice = names.one("account", "medium", "alice")
    text = pa.array(["read https://alice.medium.com/why and https://bob.medium.com/how"])
    made = names.without("medium", text, frozenset({alice}))[0].as_py()
    assert "alice" not in made
    assert "bob.medium.com/how" in made

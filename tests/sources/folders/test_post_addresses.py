"""An address of a post's page names the post by every id that exports give it."""

import pytest

from demasque.sources.mapping.post_addresses import instagram_number, post_of_address


@pytest.mark.parametrize(
    ("address", "platform", "ids"),
    [
        ("https://twitter.com/who/status/123?s=20", "x", ("123",)),
        ("https://mobile.x.com/i/web/status/123", "x", ("123",)),
        ("https://www.tiktok.com/@w.ho/video/7301?x=1", "tiktok", ("7301",)),
        ("https://www.instagram.com/reel/B/", "instagram", ("B", "1")),
        ("https://www.instagram.com/who/p/B/", "instagram", ("B", "1")),
        ("https://www.threads.net/@who/post/BA", "threads", ("BA", "64")),
        ("https://www.youtube.com/watch?v=abcdefghijk&t=3", "youtube", ("abcdefghijk",)),
        ("https://youtu.be/abcdefghijk", "youtube", ("abcdefghijk",)),
        ("https://www.youtube.com/shorts/abcdefghijk", "youtube", ("abcdefghijk",)),
        ("https://www.facebook.com/page/posts/pfbid0abc", "facebook", ("pfbid0abc",)),
        ("https://m.facebook.com/story.php?story_fbid=12&id=3", "facebook", ("12",)),
        ("https://old.reddit.com/r/a/comments/abc/title/", "reddit", ("t3_abc", "abc")),
        ("https://www.reddit.com/r/a/comments/abc/title/def/", "reddit", ("t1_def", "def")),
        (
            "https://bsky.app/profile/did:plc:a/post/3k",
            "bluesky",
            ("at://did:plc:a/app.bsky.feed.post/3k",),
        ),
        ("https://t.me/s/press/613", "telegram", ("press/613", "press-613")),
        ("https://t.me/c/123/613", "telegram", ("123/613", "123-613")),
        ("https://vk.com/wall-1_2", "vk", ("-1_2", "wall-1_2")),
        ("https://social.example/@who/1", "mastodon", ("https://social.example/@who/1",)),
    ],
)
def test_addresses_of_posts(address: str, platform: str, ids: tuple[str, ...]) -> None:
    found = post_of_address(address)
    assert found is not None
    assert (found.platform, found.ids) == (platform, ids)


@pytest.mark.parametrize(
    "words",
    ["123", "https://example.org/a", "https://x.com/who", "https://[bad", "x.com/a/status/1", ""],
)
def test_other_words_name_no_post(words: str) -> None:
    assert post_of_address(words) is None


def test_instagrams_codes_are_numbers_in_base_64() -> None:
    assert instagram_number("BA_") == str(1 * 64**2 + 0 * 64 + 63)
    assert instagram_number("not a code!") is None

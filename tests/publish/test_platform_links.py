"""Addresses built from original ids: what this program reads from them is the id again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from demasque.privacy import profiles_in
from demasque.publish.referral.platform_links import account_link, post_link
from demasque.sources.mapping.post_addresses import post_of_address

NUMBERS = st.integers(10**6, 10**19).map(str)
CODES = st.from_regex(r"[A-Za-z0-9_-]{11}", fullmatch=True)
POSTS = st.one_of(
    st.tuples(st.just("x"), NUMBERS),
    st.tuples(st.just("youtube"), CODES),
    st.tuples(st.just("instagram"), NUMBERS),
    st.tuples(st.just("tiktok"), NUMBERS),
    st.tuples(st.just("reddit"), st.from_regex(r"t3_[a-z0-9]{6}", fullmatch=True)),
    st.tuples(st.just("telegram"), st.from_regex(r"[a-z]{5}/[1-9][0-9]{3}", fullmatch=True)),
    st.tuples(
        st.just("bluesky"),
        st.from_regex(
            r"at://did:plc:[a-z2-7]{24}/app\.bsky\.feed\.post/[a-z0-9]{13}", fullmatch=True
        ),
    ),
    st.tuples(st.just("vk"), st.from_regex(r"-?[1-9][0-9]{5}_[1-9][0-9]{2}", fullmatch=True)),
)


@given(POSTS)
def test_an_address_leads_back_to_its_post(named: tuple[str, str]) -> None:
    platform, post = named
    link = post_link(platform, post, "somebody")
    assert link is not None
    found = post_of_address(link)
    assert found is not None
    assert found.platform == platform
    assert post in found.ids


@pytest.mark.parametrize(
    ("platform", "account"),
    [
        ("x", "somebody"),
        ("facebook", "some.body"),
        ("instagram", "some.body"),
        ("tiktok", "some.body"),
        ("reddit", "some-body"),
        ("telegram", "somebody"),
        ("bluesky", "did:plc:abc"),
        ("vk", "-12"),
        ("vk", "12"),
        ("medium", "some.body"),
        ("mastodon", "somebody@example.social"),
        ("youtube", "UC" + "a-_B9" * 4 + "zz"),
    ],
)
def test_an_address_leads_back_to_its_account(platform: str, account: str) -> None:
    link = account_link(platform, account)
    assert link is not None
    found = [(each.platform, each.name) for each in profiles_in(link)]
    assert (platform, account.split(":")[0] if platform == "bluesky" else account) in found


@pytest.mark.parametrize(
    ("platform", "post", "root", "link"),
    [
        ("youtube", "Ugx-1.2", "abcdefghijk", "https://www.youtube.com/watch?v=abcdefghijk&lc=Ugx-1.2"),
        ("reddit", "t1_def", "t3_abc", "https://www.reddit.com/comments/abc/_/def"),
        ("mastodon", "https://a.example/users/b/statuses/1", None, "https://a.example/users/b/statuses/1"),
    ],
)  # fmt: skip
def test_comments_stand_under_what_they_answer(
    platform: str, post: str, root: str | None, link: str
) -> None:
    assert post_link(platform, post, "somebody", root) == link


@pytest.mark.parametrize(
    ("platform", "post"),
    [
        ("x", "javascript:alert(1)"),
        ("youtube", "Ugx-1.2"),
        ("reddit", "t1_def"),
        ("mastodon", "javascript://a.example/"),
        ("forum", "17"),
        ("facebook", "../1"),
    ],
)
def test_where_no_address_can_be_built_there_is_none(platform: str, post: str) -> None:
    assert post_link(platform, post, "somebody") is None


@pytest.mark.parametrize("account", ["Zm9v/YmFy+bG9uZ2hhc2g=", "a b", "", "'\"<script>"])
def test_an_account_by_a_hash_has_no_address(account: str) -> None:
    assert account_link("x", account) is None
    assert account_link("tiktok", account) is None

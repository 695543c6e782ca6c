"""Who is measured for signs: members, and others drawn from those in no campaign."""

from pathlib import Path

from demasque.campaigns import CampaignProfile, find_campaigns, profiles
from demasque.campaigns.account_sample import MOST_OTHERS, account_samples
from demasque.campaigns.measuring import profile
from demasque.schema import ACCOUNTS, ENGAGEMENT, HASHTAGS, POSTS
from hand_made import attached_rows, case_of, minutes, rows, world


def measured(folder: Path) -> list[CampaignProfile]:
    with case_of(folder, world()) as store:
        find_campaigns(store)
        return list(profiles(store, ["C1", "C2"]))


def test_others_are_in_no_campaign_and_the_same_for_all(tmp_path: Path) -> None:
    first, second = measured(tmp_path)
    inside = {member.account for each in (first, second) for member in each.members}
    others = set(first.others.accounts["account"].to_pylist())
    assert others
    assert not others & inside
    assert first.others is second.others
    assert first.others.drawn_from == len(first.others) <= MOST_OTHERS


def test_members_are_measured_with_all_of_their_posts(tmp_path: Path) -> None:
    for each in measured(tmp_path):
        accounts = each.sample.accounts["account"].to_pylist()
        assert accounts == sorted(member.account for member in each.members)
        assert each.sample.posts.num_rows == each.posts
        assert each.sample.per_account().tolist() == each.sample.accounts["posts"].to_pylist()
        shared = each.sample.posts["shared"].to_pylist()
        assert sum(shared) == round((1 - each.filler) * each.posts)


def test_who_stands_with_a_campaign_is_nobody_to_compare_it_with(tmp_path: Path) -> None:
    with case_of(tmp_path, world()) as store:
        find_campaigns(store)
        before = set(profile(store, "C1").others.accounts["account"].to_pylist())
        beside = min(before)
        store.replace({"attached": attached_rows({"campaign": "C1", "account": beside})})
        after = set(profile(store, "C1").others.accounts["account"].to_pylist())
    assert before - after == {beside}


def test_what_the_export_does_not_say_is_null(tmp_path: Path) -> None:
    posts = rows(POSTS, [_post("p1", "b", 0, lang=None)])
    with case_of(tmp_path, {"posts": posts}) as store:
        others = account_samples(store, ["C1"]).others
    (account,) = others.accounts.to_pylist()
    assert (account["account"], account["platform"], account["posts"]) == ("b", "x", 1)
    assert {v for name, v in account.items() if name not in ("account", "platform", "posts")} == {
        None
    }
    (post,) = others.posts.to_pylist()
    assert post["shared"] is False
    for unknown in ("lang", "venue", "client", "parent_account", "topic", "reactions"):
        assert post[unknown] is None
    assert others.links.num_rows == 0


def test_posts_bring_their_topic_their_reactions_and_whom_they_answer(tmp_path: Path) -> None:
    tables = {
        "posts": rows(
            POSTS,
            [_post("p1", "a", 0), _post("p2", "b", 1, parent="p1", kind="repost"),
             _post("p3", "a", 2, parent="p2", kind="quote")],
        ),
        "accounts": rows(ACCOUNTS, [{"account": "a", "platform": "x", "followers": 3}]),
        "hashtags": rows(
            HASHTAGS,
            [{"post": "p1", "position": 1, "tag": "Second"},
             {"post": "p1", "position": 0, "tag": "First"}],
        ),
        "engagement": rows(ENGAGEMENT, [{"post": "p1", "likes": 2, "replies": 1}, {"post": "p2"}]),
    }  # fmt: skip
    with case_of(tmp_path, tables) as store:
        others = account_samples(store, []).others
    a, answer, b = others.posts.to_pylist()
    assert (a["topic"], a["reactions"], a["parent_account"]) == ("first", 3, None)
    assert (b["reactions"], b["parent_account"]) == (None, "a")
    assert answer["parent_account"] == "b"
    assert others.numbers("followers")[0] == 3
    links = others.links.to_pylist()
    assert [(each["row"], each["other"], each["returned"]) for each in links] == [
        (0, "b", True),
        (1, "a", True),
    ]


def test_an_empty_case_has_nobody(tmp_path: Path) -> None:
    with case_of(tmp_path) as store:
        samples = account_samples(store, ["C1"])
    assert len(samples.others) == len(samples.members["C1"]) == samples.others.drawn_from == 0


def test_a_draw_is_the_same_every_time(tmp_path: Path) -> None:
    with case_of(tmp_path, world()) as store:
        find_campaigns(store)
        first, again = (account_samples(store, ["C1", "C2"]) for _ in range(2))
    assert first.others.accounts.equals(again.others.accounts)
    assert first.others.posts.equals(again.others.posts)
    assert first.members["C1"].posts.equals(again.members["C1"].posts)


def _post(post: str, account: str, at: float, **more: object) -> dict[str, object]:
    plain = {"platform": "x", "time_precision": "second", "kind": "original", "text": "words"}
    return {"post": post, "account": account, "posted_at": minutes(at)} | plain | more

"""What is around a campaign's messages: filler, reactions from outside, pace."""

from datetime import date
from pathlib import Path

import numpy as np
import pytest

from demasque.campaigns import Cover, covers
from demasque.case import CaseStore
from demasque.schema import (
    CAMPAIGNS,
    COPIES,
    ENGAGEMENT,
    EVENTS,
    HASHTAGS,
    LINKS,
    MEDIA_USE,
    MEMBERSHIPS,
    POSTS,
    TRACES,
)
from hand_made import START, case_of, minutes, rows

Row = dict[str, object]
DAY = 1440.0


class World:
    """Posts of members (``member...``) and others, and what hangs on them."""

    def __init__(self) -> None:
        self.tables: dict[str, list[Row]] = {}

    def post(self, account: str, at: float, **more: object) -> str:
        """One post; its name."""
        name = f"p{len(self.tables.get('posts', ())):05d}"
        plain = {"platform": "x", "kind": "original", "time_precision": "second", "text": "Words."}
        told = {"post": name, "account": account, "posted_at": minutes(at)}
        self.put("posts", plain | told | more)
        return name

    def put(self, table: str, *records: Row) -> None:
        """Rows of a table."""
        self.tables.setdefault(table, []).extend(records)

    def carry(self, account: str, trace: int, post: str) -> None:
        """A text that a post carries."""
        leave = {"kind": "text", "account": account, "trace": trace, "at": START, "post": post}
        self.put("events", leave)

    def reactions(self, post: str, likes: int, **more: object) -> None:
        """What the export counts."""
        self.put("engagement", {"post": post, "likes": likes} | more)

    def case(self, folder: Path) -> CaseStore:
        """A case in which the members are C1."""
        schemas = {
            "posts": POSTS, "events": EVENTS, "traces": TRACES, "engagement": ENGAGEMENT,
            "hashtags": HASHTAGS, "links": LINKS, "media_use": MEDIA_USE, "copies": COPIES,
        }  # fmt: skip
        own = sorted({str(row["account"]) for row in self.tables["posts"]})
        members = [one for one in own if one.startswith("member")]
        told = {"campaign": "C1", "accounts": len(members), "posts": 1, "ties": 1, "bits": 9.0}
        told |= {"first_at": START, "last_at": START, "platforms": ["x"], "languages": []}
        made = {name: rows(schema, self.tables.get(name, [])) for name, schema in schemas.items()}
        made["campaigns"] = rows(CAMPAIGNS, [told | {"posts_per_day": 1.0, "filler": 0.0}])
        named = {"campaign": "C1", "bits": 9.0, "partners": 2}
        made["memberships"] = rows(MEMBERSHIPS, [named | {"account": one} for one in members])
        return case_of(folder, made)

    def cover(self, folder: Path) -> Cover:
        """What is around C1."""
        with self.case(folder) as store:
            return covers(store, ["C1"])["C1"]


def test_filler_is_told_by_day_and_by_what_it_is_about(tmp_path: Path) -> None:
    made = World()
    for day in range(2):
        for n in range(6):
            name = made.post(f"member{n % 3}", day * DAY + n, lang="en")
            if n < 2 + 2 * day:
                made.carry(f"member{n % 3}", 100 + n // 2, name)
                made.put("hashtags", {"post": name, "tag": "Shared"})
            else:
                made.put(
                    "hashtags", {"post": name, "tag": "kittens"}, {"post": name, "tag": "SHARED"}
                )
                made.put("links", {"post": name, "url": "https://www.cats.example/a?b"})
    filler = made.cover(tmp_path).filler
    assert (filler.posts, filler.share) == (6, 0.5)
    assert filler.by_day is not None
    assert (filler.by_day.low, filler.by_day.high) == pytest.approx((2 / 6, 4 / 6))
    assert filler.by_day.count == 2
    assert filler.hashtags == (("kittens", 6), ("shared", 6))
    assert filler.cover_hashtags == (("kittens", 6),)
    assert (filler.sites, filler.languages) == ((("cats.example", 6),), (("en", 6),))


def copying(rng: np.random.Generator, share: float) -> World:
    """Members whose filler repeats others' earlier posts for a share; others do for a tenth."""
    made = World()
    for n in range(60):
        for turn in range(6):
            name = made.post(f"other{n:02d}", n + turn * 60)
            made.put("copies", {"post": name, "exemplar": name, "similarity": 1.0})
    for n in range(60):
        for turn in range(4):
            name = made.post(f"other{n:02d}", 2 * DAY + n + turn)
            if rng.random() < 0.1:
                first = f"p{(n * 6 + 37 + turn) % 360:05d}"
                made.put("copies", {"post": name, "exemplar": first, "similarity": 0.9})
    for n in range(6):
        for turn in range(12):
            name = made.post(f"member{n}", 3 * DAY + n + turn)
            if rng.random() < share:
                first = f"p{rng.integers(360):05d}"
                made.put("copies", {"post": name, "exemplar": first, "similarity": 0.9})
    return made


def test_copied_filler_is_told_beside_what_is_usual(tmp_path: Path) -> None:
    filler = copying(np.random.default_rng(1), 0.8).cover(tmp_path).filler
    assert filler.is_copied
    assert filler.copied_share == pytest.approx(0.8, abs=0.15)
    assert filler.usual_copied is not None
    assert filler.usual_copied < 0.1
    assert sum(posts for _, posts in filler.sources) <= filler.copied
    assert all(account.startswith("other") for account, _ in filler.sources)


def test_filler_that_repeats_as_little_as_others_do_is_not_called_copied(tmp_path: Path) -> None:
    assert not copying(np.random.default_rng(2), 0.04).cover(tmp_path).filler.is_copied


def test_a_copy_that_came_first_is_no_copy(tmp_path: Path) -> None:
    """Others who repeat a member's words do not make the member a copyist."""
    made = World()
    name = made.post("member1", 1)
    later = made.post("other1", 2)
    for post in (name, later):
        made.put("copies", {"post": post, "exemplar": name, "similarity": 1.0})
    made.post("member2", 3)
    assert made.cover(tmp_path).filler.copied == 0


def heard(rng: np.random.Generator, likes: float, inside: int) -> World:
    """Members and others under one page in the same hours; others have five likes on average."""
    made = World()
    for hour in range(30):
        for n in range(8):
            name = made.post(f"other{(hour * 8 + n) % 60:02d}", hour * 60 + n, venue="page")
            made.reactions(name, int(rng.poisson(5)))
        for n in range(3):
            who = f"member{(hour + n) % 9}"
            name = made.post(who, hour * 60 + 20 + n, venue="page")
            made.reactions(name, int(rng.poisson(likes)) + inside, views=50)
            for _ in range(inside):
                answer = f"member{(hour + n + 1) % 9}"
                made.post(answer, hour * 60 + 25, kind="reply", parent=name, root=name)
    return made


def test_members_who_hear_each_other_only_are_an_echo_chamber(tmp_path: Path) -> None:
    echo = heard(np.random.default_rng(3), 0.0, 1).cover(tmp_path).echo
    assert echo.is_closed
    assert (echo.inside, echo.outside, echo.outside_share) == (90, 0, 0.0)
    assert (echo.replied, echo.replied_inside) == (90, 90)
    assert echo.rank is not None
    assert echo.rank < 0.05
    assert echo.compared == 90


def test_members_who_are_heard_like_others_are_none(tmp_path: Path) -> None:
    echo = heard(np.random.default_rng(4), 5.0, 1).cover(tmp_path).echo
    assert not echo.is_closed
    assert echo.q is not None
    assert echo.outside_share == pytest.approx(5 / 6, abs=0.1)


def test_few_reactions_without_answers_among_members_are_no_echo_chamber(tmp_path: Path) -> None:
    """Nobody hears them, and they do not hear each other either."""
    echo = heard(np.random.default_rng(5), 0.0, 0).cover(tmp_path).echo
    assert echo.q is not None
    assert echo.q < 0.01
    assert not echo.is_closed
    assert (echo.viewed, echo.silent) == (90, 90)


def test_pace_is_by_platform_over_active_days_with_clips(tmp_path: Path) -> None:
    made = World()
    for day, posts in ((0, 2), (1, 5), (4, 8)):
        for n in range(posts):
            name = made.post(f"member{n}", day * DAY + n)
            if day == 4 and n < 3:
                made.put("media_use", {"post": name, "media": "m"}, {"post": name, "media": "k"})
    made.post("member1", 0, platform="y")
    pace = {each.platform: each for each in made.cover(tmp_path).pace}
    assert (pace["x"].posts.low, pace["x"].posts.middle, pace["x"].posts.high) == (2, 5, 8)
    assert pace["x"].clips is not None
    assert (pace["x"].clips.high, pace["x"].clips.count) == (3, 1)
    assert (pace["y"].posts.count, pace["y"].clips and pace["y"].clips.count) == (1, 0)


def test_the_busiest_days_say_what_was_posted_in_its_own_spelling(tmp_path: Path) -> None:
    made = World()
    for n in range(4):
        name = made.post(f"member{n}", DAY + n, text=f"Rise UP №{n}!")
        made.carry(f"member{n}", 7, name)
    made.carry("member0", 8, made.post("member0", DAY + 9, text="Alone."))
    made.post("member0", 0)
    busiest = made.cover(tmp_path).busy_days
    assert [(each.day, each.posts) for each in busiest] == [
        (date(2026, 3, 3), 5),
        (date(2026, 3, 2), 1),
    ]
    assert [(each.text, each.posts) for each in busiest[0].messages] == [("Rise UP №0!", 4)]
    assert busiest[1].messages == ()


def test_what_an_export_does_not_say_is_said(tmp_path: Path) -> None:
    made = World()
    for n in range(3):
        made.post(f"member{n}", n, time_precision="day", text=None)
    cover = made.cover(tmp_path)
    said = " ".join(cover.unknown)
    assert "does not count reactions" in said
    assert "names no pictures or clips" in said
    assert "cannot be told" in said
    assert cover.pace[0].clips is None
    assert cover.filler.q is cover.echo.q is cover.echo.outside_share is None


def test_a_campaign_without_a_post_is_left_out(tmp_path: Path) -> None:
    made = World()
    made.post("member1", 0)
    with made.case(tmp_path) as store:
        assert covers(store, []) == {}
        assert set(covers(store, ["C1", "C9"])) == {"C1"}

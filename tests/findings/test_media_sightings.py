"""What is told of pictures and clips: who posted each, how often a day, where, what was changed."""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from statistics import median
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from demasque.case import CaseStore
from demasque.findings import TABLES, read_findings
from demasque.findings.media.case_media import case_media
from demasque.findings.media.sighting_queries import FAMILIES_SHOWN
from demasque.schema import MEDIA_FAMILIES, MEDIA_FILES, MEDIA_IN_POSTS, POSTS
from hand_made import START, case_of, minutes, rows, world
from media_rows import CLIPS, media, plain, with_media


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CaseStore]:
    with with_media(tmp_path_factory.mktemp("media"), private=("bystander0",)) as store:
        yield store


def test_a_family_is_told_with_its_posts_accounts_platforms_and_days(store: CaseStore) -> None:
    clip = case_media(store, ["C1"]).sightings["C1"][0]
    assert (clip.family, clip.kind, clip.seconds) == (media("clip"), "video", 34.0)
    assert (clip.posts, clip.accounts, clip.files, clip.reposts) == (56, 8, 3, 0)
    assert clip.platforms == ("facebook", "x")
    daily = clip.daily
    assert (daily.days, daily.first, daily.low, daily.middle, daily.high) == (7, 8, 8, 8, 8)
    assert daily.busiest == date(2026, 3, 2)
    assert (clip.first_account, clip.first_media) == ("op000", media("clip"))
    assert clip.first_at == minutes(5)
    assert clip.last_at == minutes(6 * 1440 + 5 + 7 * 0.15)


def test_a_family_is_told_with_its_places_changes_words_and_origin(store: CaseStore) -> None:
    clip = case_media(store, ["C1"]).sightings["C1"][0]
    assert [(each.account, each.posts) for each in clip.venues] == [("ministry", 56)]
    assert clip.changes == (("mirrored", 1), ("overlaid", 1), ("shortened", 1))
    assert clip.stretch == (3.0, 23.0)
    assert clip.words == (("read", "THE GREEN LIGHTHOUSE"),)
    assert any("Lavf60.3.100" in sentence for sentence in clip.origins)


def test_templates_and_what_was_posted_once_are_not_on_the_sheet(store: CaseStore) -> None:
    found = case_media(store, ["C1"])
    shown = {each.family for each in found.sightings[""]}
    assert shown == {media("clip"), media("victim")}
    assert found.totals[""].families == 3  # with the one that was posted once
    assert found.totals["C1"].accounts == 8


def test_reposts_count_in_no_figure_but_their_own(tmp_path: Path) -> None:
    with with_media(tmp_path) as store:
        before = case_media(store, []).sightings[""][0]
        posts = store.sql("FROM posts ORDER BY post")
        own = store.sql("FROM posts WHERE kind = 'comment' ORDER BY post LIMIT 3").to_pylist()
        passed = [row | {"post": f"r{n}", "account": "fan", "kind": "repost"}
                  for n, row in enumerate(own)]  # fmt: skip
        used = store.sql("FROM media_in_posts ORDER BY post").to_pylist()
        used += [{"post": row["post"], "media": media("clip")} for row in passed]
        store.replace({
            "posts": rows(posts.schema, [*posts.to_pylist(), *passed]),
            "media_in_posts": rows(store.sql("FROM media_in_posts").schema, used),
        })  # fmt: skip
        after = case_media(store, []).sightings[""][0]
    assert after.reposts == 3
    assert (after.posts, after.accounts, after.daily) == (
        before.posts,
        before.accounts,
        before.daily,
    )


def test_files_of_a_tie_are_told_post_by_post(store: CaseStore) -> None:
    found = read_findings(store).media
    assert found.in_posts
    for files in found.in_posts.values():
        assert {one.family for one in files} <= {media("clip"), media("victim")}
        assert all(one.media in found.pictures for one in files)
    changes = {one.media: one.changes for files in found.in_posts.values() for one in files}
    assert changes[media("clip-mirrored")] == ("mirrored",)


def test_only_so_many_families_are_told(tmp_path: Path) -> None:
    tables = world()
    posts = tables["posts"]["post"].to_pylist()[:100]
    names = [f"many {n}" for n in range(50)]
    with case_of(tmp_path, tables) as store:
        files = store.sql("FROM media_files").schema
        plainest = {"kind": "image", "bytes": 1, "kept": False, "added_at": START}
        store.replace({
            "media_files": rows(files, [
                plainest | {"media": media(name), "blurred": plain(name, True)} for name in names
            ]),
            "media_in_posts": rows(store.sql("FROM media_in_posts").schema, [
                {"post": post, "media": media(names[n % 50])} for n, post in enumerate(posts)
            ]),
        })  # fmt: skip
        found = case_media(store, [])
    assert len(found.sightings[""]) == FAMILIES_SHOWN
    assert found.totals[""].families == 50
    assert len(found.pictures) == FAMILIES_SHOWN


def test_a_case_without_media_tells_nothing(tmp_path: Path) -> None:
    with case_of(tmp_path, world()) as store:
        found = case_media(store, ["C1"])
    assert (found.totals, found.sightings, found.pictures) == ({}, {}, {})


def test_the_exported_table_says_the_same_and_holds_no_picture(store: CaseStore) -> None:
    families = store.sql(TABLES["media_families"])
    (clip,) = [row for row in families.to_pylist() if row["family"] == media("clip")]
    assert (clip["posts"], clip["accounts"], clip["files"]) == (56, 8, 3)
    assert clip["changes"] == ["mirrored", "overlaid", "shortened"]
    assert clip["code"] == f"M{media('clip')[:6]}"
    files = store.sql(TABLES["media_files"])
    assert {media(name) for name in CLIPS} <= set(files["media"].to_pylist())
    for table in (families, files):
        assert not {"thumbnail", "blurred"} & set(table.schema.names)


def test_clips_a_day_count_copies_of_one_once(store: CaseStore) -> None:
    (campaign, *_) = read_findings(store, campaigns=["C1"]).campaigns
    assert campaign.anatomy.cover is not None
    for pace in campaign.anatomy.cover.pace:
        assert pace.clips is not None
        assert pace.contents is not None
        assert pace.clips.middle == 4
        assert pace.contents.middle == 1


@st.composite
def posted(draw: st.DrawFn) -> list[tuple[int, int, int, bool, int]]:
    """Account, minute, platform, whether passed on, and file, of each post; files go by family."""
    one = st.tuples(
        st.integers(0, 3),
        st.integers(0, 4000),
        st.integers(0, 1),
        st.booleans(),
        st.integers(0, 5),
    )
    return draw(st.lists(one, min_size=1, max_size=25))


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CaseStore]:
    with case_of(tmp_path_factory.mktemp("empty")) as store:
        files = [
            {"media": media(str(n)), "kind": "image", "bytes": 1, "kept": False, "added_at": START}
            for n in range(6)
        ]
        families = [
            {"media": media(str(n)), "exemplar": media(str(n // 2 * 2)), "content": "content"}
            | {"how": [], "found_by": "pdq"}
            for n in range(6)
        ]
        store.replace(
            {
                "media_files": rows(MEDIA_FILES, files),
                "media_families": rows(MEDIA_FAMILIES, families),
            }
        )
        yield store


@settings(max_examples=15)
@given(posts=posted())
def test_figures_are_those_of_a_count_by_hand(
    empty: CaseStore, posts: list[tuple[int, int, int, bool, int]]
) -> None:
    written: list[dict[str, Any]] = [
        {"post": f"p{n:02}", "account": f"a{account}", "posted_at": minutes(at)}
        | {"platform": "xy"[platform], "time_precision": "second"}
        | {"kind": "repost" if passed_on else "original"}
        for n, (account, at, platform, passed_on, _) in enumerate(posts)
    ]
    used = [{"post": f"p{n:02}", "media": media(str(post[4]))} for n, post in enumerate(posts)]
    empty.replace({"posts": rows(POSTS, written), "media_in_posts": rows(MEDIA_IN_POSTS, used)})
    found = {each["family"]: each for each in empty.sql(TABLES["media_families"]).to_pylist()}
    for family in (0, 2, 4):
        here = [
            (row, post)
            for row, post in zip(written, posts, strict=True)
            if post[4] // 2 * 2 == family
        ]
        own = [(row, post) for row, post in here if not post[3]]
        if not own:
            assert media(str(family)) not in found
            continue
        told = found[media(str(family))]
        days = Counter(row["posted_at"].date() for row, _ in own)
        assert told["posts"] == len(own)
        assert told["reposts"] == len(here) - len(own)
        assert told["accounts"] == len({row["account"] for row, _ in own})
        assert told["files"] == len({post[4] for _, post in own})
        assert set(told["platforms"]) == {row["platform"] for row, _ in own}
        assert told["first_at"] == min(row["posted_at"] for row, _ in own)
        first = min((row["posted_at"], row["account"]) for row, _ in own)
        assert told["first_account"] == first[1]
        assert told["first_day_posts"] == days[min(days)]
        assert (told["day_low"], told["day_high"]) == (min(days.values()), max(days.values()))
        assert told["day_median"] == median(days.values())
        most = max(days.values())
        assert told["busiest_day"] == min(day for day, n in days.items() if n == most)

"""What a labelled world of posts promises."""

import csv
import json
import re
from pathlib import Path

import pandas as pd
import pytest

from demasque.errors import UsageError
from demasque.schema import POST_KINDS
from demasque.simulate import GROUPS, Benign, Operation, World, world

ACCOUNTS, POSTS = 1_500, 15_000
COLUMNS = (
    *("post_id", "account_id", "platform", "created_at", "text", "lang", "kind", "parent_id"),
    *("venue_id", "urls", "hashtags", "media_hash", "likes", "reposts", "replies"),
)


@pytest.fixture(scope="module")
def small() -> World:
    return world(5, ACCOUNTS, POSTS)


@pytest.fixture(scope="module")
def posts(small: World) -> pd.DataFrame:
    frame = small.posts.to_pandas().merge(small.labels.to_pandas(), on="account_id")
    frame["at"] = pd.to_datetime(frame["created_at"])
    return frame.sort_values("post_id", ignore_index=True)


@pytest.fixture(scope="module")
def placed(small: World, posts: pd.DataFrame) -> pd.DataFrame:
    return small.placements.to_pandas().merge(posts.drop(columns="group"), on="post_id")


@pytest.mark.parametrize("file_format", ["csv", "ndjson"])
def test_same_arguments_give_same_bytes(tmp_path: Path, file_format: str) -> None:
    first = world(9, 400, 3_000).write(tmp_path / "a", file_format)
    again = world(9, 400, 3_000).write(tmp_path / "b", file_format)
    other = world(10, 400, 3_000).write(tmp_path / "c", file_format)
    for name, path in first.items():
        assert path.read_bytes() == again[name].read_bytes()
        assert path.read_bytes() != other[name].read_bytes()


def test_sizes_are_exact(small: World) -> None:
    assert small.posts.num_rows == POSTS
    assert small.accounts.num_rows == small.labels.num_rows == ACCOUNTS
    assert len(set(small.posts["post_id"].to_pylist())) == POSTS
    assert len(set(small.accounts["account_id"].to_pylist())) == ACCOUNTS


def test_label_counts_are_those_asked_for() -> None:
    groups = Benign(newsrooms=5, fans=20, staff=7, shops=4)
    made = world(2, 600, 6_000, benign=groups, operation=Operation(accounts=17))
    sizes = [len(made.members(group)) for group in GROUPS]
    assert sizes == [600 - 53, 5, 20, 7, 4, 17]


def test_members_of_unknown_group(small: World) -> None:
    with pytest.raises(UsageError, match="fan club"):
        small.members("robots")


def test_files_have_the_columns_of_the_table_format(small: World, tmp_path: Path) -> None:
    rows = small.write(tmp_path, "ndjson")["posts"].read_text(encoding="utf-8").splitlines()
    lines = [json.loads(row) for row in rows]
    assert tuple(lines[0]) == COLUMNS
    with small.write(tmp_path, "csv")["posts"].open(encoding="utf-8", newline="") as file:
        table = list(csv.DictReader(file))
    assert len(table) == len(lines) == POSTS
    for line, cells in zip(lines, table, strict=True):
        assert line["post_id"] == cells["post_id"]
        assert (line["text"] or "") == cells["text"]
        assert " ".join(line["hashtags"]) == cells["hashtags"]
        assert " ".join(line["urls"]) == cells["urls"]
    assert not list(tmp_path.glob(".*"))


def test_truth_lies_beside_the_posts(small: World, tmp_path: Path) -> None:
    written = small.write(tmp_path)
    assert set(written) == {"posts", "accounts", "labels", "placements", "parameters"}
    parameters = json.loads(written["parameters"].read_text(encoding="utf-8"))
    assert parameters["seed"] == 5
    assert parameters["operation"]["accounts"] == len(small.members("operation"))


def test_posts_stand_in_order_of_time(posts: pd.DataFrame) -> None:
    assert posts["at"].is_monotonic_increasing
    assert posts["created_at"].str.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ").all()
    assert (posts["at"].max() - posts["at"].min()).days < 14
    assert set(posts["kind"]) == set(POST_KINDS)


def test_parents_exist_came_before_and_share_the_platform(posts: pd.DataFrame) -> None:
    children = posts[posts["parent_id"].notna()]
    parents = posts.set_index("post_id").loc[children["parent_id"]].reset_index()
    children = children.reset_index(drop=True)
    assert (children["at"] >= parents["at"]).all()
    assert (children["platform"] == parents["platform"]).all()
    assert (children["kind"] != "original").all()
    assert (posts.loc[posts["kind"] != "original", "parent_id"].notna()).all()


def test_nobody_reposts_a_post_twice(posts: pd.DataFrame) -> None:
    reposts = posts[posts["kind"] == "repost"]
    assert not reposts.duplicated(["account_id", "parent_id"]).any()
    assert reposts["text"].isna().all()


def test_comments_stand_under_posts_of_venues(small: World, posts: pd.DataFrame) -> None:
    labels = small.labels.to_pandas()
    venues = set(labels.loc[labels["unit"] == "venue", "account_id"])
    writer = posts.set_index("post_id")["account_id"]
    comments = posts[posts["kind"] == "comment"]
    assert set(comments["venue_id"]) <= venues
    assert (writer.loc[comments["parent_id"]].to_numpy() == comments["venue_id"]).all()
    assert {"organic", "operation"} <= set(comments["group"])


def test_a_wave_lies_within_the_jitter(placed: pd.DataFrame) -> None:
    waves = placed[placed["group"] == "operation"].groupby("wave")
    spread = (waves["at"].max() - waves["at"].min()).dt.total_seconds()
    assert spread.max() <= Operation().jitter_seconds
    assert not placed.duplicated(["group", "wave", "account_id"]).any()


def test_a_wave_carries_one_text_in_one_language(placed: pd.DataFrame) -> None:
    wave = placed[placed["group"] == "operation"].groupby("wave")
    assert (wave["lang"].nunique() == 1).all()
    assert (wave["media_hash"].nunique() <= 1).all()
    assert set(placed.loc[placed["group"] == "operation", "lang"]) == {"en", "fr", "zh"}


def test_operation_works_in_shifts_on_all_platforms(placed: pd.DataFrame) -> None:
    acts = placed[placed["group"] == "operation"]
    local = (acts["at"].dt.hour + Operation().utc_offset) % 24
    assert set(local) <= {9, 10, 11, 12, 14, 15, 16, 17, 18}
    assert acts["platform"].nunique() == 3


def test_operation_hides_among_filler_and_meets_no_echo(posts: pd.DataFrame) -> None:
    acts = posts[posts["group"] == "operation"]
    assert len(acts) == round(Operation().posts * POSTS)
    assert acts["likes"].mean() < 1 < posts.loc[posts["group"] == "organic", "likes"].mean()


def test_operation_places_100_to_200_clips_a_day() -> None:
    made = world(3)
    acts = made.placements.to_pandas().merge(made.posts.to_pandas(), on="post_id")
    acts = acts[acts["group"] == "operation"]
    clips = acts.groupby(acts["created_at"].str[:10])["media_hash"].nunique()
    assert len(clips) == 14
    assert 100 <= clips.mean() <= 200


def test_new_accounts_are_new_and_taken_over_ones_are_not(small: World) -> None:
    accounts = small.accounts.to_pandas().merge(small.labels.to_pandas(), on="account_id")
    born = pd.to_datetime(accounts["created_at"])
    age = (pd.Timestamp("2024-03-04", tz="UTC") - born).dt.days.groupby(accounts["unit"]).median()
    assert age["new"] < 100 < age["taken over"]


def test_newsrooms_paste_one_text_over_hours(placed: pd.DataFrame) -> None:
    wave = placed[placed["group"] == "newsroom"].groupby("wave")
    assert (wave["text"].nunique() == 1).all()
    assert (wave["urls"].nunique() == 1).all()
    assert (wave["at"].max() - wave["at"].min()).median() > pd.Timedelta(minutes=10)


def test_fans_share_hashtags_not_words(placed: pd.DataFrame) -> None:
    wave = placed[placed["group"] == "fan club"].groupby("wave")
    assert (wave["hashtags"].nunique() == 1).all()
    assert (wave["text"].nunique() == wave.size()).mean() > 0.9


def test_organic_words_are_mostly_their_own_and_sometimes_the_same(posts: pd.DataFrame) -> None:
    words = posts[(posts["group"] == "organic") & (posts["text"].str.len() >= 12)]
    authors = words.groupby("text")["account_id"].nunique()
    assert 0.8 < (authors == 1).mean() < 1.0


def test_organic_accounts_share_what_is_popular(posts: pd.DataFrame) -> None:
    links = posts[(posts["group"] == "organic")].groupby("urls")["account_id"].nunique()
    assert links.max() > 20 > links.median()


def test_everyone_is_a_placeholder(small: World) -> None:
    names = re.compile(r"(account|department|outlet|representative)-\d+")
    assert all(names.fullmatch(name) for name in small.accounts["account_id"].to_pylist())
    urls = [url for url in small.posts["urls"].to_pylist() if url]
    assert all(re.fullmatch(r"https://site-\d\d\.example/story/[0-9a-f]+", url) for url in urls)


def test_a_world_may_have_no_operation_and_no_groups() -> None:
    nobody = Benign(newsrooms=0, fans=0, staff=0, shops=0)
    made = world(1, 300, 2_500, operation=Operation(accounts=0), benign=nobody)
    assert set(made.labels["group"].to_pylist()) == {"organic"}
    assert made.posts.num_rows == 2_500
    assert made.placements.num_rows == 0


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ({"accounts": 10}, "at least 200 accounts"),
        ({"posts": 10}, "2000 posts"),
        ({"accounts": 300, "posts": 3_000, "operation": Operation(accounts=290)}, "world of at"),
        ({"accounts": 2_000, "posts": 2_000, "days": 60}, "fewer days"),
    ],
)
def test_a_world_too_small_for_its_groups_is_refused(
    arguments: dict[str, object], says: str
) -> None:
    with pytest.raises(UsageError, match=says):
        world(1, **arguments)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "bad", [{"posts": 0.7}, {"placed": 0.0}, {"clip_batch": (1, 3)}, {"desk": 0}, {"shifts": ()}]
)
def test_an_operation_that_cannot_be_is_refused(bad: dict[str, object]) -> None:
    with pytest.raises(UsageError):
        Operation(**bad)  # type: ignore[arg-type]


def test_unknown_format_is_refused(small: World, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="csv or ndjson"):
        small.write(tmp_path, "xlsx")  # type: ignore[arg-type]

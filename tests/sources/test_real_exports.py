"""Real exports: counts agree with a count taken independently by pandas."""

from pathlib import Path

import pandas as pd
import pytest

from demasque.case import CaseStore
from demasque.ingest import add_files

DATA = Path(__file__).parents[3] / "shared" / "data"

pytestmark = pytest.mark.skipif(not DATA.exists(), reason="the shared real data is not here")


@pytest.fixture
def case(tmp_path: Path):
    with CaseStore.create(tmp_path / "case") as store:
        yield store


def number(case: CaseStore, query: str) -> int:
    return int(case.sql(f"SELECT {query} AS n FROM posts")["n"][0].as_py())


def test_posts_of_2016(case: CaseStore) -> None:
    path = DATA / "ira_congress_2016_early" / "posts.parquet"
    (file,) = add_files(case, [path])
    frame = pd.read_parquet(path)
    assert file.posts == len(frame)
    assert number(case, "count(DISTINCT account)") == frame.account_id.nunique()
    assert number(case, "count(*) FILTER (kind = 'repost')") == (frame.kind == "repost").sum()
    # The times are to the minute, and no window below it may be used on them.
    assert number(case, "count(*) FILTER (time_precision <> 'minute')") == 0


def test_german_elections(case: CaseStore) -> None:
    path = DATA / "coortweet" / "german_elections.parquet"
    (file,) = add_files(case, [path])
    frame = pd.read_parquet(path)
    assert file.posts == frame.post_id.nunique() + frame.post_id.isna().sum()
    known = frame.dropna(subset=["post_id"])
    for table, column in (
        ("links", "url_id"),
        ("hashtags", "hashtag_id"),
        ("media_use", "phash_id"),
    ):
        expected = known.dropna(subset=[column]).drop_duplicates(["post_id", column])
        found = case.sql(f"SELECT count(*) AS n FROM {table} JOIN posts USING (post)")
        assert abs(found["n"][0].as_py() - len(expected)) <= frame.post_id.isna().sum()


def test_russian_coordinated_tweets(case: CaseStore) -> None:
    path = DATA / "coortweet" / "russian_coord_tweets.parquet"
    (file,) = add_files(case, [path])
    frame = pd.read_parquet(path)
    assert file.source == "coortweet"
    assert file.posts == frame.content_id.nunique()
    objects = frame.groupby("content_id").object_id.nunique()
    assert number(case, "count(*) FILTER (kind = 'repost')") == (objects == 1).sum()
    shared = case.sql("SELECT count(*) AS n FROM media_use")["n"][0].as_py()
    assert shared == objects[objects > 1].sum()


def test_reddit_comments_and_accounts(case: CaseStore) -> None:
    folder = DATA / "reddit_ira_2018"
    comments, accounts = add_files(case, [folder / "comments.csv.gz", folder / "users.csv"])
    frame, users = pd.read_csv(folder / "comments.csv.gz"), pd.read_csv(folder / "users.csv")
    assert comments.posts == frame.name.nunique()
    assert not comments.rejected
    assert number(case, "count(DISTINCT account)") == frame["author.name"].str.lower().nunique()
    known = case.sql("SELECT count(*) AS n, count(created_at) AS c FROM accounts").to_pylist()
    assert known == [{"n": users.name.str.lower().nunique(), "c": users.name.str.lower().nunique()}]
    assert accounts.rows == len(users)
    whose = frame.drop_duplicates("name").link_author
    assert number(case, "count(venue)") == (whose != "[deleted]").sum()  # nobody's post

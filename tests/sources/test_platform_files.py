"""Real answers of X's and Bluesky's APIs: counts agree with a count taken by plain Python."""

import json
from pathlib import Path
from typing import Any

import pytest
from reading import read_file

from demasque.case import CaseStore
from demasque.errors import DemasqueError
from demasque.ingest import add_files

DATA = Path(__file__).parents[3] / "shared" / "data" / "platform_formats"
X_FILES = sorted(DATA.glob("x_api_v2_twarc/*.jsonl"))
NO_POSTS = {
    "counts": "counts of posts",
    "lists": "lists of accounts",
    "tweets_compliance": "compliance",
    "users_compliance": "compliance",
}

pytestmark = pytest.mark.skipif(not DATA.exists(), reason="the shared real data is not here")
every_x_file = pytest.mark.parametrize("path", X_FILES, ids=lambda path: path.stem)


def as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def pages(path: Path) -> list[dict[str, Any]]:
    """The file's JSON lines; what is no JSON (a line cut short) is left out."""
    found = []
    for line in path.read_text("utf-8").splitlines():
        if line.strip():
            try:
                found.append(json.loads(line))
            except ValueError:
                assert line == path.read_text("utf-8").splitlines()[-1]
    return found


def tweets_and_users(path: Path) -> tuple[dict[str, dict], set[str]]:
    tweets: list[dict] = []
    users: list[dict] = []
    for page in pages(path):
        if "data" not in page:
            tweets += [page, *(t for t in page.get("referenced_tweets", []) if "text" in t)]
            continue
        given = as_list(page["data"])
        tweets += [t for t in given if "text" in t]
        users += [u for u in given if "username" in u]
        tweets += page.get("includes", {}).get("tweets", [])
        users += page.get("includes", {}).get("users", [])
    for tweet in tweets:
        if "author" in tweet:
            users.append(tweet["author"])
        people = [
            *tweet.get("entities", {}).get("mentions", []),
            tweet.get("in_reply_to_user", {}),
        ]
        users += [u for u in people if "public_metrics" in u and "referenced_tweets" in tweet]
        users += [u for u in people if "public_metrics" in u]
    by_id: dict[str, dict] = {}
    for tweet in tweets:
        if "author_id" not in tweet or "created_at" not in tweet:
            continue
        key = tweet.get("edit_history_tweet_ids", [tweet["id"]])[0]
        if key not in by_id or int(tweet["id"]) > int(by_id[key]["id"]):
            by_id[key] = tweet
    return by_id, {user["id"] for user in users}


def own_links(tweet: dict) -> set[str]:
    refers_to = {r["id"] for r in tweet.get("referenced_tweets", [])}
    entities = tweet.get("note_tweet", {}).get("entities") or tweet.get("entities", {})
    found = set()
    for url in entities.get("urls", []):
        address = url.get("unwound_url") or url.get("expanded_url") or url["url"]
        picture = "media_key" in url or url.get("display_url", "").startswith("pic.twitter")
        if not picture and not any(address.split("?")[0].endswith("/" + i) for i in refers_to):
            found.add(address)
    return found


@every_x_file
def test_files_of_the_x_api(path: Path) -> None:
    if path.stem in NO_POSTS:
        with pytest.raises(DemasqueError, match=NO_POSTS[path.stem]):
            read_file(path)
        return
    read = read_file(path)
    tweets, users = tweets_and_users(path)
    assert set(read.column("posts", "post")) == set(tweets)
    assert set(read.column("accounts", "account")) == users
    links = {
        (post, url)
        for post, url in zip(read.column("links", "post"), read.column("links", "url"), strict=True)
    }
    expected = {(p, url) for p, t in tweets.items() for url in own_links(t)}
    without_entities = {p for p, t in tweets.items() if not t.get("entities")}
    assert {link for link in links if link[0] not in without_entities} == expected
    lists = read.tables["posts"].to_pylist()
    for row in lists:
        if row["post"] in tweets and tweets[row["post"]]["id"] == row["post"]:
            assert row["account"] == tweets[row["post"]]["author_id"]


def test_all_of_them_go_into_one_case(tmp_path: Path) -> None:
    with CaseStore.create(tmp_path / "case") as store:
        intakes = add_files(store, X_FILES)
        assert {Path(i.name).stem for i in intakes if i.problem} == set(NO_POSTS)
        found = store.sql("SELECT count(*) AS n, count(DISTINCT account) AS a FROM posts")
        every: dict[str, dict] = {}
        for path in X_FILES:
            if path.stem not in NO_POSTS:
                for key, tweet in tweets_and_users(path)[0].items():
                    every.setdefault(key, tweet)
        assert found["n"][0].as_py() == len(every)
        assert found["a"][0].as_py() == len({t["author_id"] for t in every.values()})


def test_an_edited_post_is_one_post_in_its_latest_wording() -> None:
    folder = DATA / "x_api_v2_twarc"
    for name in ("edited_before", "edited_after"):
        read = read_file(folder / f"{name}.jsonl")
        assert set(read.column("posts", "post")) == {"1576994746135764992"}
        assert set(read.column("posts", "text")) == {"hey :) https://t.co/rnwEIoNuqd"}
    quote = read_file(folder / "quoted_edit.jsonl").tables["posts"].to_pylist()[0]
    assert (quote["kind"], quote["parent"]) == ("quote", "1576994746135764992")


def bluesky_views(value: Any) -> list[dict]:
    """Every post view in an answer, in feeds, threads and searches; quoted ones are left out."""
    if isinstance(value, list):
        return [view for item in value for view in bluesky_views(item)]
    if not isinstance(value, dict):
        return []
    if "record" in value and "author" in value and "uri" in value:
        return [value]
    return [view for key, item in value.items() if key != "embed" for view in bluesky_views(item)]


@pytest.mark.parametrize("path", sorted(DATA.glob("bluesky_appview/*")), ids=lambda path: path.stem)
def test_answers_of_the_bluesky_app_view(path: Path) -> None:
    read = read_file(path)
    answer = json.loads(path.read_text("utf-8"))
    if "likes" in answer or "repostedBy" in answer:
        people = [like["actor"] for like in answer.get("likes", [])] + answer.get("repostedBy", [])
        assert set(read.column("accounts", "account")) == {person["did"] for person in people}
        assert read.tables["posts"].num_rows == 0
        return
    views = {view["uri"]: view for view in bluesky_views(answer)}
    entries = answer.get("feed", []) if "feed" in answer else []
    reposts = {e["reason"]["uri"]: e["reason"] for e in entries if "by" in e.get("reason", {})}
    assert set(read.column("posts", "post")) == set(views) | set(reposts)
    dids = {v["author"]["did"] for v in views.values()} | {r["by"]["did"] for r in reposts.values()}
    assert set(read.column("accounts", "account")) == dids
    expected = set()
    for uri, view in views.items():
        record = view["record"]
        features = [f for facet in record.get("facets", []) for f in facet["features"]]
        embed = record.get("embed", {})
        links = [f["uri"] for f in features if "uri" in f]
        for holder in (embed, embed.get("media", {})):
            if "external" in holder:
                links.append(holder["external"]["uri"])
        expected |= {(uri, link) for link in links}
    pairs = zip(read.column("links", "post"), read.column("links", "url"), strict=True)
    assert set(pairs) == expected

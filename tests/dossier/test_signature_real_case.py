"""On real posts: nothing of anybody leaves, and what leaves is what three accounts had."""

import csv
import json
import re
from collections import defaultdict
from pathlib import Path

import pyarrow.compute as pc
import pyarrow.parquet
import pytest

from demasque.case import CaseStore
from demasque.dossier import make_signature, write_signature
from demasque.dossier.signatures.feature_names import SHINGLE, feature_hash, message_keys
from demasque.ingest import add_files
from demasque.traces import extract

DATA = Path(__file__).parents[3] / "shared" / "data" / "ira_congress_2016_early"
K, DRAWS = 3, 30


def slow_words(text: str) -> set[str]:
    """Hashes of every run of words of a post, and of the post as a whole."""
    (key,) = message_keys([text])
    if key is None:
        return set()
    words = key.split()
    runs = {" ".join(words[at : at + SHINGLE]) for at in range(len(words) - SHINGLE + 1)}
    return {feature_hash("message", key)} | {feature_hash("words", run) for run in runs}


def test_nothing_of_anybody_is_in_the_bytes(tmp_path: Path) -> None:
    if not DATA.exists():
        pytest.skip("ira_congress_2016_early is not in ../shared/data")
    with (DATA / "labels.csv").open(encoding="utf-8") as file:
        labels = {row["account_id"]: row["label"] for row in csv.DictReader(file)}
    theirs = sorted(raw for raw, label in labels.items() if label == "operation")[::8][:60]
    others = sorted(raw for raw, label in labels.items() if label != "operation")[::4][:110]
    table = pyarrow.parquet.read_table(DATA / "posts.parquet")
    table = table.filter(pc.is_in(table["account_id"], pc.cast([*theirs, *others], "large_string")))
    pyarrow.parquet.write_table(table, tmp_path / "some.parquet")
    with CaseStore.create(tmp_path / "case") as store:
        add_files(store, [tmp_path / "some.parquet"])
        with store.replacing_findings():
            extract(store, ["text", "hashtags", "repost"])
        group = store.names.many("account", "unknown", pc.cast(theirs, "string")).to_pylist()
        made = make_signature(store, group, "real", K, DRAWS)
        written = write_signature(made, tmp_path / "real.json").read_text("utf-8")
        posts = store.sql("SELECT account, text FROM posts WHERE text IS NOT NULL").to_pylist()
        names = store.sql("SELECT account, post FROM posts")
        tags = store.sql("SELECT account, tag FROM hashtags JOIN posts USING (post)").to_pylist()

    assert made.draws == DRAWS
    assert made.features.num_rows > 100
    # No word of five letters or more, no pseudonym, no raw id: but for those of every file.
    content = json.loads(written)
    of_every_file = [*content, *content["features"], "classes groups draws"]
    own = set(re.findall(r"\w+", " ".join(of_every_file)))
    met = set(re.findall(r"\w+", written.lower())) - own
    said = {word for row in posts for word in re.findall(r"\w{5,}", row["text"].lower())}
    assert met & said - {"demasque", "signature", "unknown"} == set()
    assert not set(names["account"].to_pylist() + names["post"].to_pylist()) & met
    assert not {*theirs, *others} & met

    having: dict[str, set[str]] = defaultdict(set)
    for row in posts:
        for name in slow_words(row["text"]):
            having[name].add(row["account"])
    for row in tags:
        having[feature_hash("hashtags", row["tag"].casefold())].add(row["account"])
    members = set(group)
    for row in made.features.to_pylist():
        if row["class"] in ("words", "hashtags"):
            assert len(having[row["feature"]] & members) >= row["accounts"] >= K
    for row in made.background.to_pylist():
        if row["class"] in ("words", "hashtags"):
            assert len(having[row["feature"]] - members) >= row["accounts"] >= K

"""Real data beside the project: event tables as worlds to deal, and a labelled operation."""

import csv
from pathlib import Path
from typing import Final

import duckdb
import numpy as np

from demasque.simulate import EventWorld

DATA: Final = Path(__file__).resolve().parents[3] / "shared" / "data"
OPERATION: Final = DATA / "ira_congress_2016_early"
"""Posts of a known operation and of members of a parliament, labelled."""

SETS: Final = {
    "CooRTweet, reposts (russian_coord_tweets)": (
        "coortweet/russian_coord_tweets.parquet",
        "SELECT account_id AS account, object_id AS trace, timestamp_share AS at FROM '{path}'",
    ),
    "CooRTweet, links (german_elections)": (
        "coortweet/german_elections.parquet",
        "SELECT account_id AS account, url_id AS trace, timestamp AS at FROM '{path}' "
        "WHERE url_id IS NOT NULL",
    ),
    "ira_congress_2016_early, words": (
        "ira_congress_2016_early/posts.parquet",
        "SELECT account_id AS account, "
        "trim(lower(regexp_replace(text, 'https?://\\S+', '', 'g'))) AS trace, "
        "epoch(created_at)::BIGINT AS at FROM '{path}' WHERE kind <> 'repost'",
    ),
}


def real_world(name: str) -> EventWorld | None:
    """The named set as a world, or None where the data is absent."""
    file, query = SETS[name]
    path = DATA / file
    if not path.exists():
        return None
    rows = duckdb.sql(f"SELECT * FROM ({query.format(path=path)}) ORDER BY ALL").fetchnumpy()
    accounts, account = np.unique(rows["account"].astype(str), return_inverse=True)
    trace = np.unique(rows["trace"].astype(str), return_inverse=True)[1]
    return EventWorld(
        account_id=account.astype(np.int32),
        trace_id=trace.astype(np.int32),
        posted_at=rows["at"].astype(np.int64),
        topic=np.zeros(len(account), dtype=np.int32),
        accounts=len(accounts),
    )


def operation_labels() -> dict[str, bool]:
    """Whether each labelled account of `OPERATION`, by its raw id, belongs to the operation."""
    with (OPERATION / "labels.csv").open(encoding="utf-8") as file:
        return {row["account_id"]: row["label"] == "operation" for row in csv.DictReader(file)}

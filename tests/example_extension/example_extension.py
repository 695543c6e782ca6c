"""What a package of somebody else's adds to demasque: one of each."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa

from demasque.accounts import Indicator, Scope, Seen
from demasque.campaigns import CampaignProfile
from demasque.publish.exporters import CaseRows, Exporter
from demasque.sentences import Sentence
from demasque.sources import Batch, Plan, Reading, Source, read_flat
from demasque.traces import OWN_WORDS, TraceKind, each_value

COLUMNS = {"post": "msg_id", "account": "sender", "posted_at": "sent", "text": "body"}


def read(reading: Reading) -> Iterator[Batch]:
    return read_flat(reading, Plan(COLUMNS, platform="examplegram"))


EXAMPLEGRAM = Source(
    id="examplegram",
    title="Examplegram's public channel export",
    platform="examplegram",
    required=frozenset({"msg_id", "sender", "sent"}),
    optional=frozenset({"body"}),
    checked_against="a table written by hand",
    read=read,
)

QUERY = f"""
    SELECT p.post, p.account, p.posted_at AS "at", m.account AS raw
    FROM mentions m JOIN posts p USING (post) WHERE {OWN_WORDS}"""


def find(search: Any) -> Iterator[pa.Table]:
    return each_value(search.store, QUERY, lambda raw: list(raw))


MENTION = TraceKind("mention", "same mention", "mentioned the same account", find, default=False)


def is_small(profile: CampaignProfile) -> tuple[Seen, Sentence]:
    members = len(profile.members)
    seen = Seen.PRESENT if members < 10 else Seen.ABSENT
    return seen, Sentence("{members} accounts are a small number.", members=members)


SMALL = Indicator("small", "size", Scope.CAMPAIGN, is_small)


def write(rows: CaseRows, path: Path) -> None:
    with path.open("w", encoding="utf-8") as file:
        for batch in rows.edges():
            for edge in batch.to_pylist():
                file.write(f"{edge['account_a']} {edge['account_b']} {edge['kinds']}\n")


EDGE_LIST = Exporter(
    id="edges", title="Edge list", suits="tools that read one pair per line", write=write
)

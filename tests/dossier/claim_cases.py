"""A small case with posts that carry claims, and claims about them as one says and another denies.

Pseudonyms stand in the tables as they would after adding: the raw ids are made ones with the key.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from demasque.case import CaseStore
from demasque.dossier import Claim, add_claim
from demasque.schema import EVENTS, HASHTAGS, LINKS, MEMBERSHIPS, MENTIONS, POSTS
from hand_made import rows

BY = "A. Example, Office of Examples"
START = datetime(2024, 3, 4, 12, tzinfo=UTC)
FAMILY = -0x123456789ABCDEF
"""The number of the message that ann and bob wrote."""

SAID = (
    # who, hours after the start, text, link, hashtag
    ("ann", 0, "Group X is a HOAX made by the agency!", None, None),
    ("bob", 1, "“Group X is a hoax made by the agency”", None, None),
    ("ann", 25, "Read this", "https://www.news.example/x?utm_source=a", None),
    ("cem", 26, "It is no hoax at all", None, "GroupX"),
    ("dee", 49, "Hoaxes are a thing of the past", "https://other.example/news.example", None),
    ("eve", 50, "骗局hoax骗局", None, "ＧｒｏｕｐＸ"),
)


@contextmanager
def claimed_case(folder: Path) -> Iterator[CaseStore]:
    """A case with six posts and a repost; ann and bob are campaign C1."""
    with CaseStore.create(folder / "case") as store:
        names = {who: store.names.one("account", "x", who) for who in ("ann", "bob", "cem", "dee",
                                                                       "eve", "fay")}  # fmt: skip
        plain: dict[str, Any] = {"platform": "x", "time_precision": "second", "kind": "original"}
        posts = [
            plain
            | {"post": f"p{n}", "account": names[who], "text": text}
            | {"posted_at": START + timedelta(hours=hours)}
            for n, (who, hours, text, _, _) in enumerate(SAID)
        ]
        posts.append(
            plain
            | {"post": "p6", "account": names["fay"], "kind": "repost", "parent": "p0"}
            | {"posted_at": START + timedelta(hours=2)}
        )
        links = [{"post": f"p{n}", "url": url} for n, (*_, url, _) in enumerate(SAID) if url]
        tags = [{"post": f"p{n}", "tag": tag} for n, (*_, tag) in enumerate(SAID) if tag]
        events = [
            {"kind": "text", "trace": FAMILY, "post": f"p{n}", "account": names[SAID[n][0]]}
            | {"at": START}
            for n in (0, 1)
        ]
        members = [
            {"campaign": "C1", "account": names[who], "bits": 9.0, "partners": 1, "stability": 1.0}
            for who in ("ann", "bob")
        ]
        store.replace(
            {
                "posts": rows(POSTS, posts),
                "links": rows(LINKS, links),
                "hashtags": rows(HASHTAGS, tags),
                "events": rows(EVENTS, events),
                # Posts mention accounts by their ids: handles are ids here.
                "mentions": rows(MENTIONS, [{"post": "p3", "account": names["ann"]}]),
                "memberships": rows(MEMBERSHIPS, members),
            }
        )
        yield store


def state(store: CaseStore, what: str = "Group X is a hoax", **changed: Any) -> Claim:
    """Enter a claim, plain but for what is changed."""
    plain: dict[str, Any] = {
        "who": "Centre B",
        "about": "Agency A",
        "when": "2024-03-04",
        "where": "https://b.example/reply",
        "evidence": "assertion",
        "by": BY,
    }
    return add_claim(store, what, **plain | changed)

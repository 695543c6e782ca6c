"""A small case written by hand: a campaign among others who comment under the same pages."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa

from demasque.case import CaseStore
from demasque.schema import CAMPAIGNS, HASHTAGS, MEMBERSHIPS, MENTIONS, PERSONAL_DETAILS, POSTS
from hand_made import START, case_of, minutes, rows

Row = dict[str, object]
DAY = 1440.0
VENUES = tuple(f"venue{n}" for n in range(6))


def comment(account: str, at: float, venue: str | None, **more: object) -> Row:
    told = {"account": account, "posted_at": minutes(at), "venue": venue, "kind": "comment"}
    plain = {"platform": "x", "lang": "en", "time_precision": "second", "text": "Words."}
    return plain | told | more


def crowd(rng: np.random.Generator, accounts: int = 120, posts: int = 10) -> list[Row]:
    """Others, each of whom comments under venues at random over ten days."""
    return [
        comment(f"other{n:03d}", at, VENUES[rng.integers(len(VENUES))])
        for n in range(accounts)
        for at in np.sort(rng.uniform(0, 10 * DAY, posts))
    ]


def members(
    rng: np.random.Generator, share: float, accounts: int = 10, posts: int = 10
) -> list[Row]:
    """Members, who comment under the first venue for a share of their posts, and else at random."""
    return [
        comment(
            f"member{n:02d}",
            at,
            VENUES[0] if rng.random() < share else VENUES[rng.integers(len(VENUES))],
        )
        for n in range(accounts)
        for at in np.sort(rng.uniform(0, 10 * DAY, posts))
    ]


def placed_case(
    folder: Path,
    posts: Sequence[Row],
    mentions: Sequence[Row] = (),
    hashtags: Sequence[Row] = (),
    details: Sequence[Row] = (),
) -> CaseStore:
    """A case in which whoever is called ``member...`` is in the campaign C1."""
    whole = [{"post": f"p{n:05d}"} | post for n, post in enumerate(posts)]
    own = sorted({str(post["account"]) for post in whole if "member" in str(post["account"])})
    told = {"campaign": "C1", "accounts": len(own), "posts": 1, "ties": 1, "bits": 30.0}
    told |= {"first_at": START, "last_at": START, "platforms": ["x"], "languages": ["en"]}
    tables: dict[str, pa.Table] = {
        "posts": rows(POSTS, whole),
        "mentions": rows(MENTIONS, list(mentions)),
        "hashtags": rows(HASHTAGS, list(hashtags)),
        "personal_details": rows(PERSONAL_DETAILS, list(details)),
        "campaigns": rows(CAMPAIGNS, [told | {"posts_per_day": 1.0, "filler": 0.0}]),
        "memberships": rows(
            MEMBERSHIPS,
            [{"campaign": "C1", "account": one, "bits": 30.0, "partners": 3} for one in own],
        ),
    }
    return case_of(folder, tables)

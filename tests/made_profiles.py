"""Profiles of campaigns written by hand: a plain one of which nothing suspicious is known."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pyarrow as pa

from demasque.campaigns import (
    AccountSample,
    Audience,
    CampaignProfile,
    Day,
    KindTies,
    Member,
    Sharing,
)

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def members(size: int = 8, **known: object) -> tuple[Member, ...]:
    """Members of whom the export says nothing but what is given: a value, or a list of values."""
    silent = Member(
        account="", platform="x", bits=30.0, partners=size - 1, stability=1.0, posts=20,
        filler=0.5, created_at=None, followers=None, verified=None, avatar=None,
        handle_length=None, handle_digits=None,
    )  # fmt: skip
    return tuple(
        replace(
            silent,
            account=f"m{n}",
            **{name: v[n] if isinstance(v, list) else v for name, v in known.items()},
        )
        for n in range(size)
    )


PLAIN_SHARING = Sharing(
    traces=10, posts=80, reposts=0, texts=0, crossing=0, domains=(), shop_like=0, outsiders=2,
    gap_seconds=120.0, same_second=0.0,
)  # fmt: skip


def plain(size: int = 8, **changed: object) -> CampaignProfile:
    """A campaign with well-known times and ties of two kinds, of which little else is known."""
    whole = CampaignProfile(
        campaign="C1",
        members=members(size),
        posts=20 * size,
        pairs=size * (size - 1) // 2,
        bits=100.0,
        ties=(KindTies("text", 20, 40, 0.1, 60.0), KindTies("url", 20, 40, 0.1, 60.0)),
        first_at=START,
        last_at=START + timedelta(days=9),
        coarse_times=0.1,
        platforms=(("x", 20 * size),),
        languages=(),
        languages_unstated=0,
        languages_read=0,
        days=(Day(date(2026, 3, 2), 20 * size, 10 * size),),
        hours=(7,) * 24,
        kinds=(("original", 20 * size),),
        filler=0.5,
        sharing=PLAIN_SHARING,
        traces=(),
        narratives=(),
        venues=(),
        audience=Audience(answers=0, counted=0, reactions=0),
        source_files=1,
    )
    return replace(whole, **changed)


def sharing(**changed: object) -> CampaignProfile:
    """A plain campaign whose members share otherwise."""
    return plain(sharing=replace(PLAIN_SHARING, **changed))


def sample(
    accounts: Sequence[Mapping[str, object]],
    posts: Sequence[Mapping[str, object]] = (),
    links: Sequence[Mapping[str, object]] = (),
) -> AccountSample:
    """Accounts of one platform of which is known what is given, with posts by ``row`` and time."""
    nothing = AccountSample()
    silent = {"platform": "x", "posts": 0}
    silent_post = {"at": 0, "time_precision": "second", "kind": "original", "shared": False}
    return AccountSample(
        accounts=_table(
            nothing.accounts.schema,
            [{"account": f"a{n:04d}"} | silent | dict(each) for n, each in enumerate(accounts)],
        ),
        posts=_table(nothing.posts.schema, [silent_post | dict(p) for p in posts]).sort_by(
            [("row", "ascending"), ("at", "ascending")]
        ),
        links=_table(nothing.links.schema, links),
        drawn_from=len(accounts),
    )


def _table(schema: pa.Schema, records: Sequence[Mapping[str, object]]) -> pa.Table:
    return pa.Table.from_pylist([{f.name: r.get(f.name) for f in schema} for r in records], schema)


def beside(inside: AccountSample, others: AccountSample, **changed: object) -> CampaignProfile:
    """A plain campaign whose members were measured beside others."""
    return plain(max(len(inside), 2), sample=inside, others=others, **changed)

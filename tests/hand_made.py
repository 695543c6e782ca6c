"""A case in which campaigns can be found, from small tables written by hand."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyarrow as pa

from demasque.case import CaseStore
from demasque.schema import (
    ACCOUNT_BITS,
    ACCOUNTS,
    ATTACHED,
    EVENTS,
    POSTS,
    STRENGTHS,
    TIES,
    TRACES,
)

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def case_of(folder: Path, tables: Mapping[str, pa.Table] | None = None) -> CaseStore:
    """Make a case in ``folder`` that holds these tables as they are, pseudonyms included."""
    store = CaseStore.create(folder / "case")
    store.replace(tables or {})
    return store


def rows(schema: pa.Schema, records: Sequence[Mapping[str, object]]) -> pa.Table:
    """Complete records with nulls, and with plain defaults where null is not allowed."""
    defaults = {"source_file": "f" * 64, "source_line": 1, "position": 0}
    whole = [
        {field.name: record.get(field.name, defaults.get(field.name)) for field in schema}
        for record in records
    ]
    return pa.Table.from_pylist(whole, schema)


def minutes(n: float) -> datetime:
    return START + timedelta(minutes=n)


def attached_rows(*records: Mapping[str, object]) -> pa.Table:
    """Rows of ``attached`` by campaign and account, and what else is told of them."""
    plain = {"kind": "text", "window_seconds": 60.0, "shared": 3, "expected": 0.2, "q": 0.01}
    plain |= {"log10_p": -4.0, "first_at": START, "last_at": minutes(1440)}
    return rows(ATTACHED, [plain | record for record in records])


SENTENCES = (
    ("The committee will publish its minutes on Thursday.", "en"),
    ("Le comité publiera son compte rendu jeudi prochain.", "fr"),
    ("委员会将于星期四公布会议记录，请大家关注。", "zh"),
    ("ستنشر اللجنة محضر اجتماعها يوم الخميس المقبل.", "ar"),
    ("<script>alert('minutes')</script> & a \"quoted\" <b>line</b> of the minutes.", "en"),
    ('=HYPERLINK("minutes") is how this line of the minutes begins.', "en"),
    ("A long line of the minutes. " * 40, "en"),
)


def world(size: int = 8, rounds: int = 7) -> dict[str, pa.Table]:
    """An operation of ``size`` accounts on two platforms, an office of three, and bystanders.

    The operation places the same sentence under one ministry's posts within a minute, round after
    round, between fillers of its own. The office shares the same links some minutes apart.
    """
    posts: list[dict[str, object]] = []
    events: list[dict[str, object]] = []

    def post(account: str, at: float, text: str, **more: object) -> str:
        name = f"p{len(posts):05d}"
        posts.append(
            {"post": name, "account": account, "posted_at": minutes(at), "text": text}
            | {"time_precision": "second", "kind": "original", "platform": "x", "lang": "en"}
            | more
        )
        return name

    def leave(account: str, kind: str, trace: int, at: float, name: str) -> None:
        events.append(
            {"kind": kind, "account": account, "trace": trace, "at": minutes(at), "post": name}
        )

    for turn in range(rounds):
        text, lang = SENTENCES[turn % len(SENTENCES)]
        under = post("ministry", turn * 1440, f"Statement number {turn} of the ministry.")
        for n in range(size):
            at = turn * 1440 + 5 + n * 0.15
            platform = "x" if n % 2 else "facebook"
            more = {"kind": "comment", "parent": under, "root": under, "venue": "ministry"}
            name = post(f"op{n:03d}", at, text, lang=lang, platform=platform, **more)
            leave(f"op{n:03d}", "text", 100 + turn, at, name)
            post(f"op{n:03d}", at + 200 + n, f"Filler {n} of day {turn}.", platform=platform)
        for n in range(3):
            at = turn * 1440 + 60 + n * 9
            name = post(f"office{n}", at, f"Our office writes about item {turn}, in words {n}.")
            leave(f"office{n}", "url", 500 + turn, at, name)
    for n in range(4):
        name = post(f"bystander{n}", n * 300, "Nice weather today.", lang=None)
        leave(f"bystander{n}", "text", 999 + n, n * 300, name)
    traces = [
        {"kind": "text", "trace": 100 + n, "value": SENTENCES[n % len(SENTENCES)][0]}
        for n in range(rounds)
    ] + [
        {"kind": "url", "trace": 500 + n, "value": f"https://office.example/item/{n}"}
        for n in range(rounds)
    ]
    accounts = [
        {"account": f"op{n:03d}", "platform": "x" if n % 2 else "facebook"}
        | {"created_at": START - timedelta(days=30, hours=n), "handle_length": 14}
        | {"handle_digits": 8, "followers": 3, "avatar": "a1" if n < 3 else None}
        for n in range(size)
    ] + [
        {"account": f"office{n}", "platform": "x", "created_at": START - timedelta(days=900 * n)}
        for n in range(3)
    ]
    ties = _ties([f"op{n:03d}" for n in range(size)], "text", rounds, 60.0, 5)
    ties += _ties([f"office{n}" for n in range(3)], "url", rounds, 3600.0, 60)
    return {
        "posts": rows(POSTS, posts),
        "accounts": rows(ACCOUNTS, accounts),
        "events": rows(EVENTS, events),
        "traces": rows(TRACES, traces),
        "ties": rows(TIES, ties),
        "strengths": rows(STRENGTHS, [tie | {"kinds": [tie["kind"]]} for tie in ties]),
        "account_bits": _account_bits(ties),
    }


def _ties(
    accounts: list[str], kind: str, rounds: int, window: float, first: float
) -> list[dict[str, object]]:
    return [
        {"account_a": a, "account_b": b, "kind": kind, "window_seconds": window}
        | {"shared": rounds, "shared_ever": rounds, "post_pairs": rounds, "a_first": rounds}
        | {"b_first": 0, "expected": 0.02, "log10_p": -9.0, "log10_p_timing": None, "q": 1e-6}
        | {"bits": 20.0 + n, "first_at": minutes(first)}
        | {"last_at": minutes(first + (rounds - 1) * 1440)}
        for n, a in enumerate(accounts)
        for b in accounts[n + 1 :]
    ]


def _account_bits(ties: list[dict[str, object]]) -> pa.Table:
    best: dict[str, float] = {}
    for tie in ties:
        for end in ("account_a", "account_b"):
            best[str(tie[end])] = max(best.get(str(tie[end]), 0.0), float(str(tie["bits"])))
    return rows(ACCOUNT_BITS, [{"account": a, "bits": b} for a, b in sorted(best.items())])

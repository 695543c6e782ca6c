"""Which accounts stand with a found group beyond chance? A lower tier than ties, never mixed.

Pairs of one tied account and one that is not are few beside all pairs, and nearer to what was
found; so they are judged apart, at the wide time scale and all kinds as slowly, against decoys of
their own: the posts of the crowd are permuted, those of tied accounts stay. Attached accounts leave
the crowd, and all are judged again until it stays as it is; but nobody is attached to an attached
account, so that a wrong one draws in no other. See docs/method.md, "Two tiers, never mixed".
"""

import math
from collections.abc import Sequence
from typing import Any, Final, NamedTuple

import numpy as np
import pyarrow as pa

from demasque.coordination.engines.engine import CaseEngine
from demasque.coordination.engines.judgement import describe_pairs
from demasque.coordination.engines.tied_pairs import TiedPairs
from demasque.coordination.events.case_events import PostMoments
from demasque.coordination.events.index import Int32, Int64
from demasque.coordination.null.crowd import Members
from demasque.coordination.strength.judging_strength import StrengthJudge
from demasque.coordination.strength.kind_events import KindEvents
from demasque.coordination.strength.rarity import WIDE
from demasque.progress import Progress, quiet
from demasque.schema import ATTACHED

_ROUNDS: Final = 8


class Groups(NamedTuple):
    """Groups by name, the number of each account's (-1 for none), and who has a tie at all."""

    names: Sequence[str]
    of_account: Int32
    tied: Members


class Attached(NamedTuple):
    """Accounts attached to groups, both by number, and log10 of the q of each."""

    account: Int64
    group: Int64
    log10_q: np.ndarray


def attached_accounts(
    posts: PostMoments,
    kinds: Sequence[KindEvents],
    groups: Groups,
    fdr: float,
    seed: int,
    engine: CaseEngine,
    progress: Progress = quiet,
) -> Attached:
    """Attach each untied account to the group of the tied account it stands closest to.

    An account is attached if its strongest pair with a tied account, one of a group, has a q of at
    most `fdr`: of the accounts attached, that share is expected to be chance. Each is there once.
    """
    judge = StrengthJudge(posts, kinds, engine, seed, progress, WIDE)
    pairs, member = judge.gathered(groups.tied), ~groups.tied
    a, b = np.divmod(pairs.key, max(len(posts.names), 1))
    account, beside = np.where(groups.tied[a], b, a), np.where(groups.tied[a], a, b)
    group = groups.of_account[beside].astype(np.int64)
    for _ in range(_ROUNDS):
        log10_q = judge.log10_q_beside(pairs, groups.tied, member, judge.trials, fdr)
        left = member.copy()
        left[account[log10_q <= math.log10(fdr)]] = False
        if np.array_equal(left, member):
            break
        member = left
    log10_q = judge.log10_q_beside(pairs, groups.tied, member, judge.permutations, fdr)
    kept = np.flatnonzero((log10_q <= math.log10(fdr)) & (group >= 0))
    best = kept[np.argsort(account[kept])]
    return Attached(account[best], group[best], log10_q[best])


def attachment_table(
    posts: PostMoments,
    kinds: Sequence[KindEvents],
    groups: Groups,
    attached: Attached,
    engine: CaseEngine,
) -> pa.Table:
    """Say what each attached account shares with its group as a whole: rows of ``ATTACHED``.

    The group's posts are taken as those of one account, and the kind of trace that says most, by
    hours and the crowd alone, is told. Chance is made by the accounts without a tie.
    """
    accounts, key = len(posts.names), list(zip(*attached[:2], strict=True))
    code = np.where(groups.of_account >= 0, accounts + groups.of_account, np.arange(accounts))
    one_each = posts._replace(account=code.astype(np.int32)[posts.account])
    member = np.append(~groups.tied, np.zeros(len(groups.names), dtype=np.bool_))
    a, b = attached.account.astype(np.int32), (attached.group + accounts).astype(np.int32)
    rows: dict[tuple[int, int], dict[str, Any]] = {}
    for kind in kinds:
        encoded = kind.uses.among_all_posts(one_each)._replace(accounts=len(member))
        ready = engine.prepare(encoded)
        told = describe_pairs(encoded.moments, ready, kind.windows, a, b, member, alike=False)
        for row in _rows(kind.uses.kind, told, accounts):
            pair = row.pop("pair")
            if pair not in rows or row["log10_p"] < rows[pair]["log10_p"]:
                rows[pair] = row
    names = posts.names
    found = [
        rows[pair]
        | {"campaign": groups.names[pair[1]], "account": names[pair[0]].as_py(), "q": 10.0**q}
        for pair, q in zip(key, attached.log10_q.tolist(), strict=True)
        if pair in rows
    ]
    return pa.Table.from_pylist(found, ATTACHED)


def _rows(kind: str, told: TiedPairs, accounts: int) -> list[dict[str, Any]]:
    details = told.details
    return [
        {
            "pair": (int(told.pairs.a[i]), int(told.pairs.b[i]) - accounts),
            "kind": kind,
            "window_seconds": float(told.window[i]) / 1e6,
            "shared": int(told.pairs.shared[i]),
            "expected": float(told.expected[i]),
            "log10_p": float(told.log10_p[i]),
            "first_at": np.datetime64(int(details.first_at[i]), "us").item(),
            "last_at": np.datetime64(int(details.last_at[i]), "us").item(),
        }
        for i in range(len(told.window))
    ]

"""Who stands with the groups of a case beyond chance? From groups and events to `attached` rows."""

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import pyarrow as pa

from demasque.case import CaseStore
from demasque.coordination.case_kinds import kinds_present, origins_of
from demasque.coordination.engines.choice import choose_engine
from demasque.coordination.engines.engine import CaseEngine
from demasque.coordination.events.case_events import PostMoments, ReadOnce, TraceUses
from demasque.coordination.events.event_table import Window, seconds
from demasque.coordination.strength.kind_events import KindEvents
from demasque.coordination.strength.standing_beside import (
    Groups,
    attached_accounts,
    attachment_table,
)
from demasque.progress import Progress, quiet
from demasque.schema import ATTACHED
from demasque.traces import WIDE_WINDOWS, finest_window


def stand_with(
    store: CaseStore,
    groups: Mapping[str, Sequence[str]],
    windows: Sequence[Window] | None = None,
    fdr: float = 0.05,
    kinds: Iterable[str] | None = None,
    seed: int = 0,
    memory: str | int | None = None,
    progress: Progress = quiet,
    read: ReadOnce | None = None,
) -> pa.Table:
    """Judge every account without a tie beside groups of tied accounts; returns ``ATTACHED`` rows.

    `groups` are accounts by name of group. Accounts are attached at the rate `fdr` of their own,
    which no tie enters; every kind, reposts and replies too, is judged at 10 and 30 minutes, or at
    the windows named. `read` has what an earlier step read. Fills no table. See
    :mod:`standing_beside` and docs/method.md.
    """
    if not any(groups.values()):
        return ATTACHED.empty_table()
    about: dict[str, object] = {"standing": sorted(groups), "fdr": fdr}
    with choose_engine(memory).on_case(store, about) as engine:
        reading = read or ReadOnce(keep=False)
        posts = engine.keep(reading.posts(store))
        at_work = []
        for uses in reading.uses(store, kinds_present(store, kinds)):
            lengths = [seconds(window) for window in windows or WIDE_WINDOWS]
            finest = finest_window(store, uses.kind)
            usable = [round(length * 1e6) for length in lengths if length >= finest]
            if usable:
                at_work.append(_at_work(store, posts, engine.keep(uses), usable, engine))
        named = _groups(store, posts, groups)
        with store.resting():
            found = attached_accounts(posts, at_work, named, fdr, seed, engine, progress)
            return attachment_table(posts, at_work, named, found, engine)


def _at_work(
    store: CaseStore,
    posts: PostMoments,
    uses: TraceUses,
    windows: Sequence[int],
    engine: CaseEngine,
) -> KindEvents:
    encoded = engine.keep(uses.among_all_posts(posts))
    origins = origins_of(store, uses, engine)
    return KindEvents(uses, encoded, engine.prepare(encoded), windows, origins=origins)


def _groups(store: CaseStore, posts: PostMoments, groups: Mapping[str, Sequence[str]]) -> Groups:
    code = {name: number for number, name in enumerate(posts.names.to_pylist())}
    of_account = np.full(len(code), -1, dtype=np.int32)
    for number, members in enumerate(groups.values()):
        of_account[[code[name] for name in members]] = number
    tied = of_account >= 0
    rows = store.sql("SELECT account_a FROM ties UNION SELECT account_b FROM ties")
    tied[[code[name] for name in rows.column(0).to_pylist() if name in code]] = True
    return Groups(list(groups), of_account, tied)

"""From accounts of a case to their signature: counted, cut at k, beside it what chance gives."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from demasque.case import CaseStore
from demasque.dossier.signatures.account_features import SHARES, AccountFeatures, account_features
from demasque.dossier.signatures.group_features import accounts_with, features_of_groups
from demasque.dossier.signatures.groups_drawn import random_groups
from demasque.dossier.signatures.signature_values import DRAWS, FEATURES, USUAL_K, Signature
from demasque.errors import UsageError
from demasque.progress import Progress, quiet

LEAST_K: Final = 2
"""With 1, one person's words would leave the case."""

MOST_DRAWS: Final = 999

Ints = npt.NDArray[np.int64]


def make_signature(
    store: CaseStore,
    accounts: Sequence[str],
    name: str,
    k: int = USUAL_K,
    draws: int = 199,
    seed: int = 0,
    *,
    note: str = "",
    made_at: datetime | None = None,
    features: AccountFeatures | None = None,
    progress: Progress = quiet,
) -> Signature:
    """What characterises a group of accounts (pseudonyms) of a case.

    Args:
        store: the case, after a detection: without one there are no words, media and sites.
        accounts: pseudonyms; those without a post count for nothing.
        name: what the signature is called; ``note``: what else its reader should know.
        k: nothing of fewer accounts is in it.
        draws: random groups, drawn by ``seed`` from accounts of no campaign. 0 for none; none
            either where too few others are left (``groups_drawn``): of chance nothing is said then.
        made_at: UTC; when the findings were made, unless given.
        features: of the case, where they were read already.

    Raises:
        UsageError: ``k`` or ``draws`` out of bounds, or fewer than ``k`` accounts have posts.
    """
    _check(k, draws)
    found = features or account_features(store, progress)
    numbers = pc.index_in(pa.array(sorted(set(accounts)), pa.string()), found.accounts)
    group = np.sort(numbers.drop_null().to_numpy().astype(np.int64))
    if len(group) < k:
        raise UsageError(
            "Only {n} of these accounts have posts: a signature takes {k}, so that it tells of "
            "nobody in particular.",
            n=len(group),
            k=k,
        )
    drawn = random_groups(found, group, draws, seed, _in_campaigns(store, found)) if draws else None
    told = _features(found, group, k)
    outside = len(found.accounts) - len(group)
    return Signature(
        name=plain(name),
        accounts=len(group),
        posts=int(found.posts[group].sum()),
        first_at=day_of(int(found.first_at[group].min())),
        last_at=day_of(int(found.last_at[group].max())),
        k=k,
        platforms=_shares(told, "platforms"),
        languages=_shares(told, "languages"),
        features=told,
        outside=outside if outside >= k else None,
        draws=0 if drawn is None else len(drawn),
        background=_background(found, drawn, k),
        made_at=(made_at or _findings_made_at(store)).astimezone(UTC).replace(microsecond=0),
        made_with=f"demasque {version('demasque')}",
        note=plain(note),
    )


def plain(text: str) -> str:
    """A text in one line, without characters that command a screen."""
    return "".join(letter for letter in " ".join(text.split()) if letter.isprintable())


def _check(k: int, draws: int) -> None:
    if k < LEAST_K:
        raise UsageError(
            "k is {k}, and must be {least} or more: a feature of one account is that person's.",
            k=k,
            least=LEAST_K,
        )
    if not 0 <= draws <= MOST_DRAWS:
        raise UsageError(
            "There can be 0 to {most} random groups, not {draws}.", most=MOST_DRAWS, draws=draws
        )


def _in_campaigns(store: CaseStore, found: AccountFeatures) -> Ints:
    named = store.sql("SELECT account FROM memberships UNION SELECT account FROM attached")
    numbers = pc.index_in(named["account"].combine_chunks(), found.accounts)
    rows: Ints = np.sort(numbers.drop_null().to_numpy().astype(np.int64))
    return rows


def _features(found: AccountFeatures, group: Ints, k: int) -> pa.Table:
    tables = [FEATURES.empty_table()]
    for told in features_of_groups(found, group[np.newaxis], k):
        of_class = found.classes[told.kind]
        everybody = np.asarray(of_class.matrix.getnnz(axis=0), np.int64)
        others = (everybody - accounts_with(of_class, group))[told.feature]
        columns = [
            pa.array([told.kind] * len(others)),
            told.names.take(pa.array(told.feature)),
            pa.array(told.accounts),
            pa.array(others, mask=others < k),
            _told_shares(told.kind, told.share),
        ]
        tables.append(pa.table(dict(zip(FEATURES.names, columns, strict=True)), FEATURES))
    return _ordered(pa.concat_tables(tables), "class", "feature")


def _background(found: AccountFeatures, drawn: Ints | None, k: int) -> pa.Table:
    tables = [DRAWS.empty_table()]
    if drawn is not None and len(drawn):
        for told in features_of_groups(found, drawn, k):
            columns = [
                pa.array([told.kind] * len(told.group)),
                pa.array(told.group.astype(np.int32)),
                told.names.take(pa.array(told.feature)),
                pa.array(told.accounts),
                _told_shares(told.kind, told.share),
            ]
            tables.append(pa.table(dict(zip(DRAWS.names, columns, strict=True)), DRAWS))
    return _ordered(pa.concat_tables(tables), "class", "draw", "feature")


def _told_shares(kind: str, share: npt.NDArray[np.float64]) -> pa.Array:
    return pa.array(share, mask=np.full(len(share), kind not in SHARES))


def _ordered(table: pa.Table, *keys: str) -> pa.Table:
    return table.sort_by([(key, "ascending") for key in keys]).combine_chunks()


def _shares(features: pa.Table, kind: str) -> Mapping[str, float]:
    """The shares of one class by name, without steps from one platform to the next."""
    rows = features.filter(pc.equal(features["class"], kind)).to_pylist()
    return {row["feature"]: row["share"] for row in rows if " > " not in row["feature"]}


def day_of(seconds: int) -> datetime:
    """The day (UTC) on which a moment lies: its first second."""
    return datetime.fromtimestamp(seconds - seconds % 86_400, UTC)


def _findings_made_at(store: CaseStore) -> datetime:
    """When the detection began; without one, the day of the last post: never now."""
    run = store.findings_run()
    if run is not None:
        return datetime.strptime(run[:16], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    last = store.sql("SELECT epoch(max(posted_at))::BIGINT AS at FROM posts")["at"][0].as_py()
    return day_of(last)

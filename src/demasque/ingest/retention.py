"""Taking data out of a case for good: accounts to be forgotten, posts that are too old.

Tables, findings and evidence lose them alike. Files of evidence that held something are replaced by
an extract (:mod:`kept_extract`); tombstones and a custody line say what went, by
pseudonym, and keep it out of files that are added later.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from demasque.case import CaseStore, Tombstones, cut_store, files_by_the_log, media_that_goes
from demasque.errors import UsageError
from demasque.ingest.durations import before
from demasque.ingest.evidence_files import evidence_files
from demasque.ingest.evidence_rewrite import raw_names, rewrite_evidence
from demasque.progress import Progress, quiet
from demasque.schema import Lifetime, tables_of


@dataclass(frozen=True, slots=True)
class Removal:
    """What was taken out: posts, the accounts concerned, files of evidence rewritten or removed.

    ``findings`` is true when findings named something that went: they need a new detection.
    """

    posts: int
    accounts: int
    files_rewritten: int
    files_removed: int
    findings: bool


def forget(store: CaseStore, accounts: Iterable[str], progress: Progress = quiet) -> Removal:
    """Take accounts out of tables, findings and evidence.

    They are named by pseudonym (``a_...``), or by raw id or handle as ``platform:id``.
    Raises UsageError for a word of neither form, and for a pseudonym that is nowhere in the case.
    """
    targets = frozenset(_pseudonym(store, word) for word in accounts)
    if not targets:
        raise UsageError("Name at least one account to forget.")
    listed = sorted(targets)
    names, posts = raw_names(store, targets, progress)
    cut = Tombstones(accounts=targets, posts=posts)
    rows = [{"kind": "forget", "account": account, "posts": 0} for account in listed]
    return _take_out(store, "forget", cut, rows, {"accounts": listed}, names, progress)


def purge(
    store: CaseStore,
    older_than: str,
    progress: Progress = quiet,
    now: datetime | None = None,
) -> Removal:
    """Take posts older than an ISO 8601 duration (``P12M``) out of tables, findings and evidence.

    Accounts left without a post go with them.

    Raises UsageError for what is no duration.
    """
    limit = before(now or datetime.now(UTC), older_than)
    idle = store.sql(
        "SELECT account FROM posts GROUP BY account HAVING max(posted_at) < ?", [limit]
    )
    cut = Tombstones(before=limit, idle=frozenset(idle["account"].to_pylist()))
    rows = [{"kind": "purge", "before": limit, "posts": 0}]
    details = {"older_than": older_than, "before": limit.isoformat(timespec="seconds")}
    return _take_out(store, "purge", cut, rows, details, frozenset(), progress)


def _take_out(
    store: CaseStore,
    action: str,
    cut: Tombstones,
    tombstones: list[dict[str, Any]],
    details: dict[str, Any],
    names: frozenset[str],
    progress: Progress,
) -> Removal:
    """New evidence, the custody line, the new store, and only then the end of the old evidence.

    In this order a kill leaves data that a repeat takes out, never a case that lacks anything else.
    """
    files = list(evidence_files(store))
    replaced = rewrite_evidence(store, files, cut, names, progress)
    kept = store.evidence.files()
    replaced |= {media: None for media in media_that_goes(store, cut) if media in kept}
    counts = _counts(store, cut)
    now = datetime.now(UTC)
    for row in tombstones:
        row |= {"made_at": now, "posts": counts["posts"]}
    store.custody.write(action, **details, posts=counts["posts"], evidence_replaced=replaced)
    findings = cut_store(store, cut, replaced, tombstones)
    finish_removals(store)
    store.places.keep_only(store.sql("SELECT media FROM media_files")["media"].to_pylist())
    store.media_rejects.clear()  # a name in it may be that of who went
    removed = sum(new is None for new in replaced.values())
    return Removal(counts["posts"], counts["accounts"], len(replaced) - removed, removed, findings)


def _counts(store: CaseStore, cut: Tombstones) -> dict[str, int]:
    rows = store.sql(
        "SELECT count(*) AS posts, count(DISTINCT account) AS accounts FROM posts "
        "WHERE account IN (SELECT unnest(?::VARCHAR[])) OR coalesce(posted_at < ?, false)",
        [sorted(cut.accounts), cut.before],
    )
    return dict(rows.to_pylist()[0])


def finish_removals(store: CaseStore) -> None:
    """Remove every file of evidence that the custody log says was taken out."""
    _, gone = files_by_the_log(store)
    store.evidence.remove(gone)


def _pseudonym(store: CaseStore, word: str) -> str:
    platform, colon, raw = word.partition(":")
    if colon and platform and raw:
        return store.names.one("account", platform.strip().lower(), raw.strip().removeprefix("@"))
    if any(
        store.sql(f'SELECT 1 FROM {table.name} WHERE "{column.name}" = ? LIMIT 1', [word]).num_rows
        for table in tables_of(Lifetime.SOURCE)
        for column in table.ids("account")
    ):
        return word
    raise UsageError(
        "{word} is no account of this case. Name it by its pseudonym (a_...), or "
        "by platform and id or handle: --account x:alice",
        word=word,
    )

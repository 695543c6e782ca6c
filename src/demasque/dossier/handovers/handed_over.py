"""What was handed to whom: a line of the custody log, and tables that later questions are put to.

The log keeps the receiver, the form and the file's hash; which accounts and posts were named is in
the case's tables, under pseudonyms, so that forgetting an account takes it out there as well.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Final

import pyarrow as pa

from demasque.case import CaseStore
from demasque.dossier.written.kept_words import without_names
from demasque.errors import UsageError
from demasque.schema import TABLES

ACTION: Final = "handover"
"""Of the custody log's lines that say what was handed to whom."""


@dataclass(frozen=True, slots=True)
class Handover:
    """One thing that was handed over. ``made_at`` is UTC, whole seconds.

    ``platform`` and ``campaign`` are None for several platforms and for the whole case.
    ``accounts`` and ``posts`` count what was named in it.
    """

    id: str
    form: str
    receiver: str
    platform: str | None
    campaign: str | None
    made_at: datetime
    accounts: int
    posts: int


def keep_handover(
    store: CaseStore,
    form: str,
    receiver: str,
    content: bytes,
    accounts: Iterable[str] = (),
    posts: Iterable[tuple[str, str]] = (),
    *,
    platform: str | None = None,
    campaign: str | None = None,
    at: datetime | None = None,
) -> Handover:
    """Write down that something is handed over, before it leaves; the same in one second once.

    Args:
        store: an open case.
        form: what it is: "referral", "pack", ...
        receiver: who gets it, in the analyst's words; names of accounts in them are replaced.
        content: the bytes handed over (or of their manifest); the log keeps their SHA-256.
        accounts: pseudonyms of the accounts named in it.
        posts: pairs of account and post, pseudonyms, of the posts named in it.
        platform: on which all of them stand.
        campaign: that it is about.
        at: now, unless it was handed over earlier.

    Raises:
        UsageError: no receiver is named.
        DemasqueError: the receiver's words name accounts, and the case's key is gone.
    """
    told = without_names(store, " ".join(receiver.split()))
    if not told:
        raise UsageError("Say who gets it: a platform, an office, a newsroom.")
    named, listed = sorted(set(accounts)), sorted(set(posts))
    digest = sha256(content).hexdigest()
    when = (at or datetime.now(UTC)).astimezone(UTC).replace(microsecond=0)
    words = f"{form}\n{told}\n{platform}\n{campaign}\n{when.isoformat()}\n{digest}"
    made = Handover(
        "F" + sha256(words.encode()).hexdigest()[:8],
        form,
        told,
        platform,
        campaign,
        when,
        len(named),
        len(listed),
    )
    if made.id in store.sql("SELECT handover FROM handovers")["handover"].to_pylist():
        return made
    store.custody.write(
        ACTION,
        id=made.id,
        form=form,
        receiver=told,
        platform=platform,
        campaign=campaign,
        sha256=digest,
        accounts=made.accounts,
        posts=made.posts,
    )
    _keep(store, made, named, listed)
    return made


def _keep(
    store: CaseStore, made: Handover, accounts: list[str], posts: list[tuple[str, str]]
) -> None:
    one = {
        "handover": made.id,
        "form": made.form,
        "receiver": made.receiver,
        "platform": made.platform,
        "campaign": made.campaign,
        "made_at": made.made_at,
    }
    # Whole columns: a million posts may be named.
    named = {
        "handover": pa.repeat(made.id, len(accounts) + len(posts)),
        "account": [*accounts, *(each for each, _ in posts)],
        "post": [*(None for _ in accounts), *(post for _, post in posts)],
    }
    store.insert(
        {
            "handovers": pa.Table.from_pylist([one], TABLES["handovers"].schema),
            "handed_over": pa.table(named, TABLES["handed_over"].schema),
        }
    )


_HANDOVERS: Final = """
    SELECT h.*, (SELECT count(*) FROM handed_over o
                 WHERE o.handover = h.handover AND o.post IS NULL) AS accounts,
           (SELECT count(*) FROM handed_over o
            WHERE o.handover = h.handover AND o.post IS NOT NULL) AS posts
    FROM handovers h ORDER BY made_at, handover"""


def handovers(store: CaseStore) -> tuple[Handover, ...]:
    """Everything that was handed over, oldest first; accounts and posts that are still known."""
    return tuple(Handover(row.pop("handover"), **row) for row in store.sql(_HANDOVERS).to_pylist())

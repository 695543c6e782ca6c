"""Any table of accounts: one row, one account, known by what it has and by what it lacks.

Exports often come as two files, one of posts and one of the accounts that posted them. The second
has an account, a date and numbers too; it is told apart by describing accounts and holding nothing
that a post would: no words, links, tags, media, parents, and no id but the account's own.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from demasque.errors import DemasqueError
from demasque.sources.fields import (
    ACCOUNT_FIELDS,
    FIELDS,
    PERSONAL,
    apply_mapping,
    plain,
    recognise,
    words,
)
from demasque.sources.mapping.flat import Plan, read_flat
from demasque.sources.readers.table_rows import columns_of
from demasque.sources.source import Batch, Reading, Sample, Source

_DESCRIPTIVE: Final = frozenset(ACCOUNT_FIELDS) - {"handle", "display_name"}
_OF_POSTS: Final = words(
    "post posted_at text links hashtags media mentions is_repost parent reply_to repost_of "
    "quote_of root venue client"
)
_USED: Final = ("account", "platform", *ACCOUNT_FIELDS)
_CREATED: Final = words("created_at created_utc created creation_date joined joined_at join_date")


def describes_accounts(sample: Sample) -> bool:
    """Whether a file that begins like this is a list of accounts."""
    columns = _usable(columns_of(sample))
    found = _recognise(columns)
    # A date alone is no description: it may as well be a post's.
    described = any(
        field in found and plain(found[field]) not in _CREATED for field in _DESCRIPTIVE
    )
    return "account" in found and described and not _OF_POSTS & set(found)


def _usable(columns: Iterable[str]) -> list[str]:
    return [column for column in columns if plain(column) not in PERSONAL]


def _recognise(columns: Iterable[str]) -> dict[str, str]:
    """Field -> column, where an id, a date or a description is the account's unless named else."""
    found = recognise(columns)
    if "post" in found and plain(found["post"]) == "id":
        own = found.pop("post")
        if found.get("account") == found.get("handle", found.get("account")):
            found["account"] = own
    if "posted_at" in found and plain(found["posted_at"]) in _CREATED:
        found.setdefault("account_created_at", found.pop("posted_at"))
    if "text" in found and plain(found["text"]) == "description":
        found.setdefault("bio", found.pop("text"))
    return found


def _columns(sample: Sample, mapping: Mapping[str, str], name: str) -> dict[str, str]:
    columns = columns_of(sample)
    found = apply_mapping(_recognise(_usable(columns)), mapping, columns, name)
    if "account" not in found:
        raise DemasqueError(
            "{name}: no column was recognised for account ({what}). Columns found: "
            "{have}. Name it with --map account=COLUMN.",
            name=name,
            what=FIELDS["account"].what,
            have=", ".join(_usable(columns)) or "none",
        )
    return {field: column for field, column in found.items() if field in _USED}


def _check(sample: Sample, mapping: Mapping[str, str], name: str) -> None:
    _columns(sample, mapping, name)


def _read(reading: Reading) -> Iterator[Batch]:
    found = _columns(reading.sample, reading.mapping, reading.file.name)
    return read_flat(reading, Plan(found, rows="accounts"))


TABLE_ACCOUNTS: Final = Source(
    id="table-accounts",
    title="Any table of accounts (columns by common names, or mapped with --map FIELD=COLUMN)",
    platform="as a column says, else unknown",
    required=frozenset({"account"}),
    optional=frozenset(_USED) - {"account"},
    personal=PERSONAL,
    time_precision="judged from the times",
    checked_against="the accounts of simulated worlds, and tables written by hand",
    note="Name it when a list of accounts has columns that look like a post's",
    read=_read,
    recognise=describes_accounts,
    check=_check,
    by_field=True,
)

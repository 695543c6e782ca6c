"""What there is to say of a table, said once: the machinery that reads, empties, cuts and documents
tables knows nothing of any of them but this."""

from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from typing import Final, Literal

import pyarrow as pa

TIME: Final = pa.timestamp("us", tz="UTC")

IdOf = Literal["account", "post"]


class Step(Enum):
    """Which step writes a table."""

    SOURCES = "sources"
    MASKING = "privacy"  # while rows are added, and personal details masked
    TRACES = "traces"
    COORDINATION = "coordination"
    CAMPAIGNS = "campaigns"
    DOSSIER = "dossier"
    WATCH = "watch"
    CASE = "case"


class Lifetime(Enum):
    """What becomes of a table when something is done anew."""

    SOURCE = "source"  # made from the evidence: a remap makes it anew
    RESULT = "result"  # made from source tables: a detection makes it anew
    KEPT = "kept"  # made anew by nothing
    WORKING = "working"  # there while a detection is at work


@dataclass(frozen=True)
class Column:
    """One column.

    ``id`` says whose identifier it holds: the platform's own one when it leaves
    :mod:`demasque.sources`, a keyed pseudonym in a case. ``words`` is true where a person's words
    stand, or an address: what may name an account among other words.
    """

    name: str
    type: pa.DataType
    meaning: str = ""
    nullable: bool = True
    id: IdOf | None = None
    words: bool = False

    @property
    def field(self) -> pa.Field:
        """The column in Arrow; its metadata says ``id: account`` or ``id: post``."""
        metadata = {"id": self.id} if self.id else None
        return pa.field(self.name, self.type, nullable=self.nullable, metadata=metadata)


def account(name: str, meaning: str = "", *, nullable: bool = True) -> Column:
    """A column that holds ids of accounts."""
    return Column(name, pa.string(), meaning, nullable, id="account")


def post(name: str, meaning: str = "", *, nullable: bool = True) -> Column:
    """A column that holds ids of posts."""
    return Column(name, pa.string(), meaning, nullable, id="post")


@dataclass(frozen=True)
class Table:
    """One table of a case.

    ``row`` says what a row is. ``key`` is the column that names it: of equal keys that are added
    the first stays. ``parent`` is the table that it hangs on. ``describes_accounts``: rows say
    something of an account, and mean nothing once its last post is gone; of results that is always
    so. ``gone_without`` names a table, and the columns of both, without whose rows a row goes.
    ``added_files`` are the columns that name files added beside posts: a row goes with the last
    post, or account, that one of these files belonged to.
    """

    name: str
    row: str
    step: Step
    lifetime: Lifetime
    columns: tuple[Column, ...]
    key: str | None = None
    parent: str | None = None
    describes_accounts: bool = False
    gone_without: tuple[str, tuple[str, ...]] | None = None
    added_files: tuple[str, ...] = ()

    @cached_property
    def schema(self) -> pa.Schema:
        """The table in Arrow."""
        return pa.schema([column.field for column in self.columns])

    def ids(self, kind: IdOf | None = None, *, nullable: bool | None = None) -> tuple[Column, ...]:
        """Columns that hold ids; of one kind, or only those that may or may not be missing."""
        return tuple(
            column
            for column in self.columns
            if column.id and kind in (None, column.id) and nullable in (None, column.nullable)
        )

    def ids_of_rows(self, kind: IdOf) -> tuple[Column, ...]:
        """Columns with ids without which a row says nothing: with such an id the row goes.

        Those that are never missing; in a table where any may be missing, all.
        """
        return self.ids(kind, nullable=False if self.ids(nullable=False) else None)

    @property
    def words(self) -> tuple[str, ...]:
        """Columns that may name an account among other words."""
        return tuple(column.name for column in self.columns if column.words)

    @property
    def of_accounts_with_posts(self) -> bool:
        """Whether rows about an account go with its last post."""
        return self.describes_accounts or self.lifetime is Lifetime.RESULT

"""From the raw ids that a list of files gives to posts and accounts of the case."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import pyarrow as pa

from demasque.case import CaseStore
from demasque.errors import Sentence
from demasque.privacy import IdKind
from demasque.sources import MediaRow

NOT_IN_CASE: Final = Sentence("its post is not in the case: add the export that has it first")
NO_ACCOUNT: Final = Sentence("its account is not in the case: add the export that has it first")
AMBIGUOUS: Final = Sentence(
    "posts of several platforms have this id: say which, with --map platform==NAME"
)
_UNNAMED: Final = "unknown"
"""The platform of posts whose export names none."""


@dataclass(frozen=True, slots=True)
class FileOwner:
    """What a file belongs to, by pseudonym: a post, or the account that it is the picture of."""

    kind: IdKind
    pseudonym: str


class PostMatcher:
    """Finds the post or account of a row; ``platform`` holds for rows whose list names none."""

    def __init__(self, store: CaseStore, platform: str | None = None) -> None:
        self._store = store
        self._platform = platform

    def match(self, rows: Sequence[MediaRow]) -> list[FileOwner | Sentence]:
        """For each row what its file belongs to, or why that is not known.

        A row whose list names no platform is looked for on every platform of the case, and is
        taken where it is found on one only.
        """
        platforms = self._platforms()
        kinds: tuple[IdKind, ...] = ("post", "account")
        known = {
            (kind, platform): self._known(kind, platform, rows)
            for kind in kinds
            for platform in platforms
        }
        return [self._owner(row, platforms, known) for row in rows]

    def _platforms(self) -> list[str]:
        found = self._store.sql(
            "SELECT DISTINCT platform FROM posts UNION SELECT DISTINCT platform FROM accounts"
        )
        return sorted(found["platform"].to_pylist())

    def _known(self, kind: IdKind, platform: str, rows: Iterable[MediaRow]) -> dict[str, str]:
        """Raw id -> pseudonym, of those ids that the case knows on one platform."""
        raw = sorted({word for row in rows for word in _ids(kind, row)})
        if not raw:
            return {}
        made = self._store.names.many(kind, platform, pa.array(raw, pa.string())).to_pylist()
        query = (
            "SELECT post AS id FROM posts WHERE post IN (SELECT unnest(?))"
            if kind == "post"
            else "SELECT account AS id FROM posts WHERE account IN (SELECT unnest(?)) "
            "UNION SELECT account FROM accounts WHERE account IN (SELECT unnest(?))"
        )
        parameters = [made] if kind == "post" else [made, made]
        there = set(self._store.sql(query, parameters)["id"].to_pylist())
        return {
            word: pseudonym for word, pseudonym in zip(raw, made, strict=True) if pseudonym in there
        }

    def _owner(
        self,
        row: MediaRow,
        platforms: Sequence[str],
        known: dict[tuple[IdKind, str], dict[str, str]],
    ) -> FileOwner | Sentence:
        kind: IdKind = "post" if row.posts else "account"
        named = row.platform or self._platform
        ids = _ids(kind, row)
        # A platform that the list names may be one that the export did not.
        tried = [[named], [_UNNAMED]] if named else [platforms]
        for some in tried:
            found = {
                platform: next((table[word] for word in ids if word in table), None)
                for platform in some
                if (table := known.get((kind, platform)))
            }
            hits = sorted({pseudonym for pseudonym in found.values() if pseudonym})
            if len(hits) == 1:
                return FileOwner(kind, hits[0])
            if hits:
                return AMBIGUOUS
        return NOT_IN_CASE if kind == "post" else NO_ACCOUNT


def _ids(kind: IdKind, row: MediaRow) -> tuple[str, ...]:
    return row.posts if kind == "post" else row.accounts

"""Which file is in which post, as rows of the case's tables."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import pyarrow as pa

from demasque.case import CaseStore
from demasque.media.storing.post_matching import FileOwner
from demasque.schema import TABLES

_TABLES = {"post": "media_in_posts", "account": "avatar_files"}


@dataclass(frozen=True, slots=True)
class FileLinks:
    """``media`` is SHA-256 -> one place in the folder; ``owners`` SHA-256 -> what has the file."""

    media: Mapping[str, str]
    owners: Mapping[str, frozenset[FileOwner]]


@dataclass(frozen=True, slots=True)
class LinkCounts:
    """How many links to posts, and to accounts, are new."""

    posts: int = 0
    avatars: int = 0


def links_of(owners: Mapping[str, list[FileOwner]], digests: Mapping[str, str]) -> FileLinks:
    """Links of distinct files: equal files of a folder are one."""
    media: dict[str, str] = {}
    by_media: dict[str, frozenset[FileOwner]] = {}
    for file in sorted(digests):
        digest = digests[file]
        media.setdefault(digest, file)
        by_media[digest] = by_media.get(digest, frozenset()) | frozenset(owners[file])
    return FileLinks(media, by_media)


def tables_of_links(
    store: CaseStore, links: FileLinks, media: Collection[str]
) -> tuple[dict[str, pa.Table], LinkCounts]:
    """Rows of the links of some files that the case does not have yet, and how many there are."""
    tables: dict[str, pa.Table] = {}
    for kind, name in _TABLES.items():
        there = _there(store, kind, name, media)
        wanted = {
            (owner.pseudonym, digest)
            for digest in media
            for owner in links.owners[digest]
            if owner.kind == kind
        }
        rows = [{kind: who, "media": digest} for who, digest in sorted(wanted - there)]
        tables[name] = pa.Table.from_pylist(rows, schema=TABLES[name].schema)
    counts = LinkCounts(tables["media_in_posts"].num_rows, tables["avatar_files"].num_rows)
    return tables, counts


def write_links(store: CaseStore, links: FileLinks, media: Collection[str]) -> LinkCounts:
    """Add the links of files that the case has."""
    tables, counts = tables_of_links(store, links, media)
    store.insert(tables)
    return counts


def _there(store: CaseStore, kind: str, name: str, media: Collection[str]) -> set[tuple[str, str]]:
    query = (
        f"SELECT {kind} AS owner, media FROM {name} WHERE media IN (SELECT unnest(?::VARCHAR[]))"
    )
    rows = store.sql(query, [sorted(media)]).to_pydict()
    return set(zip(rows["owner"], rows["media"], strict=True))

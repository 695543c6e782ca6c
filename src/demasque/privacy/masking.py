"""Tables with raw ids become tables that may be kept: pseudonyms for ids, masks in words.

What adds to a case and what reads on a cluster protect rows by these functions alone, so both keep
the same.
"""

from collections.abc import Callable, Mapping
from functools import partial

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from demasque.privacy.personal_details import masked_column, masked_links
from demasque.privacy.pseudonyms import ID_KINDS, Pseudonymiser
from demasque.schema import TABLES


class Masking:
    """Takes persons out of the words of source tables whose ids are pseudonyms already.

    Display names and bios are left out unless ``keep_profile_text``; accounts that were
    ``forgotten`` (pseudonyms) are named not at all.
    """

    def __init__(
        self,
        names: Pseudonymiser,
        keep_profile_text: bool = False,
        forgotten: frozenset[str] = frozenset(),
    ) -> None:
        self._names = names
        self._keep_profile_text = keep_profile_text
        self._forgotten = forgotten

    def masked(self, platform: str, tables: Mapping[str, pa.Table]) -> dict[str, pa.Table]:
        """Tables of one platform, and how many personal details the posts had."""
        made = dict(tables)
        if "posts" in made:
            made["posts"], made["personal_details"] = self._posts(platform, made["posts"])
            programs = partial(self._few_texts, platform)
            made["posts"] = _with(made["posts"], "client", programs)
        if "links" in made:
            made["links"] = _with(made["links"], "url", partial(self._links, platform))
        if "accounts" in made:
            for column in ("avatar", "bio_hash", "name_hash"):
                made["accounts"] = _with(made["accounts"], column, self._names.keyed)
        if not self._keep_profile_text:
            made.pop("profile_texts", None)
        for name in made.keys() - {"posts", "links"}:
            for column in TABLES[name].words:
                made[name] = _with(made[name], column, partial(self._text, platform))
        return made

    def _text(self, platform: str, texts: pa.Array) -> pa.Array:
        nothing = pa.nulls(len(texts), pa.string())
        return self._nameless(platform, masked_column(texts, nothing)[0])

    def _few_texts(self, platform: str, texts: pa.Array) -> pa.Array:
        """Texts of which there are few and many times the same, protected once each."""
        encoded = texts.dictionary_encode()
        return pc.take(self._text(platform, encoded.dictionary), encoded.indices)

    def _nameless(self, platform: str, texts: pa.Array) -> pa.Array:
        """Words in which accounts are named by pseudonym, and forgotten ones not at all."""
        if self._forgotten:
            texts = self._names.without(platform, texts, self._forgotten)
        return self._names.mentions(platform, self._names.profiles(texts))

    def _posts(self, platform: str, posts: pa.Table) -> tuple[pa.Table, pa.Table]:
        """Posts whose texts name no account and no personal detail, and the details' counts."""
        texts, found = masked_column(posts["text"].combine_chunks(), posts["lang"].combine_chunks())
        texts = self._nameless(platform, texts)
        rows, kinds, counts = zip(*found, strict=True) if found else ((), (), ())
        post = posts["post"].take(pa.array(rows, pa.int64()))
        details = {"post": post, "kind": list(kinds), "count": list(counts)}
        at = posts.schema.get_field_index("text")
        return (
            posts.set_column(at, "text", texts),
            pa.table(details, schema=TABLES["personal_details"].schema),
        )

    def _links(self, platform: str, links: pa.Array) -> pa.Array:
        if self._forgotten:
            links = self._names.without(platform, links, self._forgotten)
        return self._names.profiles(masked_links(links))


def with_pseudonyms(
    names: Pseudonymiser, platform: str, tables: Mapping[str, pa.Table]
) -> dict[str, pa.Table]:
    """Source tables of one platform with pseudonyms in the place of ids; texts are not touched."""
    made = dict(tables)
    for kind in ID_KINDS:
        first: tuple[pa.Array, pa.Array] | None = None
        for name, rows in tables.items():
            for column in TABLES[name].ids(kind):
                raw = rows[column.name].combine_chunks()
                # Counts stand beside every post: their ids are those of the posts.
                same = first and raw.equals(first[0])
                hashed = first[1] if first and same else names.many(kind, platform, raw)
                first = first or (raw, hashed)
                at = rows.schema.get_field_index(column.name)
                made[name] = made[name].set_column(at, column.name, hashed)
    return made


def by_platform(tables: Mapping[str, pa.Table]) -> dict[str, dict[str, pa.Table]]:
    """The rows of tables apart by platform, platforms in order of first appearance."""
    parts: dict[str, dict[str, pa.Table]] = {}
    posts = tables.get("posts")
    for name, table in tables.items():
        if not table.num_rows:
            continue
        rows = table.select(TABLES[name].schema.names).cast(TABLES[name].schema)
        encoded = _platforms(name, rows, posts).dictionary_encode()
        if encoded.null_count:
            raise ValueError(f"{name} has rows of posts that are not in the same call")
        codes, distinct = np.asarray(encoded.indices), encoded.dictionary.to_pylist()
        for code, word in enumerate(distinct):
            one = len(distinct) == 1
            part = rows if one else rows.take(pa.array(np.flatnonzero(codes == code)))
            parts.setdefault(word, {})[name] = part
    return parts


def _platforms(name: str, rows: pa.Table, posts: pa.Table | None) -> pa.Array:
    """The platform of each row of a table; one value will do where all are the same."""
    if name == "rejects":
        return pa.array([""])
    if "platform" in rows.column_names:
        return rows["platform"].combine_chunks()
    if posts is None:
        raise ValueError(f"{name} needs the posts that it belongs to in the same call")
    known = pc.unique(posts["platform"])
    if len(known) == 1:
        return known
    theirs, platforms = posts["post"].combine_chunks(), posts["platform"].combine_chunks()
    asked = rows["post"].combine_chunks()
    # Counts stand beside every post, in the same order.
    if asked.equals(theirs):
        return platforms
    return pc.take(platforms, pc.index_in(asked, theirs))


def _with(table: pa.Table, column: str, change: Callable[[pa.Array], pa.Array]) -> pa.Table:
    at = table.schema.get_field_index(column)
    return table.set_column(at, column, change(table[column].combine_chunks()))

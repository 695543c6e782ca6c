"""Keyed pseudonyms: the only form in which ids of accounts and posts enter the working tables.

A pseudonym is BLAKE2b over (kind, platform, raw id) with the case's own key, 80 bits in base32
behind a letter: ``a_`` for accounts, ``p_`` for posts. Without the key nobody can go from a list
of known ids to the pseudonyms; with it, :func:`demasque.ingest.revealing` goes back through the
evidence.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from hashlib import blake2b
from typing import Final, Literal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from demasque.privacy.handles import plain_mentions, rows_matching, with_words, words_at
from demasque.privacy.keyed_hash import pseudonyms
from demasque.privacy.profile_addresses import MEDIUM_HOST, PROFILE_HINT, Named, profiles_in

FORGOTTEN: Final = "[forgotten]"
"""What stands after @ or in an address in the place of an account that was forgotten: no platform's
account can be called that."""

FORGOTTEN_IN_HOST: Final = "_forgotten_"
"""The same where the name is part of a host, which stays a host: no account's host has an
underscore."""

IdKind = Literal["account", "post"]
ID_KINDS: Final[tuple[IdKind, ...]] = ("account", "post")

PREFIX: Final[Mapping[str, str]] = {"account": "a_", "post": "p_"}
LENGTH: Final = 18
"""Characters of a pseudonym: prefix and 16 of base32 (80 bits)."""

MENTION: Final = re.compile(
    # The sign first, then what must not stand before it: three times faster to search.
    r"[@＠](?<![\w.@＠].)("
    r"[A-Za-z0-9_][A-Za-z0-9_]*(?:[.-][A-Za-z0-9_]+)*(?:@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+)?"
    r"|[^\W\d_]\w*)"
)
"""A mention in a post's text; group 1 is the handle.

ASCII handles end where ASCII letters, digits, underscores and inner dots or hyphens do, so that
Chinese text right behind one is left alone; user@host of the fediverse is one handle; other
handles end at the first character that is no letter or digit. An e-mail address is no mention.
"""

MENTION_PSEUDONYM: Final = re.compile(r"@a_[a-z2-7]{16}")
"""What stands in stored texts in the place of a mention."""

CASELESS: Final = frozenset(
    {"x", "instagram", "tiktok", "reddit", "telegram", "threads", "mastodon", "bluesky",
     "truth_social", "medium", "vk"}
)  # fmt: skip
"""Platforms where account names that differ by case only are one account."""


class Pseudonymiser:
    """Makes pseudonyms with one case's key (32 bytes)."""

    def __init__(self, key: bytes) -> None:
        self._key = key
        # Pages of accounts are linked again and again.
        self._profile = lru_cache(maxsize=65_536)(
            lambda platform, name: self.one("account", platform, name)
        )

    def one(self, kind: IdKind, platform: str, raw: str) -> str:
        """The pseudonym of one raw id."""
        return str(self.many(kind, platform, pa.array([raw]))[0].as_py())

    def many(self, kind: IdKind, platform: str, raw: pa.Array) -> pa.Array:
        """The pseudonyms of a column of raw ids (text); null stays null."""
        if kind == "post":
            return self._make(kind, platform, raw.cast(pa.string()))
        # Accounts come again and again, posts hardly.
        encoded = raw.dictionary_encode()
        return pc.take(self._make(kind, platform, encoded.dictionary), encoded.indices)

    def mentions(self, platform: str, texts: pa.Array) -> pa.Array:
        """Texts with every ``@handle`` replaced by ``@`` and the handle's pseudonym."""
        filled = pc.fill_null(texts, "")
        rows, spans, odd = plain_mentions(filled)
        made = texts
        if len(rows):
            handles = words_at(filled, spans)
            # What has become a pseudonym already, as part of an address, stays.
            is_one = pc.match_substring_regex(handles, "^a_[a-z2-7]{16}$")
            named = pc.if_else(is_one, handles, self.many("account", platform, handles))
            made = with_words(filled, rows, spans, named)
            if texts.null_count:
                made = pc.if_else(texts.is_valid(), made, pa.scalar(None, pa.string()))
        if odd.any():
            others = self._odd_mentions(platform, texts.filter(pa.array(odd)))
            made = pc.replace_with_mask(made, pa.array(odd), others)
        return made

    def _odd_mentions(self, platform: str, texts: pa.Array) -> pa.Array:
        # Split gives what stands between mentions and the handles in turn.
        pieces = [MENTION.split(text) for text in texts.to_pylist()]
        handles = list({handle for words in pieces for handle in words[1::2]})
        made = self._make("account", platform, pa.array(handles, pa.string())).to_pylist()
        named = {
            handle: f"@{handle}" if _is_pseudonym(handle) else f"@{pseudonym}"
            for handle, pseudonym in zip(handles, made, strict=True)
        }
        for words in pieces:
            words[1::2] = [named[handle] for handle in words[1::2]]
        return pa.array(["".join(words) for words in pieces], pa.string())

    def profiles(self, texts: pa.Array) -> pa.Array:
        """Texts or addresses with every account's name in an address replaced by its pseudonym."""
        at = rows_matching(texts, PROFILE_HINT, b"/", MEDIUM_HOST.encode())
        if not len(at):
            return texts
        concerned = np.zeros(len(texts), np.bool_)
        concerned[at] = True
        replaced = []
        for text in texts.take(pa.array(at)).to_pylist():
            for named in reversed(profiles_in(text)):
                made = self._profile(named.platform, named.name)
                text = text[: named.start] + made + text[named.end :]
            replaced.append(text)
        return pc.replace_with_mask(texts, pa.array(concerned), pa.array(replaced, pa.string()))

    def without(self, platform: str, texts: pa.Array, accounts: frozenset[str]) -> pa.Array:
        """Texts without the names of some accounts (pseudonyms) in mentions and addresses."""

        def unnamed(mention: re.Match[str]) -> str:
            known = self._profile(platform, mention[1]) in accounts
            return f"@{FORGOTTEN}" if known else mention[0]

        made = []
        for text in texts.to_pylist():
            if text:
                for named in reversed(profiles_in(text)):
                    if self._profile(named.platform, named.name) in accounts:
                        text = text[: named.start] + _forgotten(named) + text[named.end :]
                text = MENTION.sub(unnamed, text)
            made.append(text)
        return pa.array(made, pa.string())

    def keyed(self, hashes: pa.Array) -> pa.Array:
        """Hashes of texts made anew with the key: who has the same text cannot find it by them."""
        encoded = hashes.dictionary_encode()
        base = blake2b(b"hash\0", key=self._key, digest_size=16)
        made = []
        for word in encoded.dictionary.to_pylist():
            state = base.copy()
            state.update(word.encode())
            made.append(state.hexdigest())
        return pc.take(pa.array(made, pa.string()), encoded.indices)

    def _make(self, kind: IdKind, platform: str, ids: pa.Array) -> pa.Array:
        """Pseudonyms of ids, of each for itself."""
        if kind == "account" and platform in CASELESS:
            ids = pc.utf8_lower(ids)
        return pseudonyms(self._key, f"{kind}\0{platform}\0".encode(), PREFIX[kind].encode(), ids)


def mentioned(texts: pa.Array) -> tuple[NDArray[np.int64], pa.Array]:
    """Every mention in a column of texts, in order: (row numbers, handles)."""
    filled = pc.fill_null(texts, "")
    rows, spans, odd = plain_mentions(filled)
    handles = words_at(filled, spans)
    if not odd.any():
        return rows, handles
    at = np.flatnonzero(odd)
    found = [MENTION.findall(text) for text in filled.filter(pa.array(odd)).to_pylist()]
    rows = np.concatenate([rows, np.repeat(at, [len(some) for some in found])])
    others = pa.array([word for some in found for word in some], pa.string())
    order = np.argsort(rows, kind="stable")
    return rows[order], pa.concat_arrays([handles, others]).take(pa.array(order))


def forgotten_words(words: str, account: str) -> str:
    """SQL: stored words (an SQL expression) that name an account (a pseudonym) no more."""
    in_host = f"replace({words}, '{account}{MEDIUM_HOST}', '{FORGOTTEN_IN_HOST}{MEDIUM_HOST}')"
    return f"replace({in_host}, '{account}', '{FORGOTTEN}')"


def _forgotten(named: Named) -> str:
    return FORGOTTEN_IN_HOST if named.in_host else FORGOTTEN


def _is_pseudonym(handle: str) -> bool:
    """Whether a mention has become a pseudonym already, as part of an address."""
    return handle.startswith("a_") and MENTION_PSEUDONYM.fullmatch(f"@{handle}") is not None

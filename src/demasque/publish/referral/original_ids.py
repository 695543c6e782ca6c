"""Original ids of the accounts and posts that a referral names, and where they stand."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

import pyarrow as pa

from demasque.case import CaseStore
from demasque.ingest import reveal
from demasque.privacy import IdKind
from demasque.progress import Progress
from demasque.publish.referral.platform_links import account_link, post_link
from demasque.publish.referral.referred_rows import ReferredPost

WantedRevealer = Callable[[CaseStore, IdKind, Progress, pa.Array], pa.Table]
"""Gives, for accounts or posts of these pseudonyms, a table ``pseudonym, platform, raw``."""

_KINDS: Final[tuple[IdKind, ...]] = ("account", "post")


@dataclass(frozen=True)
class OriginalIds:
    """Pseudonym -> original id, of one platform."""

    platform: str
    accounts: Mapping[str, str]
    posts: Mapping[str, str]

    def account_link(self, account: str) -> str | None:
        """The address of the account's page, where one can be built."""
        return account_link(self.platform, self.accounts[account])

    def post_link(self, account: str, post: ReferredPost) -> str | None:
        """The address of the post, where one can be built."""
        root = self.posts.get(post.root) if post.root and post.root != post.post else None
        return post_link(self.platform, self.posts[post.post], self.accounts[account], root)


def original_ids(
    store: CaseStore,
    platform: str,
    wanted: Mapping[str, pa.Array],
    progress: Progress,
    revealer: WantedRevealer = reveal,
) -> OriginalIds:
    """Look up original ids in the evidence. DemasqueError where the case's key is gone."""
    found = {}
    for kind in _KINDS:
        table = revealer(store, kind, progress, wanted[kind])
        pairs = zip(table["pseudonym"].to_pylist(), table["raw"].to_pylist(), strict=True)
        found[kind] = {one: raw for one, raw in pairs if _is_id(platform, raw)}
    return OriginalIds(platform, found["account"], found["post"])


def _is_id(platform: str, raw: str) -> bool:
    """Feeds of Medium's publications give a person's name where the id should be."""
    return platform != "medium" or " " not in raw

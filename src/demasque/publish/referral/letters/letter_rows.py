"""The list of a letter: each account with its original id, its address, reason and posts."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from demasque.publish.drawing.naming import kind_name
from demasque.publish.referral.original_ids import OriginalIds
from demasque.publish.referral.referred_rows import ReferredAccount, ReferredPost
from demasque.schema import PRECISION_SECONDS
from demasque.sentences import Seconds, Sentence

POSTS_NAMED: Final = 5
"""Posts of one account that the letter itself names: those with the most others beside them."""


@dataclass(frozen=True)
class ListedPost:
    """One post as the platform knows it. ``link`` is None where no address can be built."""

    post: ReferredPost
    id: str
    link: str | None

    @property
    def why(self) -> Sentence:
        """What it has in common with which others, and how near in time."""
        return _why(self.post.kind, self.post.others, _within(self.post))


@dataclass(frozen=True)
class ListedAccount:
    """One account as the platform knows it, with all its posts that show a tie, oldest first."""

    account: str  # its pseudonym in the case
    id: str
    link: str | None
    posts: tuple[ListedPost, ...]

    @property
    def why(self) -> Sentence:
        """Its own reason: how many posts of which kinds, with how many others, when."""
        kinds = sorted({each.post.kind for each in self.posts})
        return Sentence(
            "{posts}, with up to {others}: {kinds}. From {first} to {last} (UTC).",
            posts=Sentence.counted(
                "{n} post shared within the group",
                "{n} posts shared within the group",
                len(self.posts),
            ),
            kinds=[kind_name(each) for each in kinds],
            others=Sentence.counted(
                "{n} other account",
                "{n} other accounts",
                max(each.post.others for each in self.posts),
            ),
            first=self.posts[0].post.posted_at.date(),
            last=self.posts[-1].post.posted_at.date(),
        )

    @property
    def named(self) -> tuple[ListedPost, ...]:
        """The posts that the letter itself names: most others first, then the nearest."""
        by_weight = sorted(
            self.posts,
            key=lambda each: (-each.post.others, each.post.gap, each.post.posted_at, each.id),
        )
        return tuple(by_weight[:POSTS_NAMED])


def listed(account: ReferredAccount, ids: OriginalIds) -> ListedAccount | None:
    """The account as the platform knows it; None where an original id is not at hand."""
    raw = ids.accounts.get(account.account)
    posts = tuple(_listed_posts(account, ids)) if raw is not None else ()
    if raw is None or not posts:
        return None
    return ListedAccount(account.account, raw, ids.account_link(account.account), posts)


def _listed_posts(account: ReferredAccount, ids: OriginalIds) -> Iterator[ListedPost]:
    for post in account.posts:
        raw = ids.posts.get(post.post)
        if raw is not None:
            yield ListedPost(post, raw, ids.post_link(account.account, post))


def _within(post: ReferredPost) -> int:
    """Whole seconds, no finer than the times are known."""
    finest = PRECISION_SECONDS.get(post.time_precision, PRECISION_SECONDS["day"])
    return max(finest, int(-(-post.gap // 1)))


@lru_cache(maxsize=4096)
def _why(kind: str, others: int, within: int) -> Sentence:
    return Sentence(
        "{what} as {others} of the group, the nearest within {gap}",
        what=kind_name(kind),
        others=Sentence.counted("{n} other account", "{n} other accounts", others),
        gap=Seconds(within),
    )

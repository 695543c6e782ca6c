"""Go through what a referral names, once: to the files beside the letter, and to the letter."""

from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from heapq import nsmallest
from pathlib import Path

from demasque.case import CaseStore
from demasque.publish.referral.letters.letter_rows import ListedAccount, listed
from demasque.publish.referral.original_ids import OriginalIds
from demasque.publish.referral.referral_lists import referral_lists
from demasque.publish.referral.referred_rows import evidence_rows, referred_accounts
from demasque.wording import Wording


@dataclass(frozen=True)
class ReferralListing:
    """What is named. ``shown`` stands in the letter, the most posts first.

    ``accounts`` and ``posts`` (account and post) are the pseudonyms of all that is named, in the
    letter or in the files beside it; ``addressed``: whether any of it has an address.
    """

    shown: tuple[ListedAccount, ...]
    accounts: list[str]
    posts: list[tuple[str, str]]
    addressed: bool


def listing_of(
    store: CaseStore,
    campaign: str,
    ids: OriginalIds,
    longest: int,
    folder: Path | None,
    words: Wording,
) -> ReferralListing:
    """Name accounts and their posts; in a ``folder`` all of them, without one what a letter holds.

    The letter shows at most ``longest`` accounts.
    """
    accounts, posts = list[str](), list[tuple[str, str]]()
    addressed = False

    def named() -> Iterator[ListedAccount]:
        nonlocal addressed
        for each in referred_accounts(evidence_rows(store, campaign, ids.platform)):
            account = listed(each, ids)
            if account is None:
                continue
            accounts.append(account.account)
            shown = account.named if lists is None else account.posts
            posts.extend((account.account, one.post.post) for one in shown)
            addressed = addressed or any((account.link, *(one.link for one in shown)))
            if lists is not None:
                lists.add(account)
            yield account

    with nullcontext() if folder is None else referral_lists(folder, words) as lists:
        first = nsmallest(longest, named(), key=lambda each: (-len(each.posts), each.id))
    return ReferralListing(tuple(first), accounts, posts, addressed)

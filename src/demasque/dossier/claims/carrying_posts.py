"""Which posts of a case carry a claim, and through whom: counted, and kept apart from proof.

A post carries a claim where it holds one of the claim's markers (messages, words in normal form,
links, hashtags), or reposts one that does. A post that quotes a claim to deny it carries it too:
what a post holds of the claim is known, and not what its author thinks of it.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

import pyarrow as pa

from demasque.case import CaseStore
from demasque.dossier.claims.channel_files import ChannelClass
from demasque.dossier.claims.claim_values import Claim
from demasque.dossier.claims.listed_channels import channel_list
from demasque.dossier.claims.markers import folded_hashtag, holds_words, narrative_number
from demasque.schema import TIME
from demasque.text import canonical_url, match_key, match_keys

CHANNEL, CAMPAIGN, OTHERS = "channel", "campaign", "others"
"""Carriers, in the order in which they are shown: an account is the first of these that it is."""

CLAIM_POSTS: Final = pa.schema(
    [
        pa.field("claim", pa.string(), nullable=False),
        pa.field("post", pa.string(), nullable=False),
        pa.field("account", pa.string(), nullable=False),
        pa.field("platform", pa.string(), nullable=False),
        pa.field("posted_at", TIME, nullable=False),
        pa.field("how", pa.list_(pa.string()), nullable=False),
        pa.field("carrier", pa.string(), nullable=False),
        pa.field("group", pa.string()),
        pa.field("links_to_channel", pa.bool_()),
    ]
)
"""One row a claim and post: ``how`` (narrative, words, link, hashtag, repost), ``carrier``
(channel, campaign, others), ``group`` (the class on the analyst's list, the campaign, or null), and
whether the post links to a listed site (null where no list of channels stands)."""

_OF_NARRATIVES: Final = """
    SELECT DISTINCT post, trace FROM events
    WHERE kind = 'text' AND trace IN (SELECT unnest(?::BIGINT[]))"""
_TEXTS: Final = "SELECT post, text FROM posts WHERE text IS NOT NULL"
_URLS: Final = "SELECT DISTINCT url FROM links"
_TAGS: Final = "SELECT DISTINCT tag FROM hashtags"
_LINKING: Final = "SELECT post, url AS value FROM links WHERE url IN (SELECT unnest(?::VARCHAR[]))"
_TAGGED: Final = (
    "SELECT post, tag AS value FROM hashtags WHERE tag IN (SELECT unnest(?::VARCHAR[]))"
)
_REPOSTS: Final = """
    SELECT post, parent FROM posts
    WHERE kind = 'repost' AND parent IN (SELECT unnest(?::VARCHAR[]))"""
_TOLD: Final = """
    SELECT post, account, platform, posted_at, campaign
    FROM posts LEFT JOIN (
        SELECT account, min(campaign) AS campaign FROM memberships GROUP BY account
    ) USING (account)
    WHERE post IN (SELECT unnest(?::VARCHAR[])) ORDER BY posted_at, post"""
_HOST: Final = "regexp_extract(lower(url), '^(?:https?://)?(?:[^/@]*@)?([^/:?#]+)', 1)"
_TO_SITES: Final = f"""
    SELECT DISTINCT post FROM links, (SELECT unnest(?::VARCHAR[]) AS site)
    WHERE post IN (SELECT unnest(?::VARCHAR[]))
        AND ({_HOST} = site OR ends_with({_HOST}, '.' || site))"""

_HOW: Final = ("narrative", "words", "link", "hashtag", "repost")

Carried = dict[tuple[str, str], set[str]]
"""How posts carry claims, by claim and post."""


def claim_posts(store: CaseStore, claims: Sequence[Claim]) -> pa.Table:
    """The posts that carry some claims, as :data:`CLAIM_POSTS`, by claim, then oldest first."""
    carried: Carried = {}
    for name, post, way in _found(store, claims):
        carried.setdefault((name, post), set()).add(way)
    _pass_on(store, carried)
    posts = sorted({post for _, post in carried})
    told = store.sql(_TOLD, (posts,)).to_pylist() if posts else []
    listed = channel_list(store)
    if listed is not None and not listed.readable:
        listed = None
    to_sites = _linking_to(store, sorted(listed.sites), posts) if listed and posts else set()
    accounts = listed.accounts if listed is not None else {}
    rows = [
        {"claim": claim.id, **row, "how": [each for each in _HOW if each in how]}
        | _carrier(row, accounts)
        | {"links_to_channel": row["post"] in to_sites if listed is not None else None}
        for claim in claims
        for row in told
        if (how := carried.get((claim.id, row["post"])))
    ]
    return pa.Table.from_pylist(rows, CLAIM_POSTS)


def missing_narratives(store: CaseStore, claim: Claim) -> tuple[str, ...]:
    """Messages by which a claim was to be recognised, and which this detection does not have."""
    wanted = claim.carried_by.narratives
    if not wanted:
        return ()
    numbers = [narrative_number(each) for each in wanted]
    found = set(store.sql(_OF_NARRATIVES, (numbers,))["trace"].to_pylist())
    return tuple(each for each in wanted if narrative_number(each) not in found)


def _found(store: CaseStore, claims: Sequence[Claim]) -> Iterator[tuple[str, str, str]]:
    """(claim, post, how) for every marker in every post that holds it."""
    by_narrative = _markers(claims, "narratives")
    if by_narrative:
        numbers = {narrative_number(name): name for name in by_narrative}
        for row in store.sql(_OF_NARRATIVES, (list(numbers),)).to_pylist():
            for claim in by_narrative[numbers[row["trace"]]]:
                yield claim, row["post"], "narrative"
    yield from _with_words(store, _markers(claims, "words"))
    yield from _with_values(store, _markers(claims, "urls"), _URLS, _LINKING, canonical_url, "link")
    tags = _markers(claims, "hashtags")
    yield from _with_values(store, tags, _TAGS, _TAGGED, folded_hashtag, "hashtag")


def _markers(claims: Sequence[Claim], name: str) -> dict[str, list[str]]:
    """Marker -> claims that have it."""
    found: dict[str, list[str]] = {}
    for claim in claims:
        for marker in getattr(claim.carried_by, name):
            found.setdefault(marker, []).append(claim.id)
    return found


def _with_words(store: CaseStore, wanted: dict[str, list[str]]) -> Iterator[tuple[str, str, str]]:
    if not wanted:
        return
    keys = [(match_key(words), claims) for words, claims in wanted.items()]
    for batch in store.stream(_TEXTS):
        folded = match_keys(batch.column("text").to_pylist())
        for post, key in zip(batch.column("post").to_pylist(), folded, strict=True):
            for words, claims in keys:
                if words in key and holds_words(key, words):
                    yield from ((claim, post, "words") for claim in claims)


def _with_values(
    store: CaseStore,
    wanted: dict[str, list[str]],
    distinct: str,
    posts: str,
    normal: Callable[[str], str | None],
    how: str,
) -> Iterator[tuple[str, str, str]]:
    """Posts whose links or hashtags are, in normal form, among those wanted."""
    if not wanted:
        return
    written: dict[str, str] = {}
    for batch in store.stream(distinct):
        for value in batch.column(0).to_pylist():
            found = normal(value)
            if found in wanted:
                written[value] = found
    for row in store.sql(posts, (list(written),)).to_pylist() if written else []:
        for claim in wanted[written[row["value"]]]:
            yield claim, row["post"], how


def _pass_on(store: CaseStore, carried: Carried) -> None:
    """A repost carries what the post that it passes on carries."""
    claims_of: dict[str, list[str]] = {}
    for claim, post in carried:
        claims_of.setdefault(post, []).append(claim)
    if not claims_of:
        return
    for row in store.sql(_REPOSTS, (list(claims_of),)).to_pylist():
        for claim in claims_of[row["parent"]]:
            carried.setdefault((claim, row["post"]), set()).add("repost")


def _linking_to(store: CaseStore, sites: list[str], posts: list[str]) -> set[str]:
    if not sites:
        return set()
    return set(store.sql(_TO_SITES, (sites, posts))["post"].to_pylist())


def _carrier(row: Mapping[str, Any], accounts: Mapping[str, ChannelClass]) -> dict[str, str | None]:
    class_ = accounts.get(row["account"])
    if class_ is not None:
        return {"carrier": CHANNEL, "group": class_.value}
    if row["campaign"] is not None:
        return {"carrier": CAMPAIGN, "group": row["campaign"]}
    return {"carrier": OTHERS, "group": None}

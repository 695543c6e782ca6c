"""An indicator that stands in a case's posts: who published it, who carries it, what that says."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from demasque.case import CaseStore
from demasque.dossier.library.matching.carrier_rates import CarrierRate, Speaks, carrier_rates
from demasque.dossier.library.matching.defanging import defanged
from demasque.sentences import Sentence


@dataclass(frozen=True)
class PublishedIndicator:
    """What one source says of an indicator, in its own words; what it does not say is None."""

    source: str
    line: int
    operation: str | None
    value: str
    words: str | None
    date: str | None
    link: str | None


@dataclass(frozen=True)
class KnownIndicator:
    """An indicator in the posts of a campaign, or of accounts in no campaign.

    ``shown`` is its value as it may be shown, harmless to click. ``rate`` compares the campaign
    with accounts outside all campaigns; it is None, as ``campaign`` is, where no campaign carries
    it.
    """

    campaign: str | None
    indicator: str
    kind: str
    shown: str
    published: tuple[PublishedIndicator, ...]
    posts: int
    accounts: int
    rate: CarrierRate | None

    @property
    def proves(self) -> bool:
        """Whether it speaks for a link with what its sources describe."""
        return self.rate is not None and self.rate.proves

    @property
    def says(self) -> Sentence:
        """What carrying it says, in a sentence."""
        return ONLY_OUTSIDE if self.rate is None else SAYS[self.rate.speaks]


ONLY_OUTSIDE: Final = Sentence("Only accounts in no group carry it.")

SAYS: Final = {
    Speaks.FOR_A_LINK: Sentence(
        "Rare outside, and beyond chance here: it speaks for a link with what the source describes."
    ),
    Speaks.COMMON_SITE: Sentence("Anybody links to this site: it proves nothing."),
    Speaks.COMMON_OUTSIDE: Sentence("Common outside too: it proves nothing."),
    Speaks.CHANCE: Sentence("Not more than chance may give: it proves nothing."),
    Speaks.ONE_ACCOUNT: Sentence("One account carries it: that says nothing of the others."),
    Speaks.UNKNOWN: Sentence("Too few accounts outside are known to say how common it is."),
}
"""What an indicator says, in the words of a report."""


_PUBLISHED: Final = """
    SELECT indicator, kind, normal, source, line, operation, value, words, date, link
    FROM known_indicators ORDER BY indicator, source, line, value"""

_OUTSIDE: Final = """
    SELECT indicator, count(DISTINCT post) AS posts, count(DISTINCT account) AS accounts
    FROM indicator_posts SEMI JOIN posts USING (post)
    GROUP BY indicator
    HAVING indicator NOT IN (
        SELECT indicator FROM indicator_posts JOIN memberships USING (account)
        SEMI JOIN posts USING (post))
    ORDER BY accounts DESC, indicator"""


def known_indicators(store: CaseStore) -> tuple[KnownIndicator, ...]:
    """What the last match found, by campaign, what speaks for a link first; then what stands only
    in posts of accounts in no campaign."""
    published: dict[str, list[Mapping[str, Any]]] = {}
    for row in store.sql(_PUBLISHED).to_pylist():
        published.setdefault(row["indicator"], []).append(row)
    if not published:
        return ()
    inside = [
        _known(published[rate.indicator], rate.campaign, rate.posts, rate.accounts, rate)
        for rate in carrier_rates(store)
        if rate.indicator in published
    ]
    outside = [
        _known(published[row["indicator"]], None, row["posts"], row["accounts"], None)
        for row in store.sql(_OUTSIDE).to_pylist()
        if row["indicator"] in published
    ]
    return (*inside, *outside)


def _known(
    rows: list[Mapping[str, Any]],
    campaign: str | None,
    posts: int,
    accounts: int,
    rate: CarrierRate | None,
) -> KnownIndicator:
    said = ("source", "line", "operation", "value", "words", "date", "link")
    first = rows[0]
    # A page's normal form is what was compared; words and tags are shown as published.
    value = first["normal"] if first["kind"] in ("domain", "url") else first["value"]
    return KnownIndicator(
        campaign=campaign,
        indicator=first["indicator"],
        kind=first["kind"],
        shown=defanged(first["kind"], value),
        published=tuple(PublishedIndicator(**{name: row[name] for name in said}) for row in rows),
        posts=posts,
        accounts=accounts,
        rate=rate,
    )

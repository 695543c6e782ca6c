"""Known networks that a campaign may continue or imitate: columns, and the rows that speak of them.

A known network has columns only where something names it: an indicator of it that is rare outside
and stands in the campaign's posts, or a comparison that is kept. Continuation and imitation look
alike in everything that can be seen: only what an imitator cannot have tells them apart.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Final

from demasque.case import CaseStore
from demasque.dossier.comparison.comparison_values import Comparison
from demasque.dossier.hypotheses.cell_values import CellValue
from demasque.dossier.hypotheses.compared_rows import (
    accounts_outcome,
    conduct_outcome,
    last_comparisons,
    whole_outcome,
)
from demasque.dossier.hypotheses.machine_table import CONTINUES, IMITATES, KNOWN, NETWORK, SORTS
from demasque.dossier.hypotheses.matrix_values import EvidenceRow, HypothesisColumn
from demasque.dossier.library.matching.known_indicator import KnownIndicator
from demasque.dossier.signatures.signature_names import quoted
from demasque.sentences import Sentence

MOST_KNOWN: Final = 3
"""Known networks that have columns, those with most to show first: more than six further columns
cannot be read on paper. The others are named."""

_FIRST_CARRIED: Final = """
    SELECT indicator, min(posted_at) AS at
    FROM indicator_posts JOIN memberships USING (account) JOIN posts USING (post)
    WHERE campaign = ? GROUP BY indicator"""

_COMPARED: Final = (
    ("compared", whole_outcome),
    ("members", accounts_outcome),
    ("conduct", conduct_outcome),
)
"""Rows of a comparison, by what their ids begin with."""

_SHORT: Final = 18
"""Characters of a name at the head of a column."""


@dataclass(frozen=True)
class KnownNetwork:
    """One known network.

    ``indicators`` are those of it that are rare outside, ``carried`` when a member first carried
    each (UTC); ``comparison`` is the last one with it, None where none is kept.
    """

    name: str
    indicators: tuple[KnownIndicator, ...] = ()
    carried: Mapping[str, datetime] | None = None
    comparison: Comparison | None = None

    @property
    def links(self) -> int:
        """Causes that link the campaign with it, and indicators: with what there is to show."""
        compared = self.comparison.independent if self.comparison is not None else 0
        return compared + len(self.indicators)

    @property
    def key(self) -> str:
        """Its name as it stands in ids: letters, digits and dashes."""
        plain = re.sub(r"[^a-z0-9]+", "-", self.name.lower()).strip("-")[:30]
        if plain and self.name.isascii():
            return plain
        return f"{plain}-{sha256(self.name.encode()).hexdigest()[:6]}".strip("-")

    @property
    def columns(self) -> tuple[HypothesisColumn, HypothesisColumn]:
        """That the campaign continues it, and that it imitates it."""
        short = self.name if len(self.name) <= _SHORT else self.name[: _SHORT - 1] + "…"
        return (
            HypothesisColumn(
                f"{CONTINUES}:{self.key}",
                Sentence("A continuation of {name}", name=quoted(self.name)),
                Sentence("Whoever ran it runs these accounts as well."),
                Sentence("{name} goes on", name=short),
                needs=SORTS,
                kind_of=NETWORK,
            ),
            HypothesisColumn(
                f"{IMITATES}:{self.key}",
                Sentence("An imitation of {name}", name=quoted(self.name)),
                Sentence("Others do as it did, to be taken for it or because it worked."),
                Sentence("{name} imitated", name=short),
                needs=SORTS,
                kind_of=NETWORK,
            ),
        )


def known_networks(
    store: CaseStore, campaign: str, carried: Sequence[KnownIndicator]
) -> tuple[KnownNetwork, ...]:
    """Known networks that something names in this campaign, those with most to show first.

    ``carried`` are the indicators of :func:`known_indicators`.
    """
    by_name: dict[str, list[KnownIndicator]] = {}
    for each in carried:
        if each.campaign == campaign and each.proves:
            for name in sorted({said.operation for said in each.published if said.operation}):
                by_name.setdefault(name, []).append(each)
    compared = last_comparisons(store, campaign)
    if not by_name and not compared:
        return ()
    rows = store.sql(_FIRST_CARRIED, (campaign,)).to_pylist()
    first = {row["indicator"]: row["at"].astimezone(UTC) for row in rows}
    found = [
        KnownNetwork(name, tuple(by_name.get(name, ())), first, compared.get(name))
        for name in {*by_name, *compared}
    ]
    return tuple(sorted(found, key=lambda each: (-each.links, each.name)))


def with_known_columns(row: EvidenceRow, columns: tuple[HypothesisColumn, ...]) -> EvidenceRow:
    """A measured row, which says of a known network what it says of an unknown one."""
    cells = dict(row.measured or {})
    cells |= {each.id: cells[NETWORK] for each in columns}
    return EvidenceRow(row.id, row.cause, row.what, cells, row.because)


def rows_of(network: KnownNetwork, columns: tuple[str, ...]) -> tuple[EvidenceRow, ...]:
    """What is known of one network, as rows; of the other ``columns`` these say nothing."""
    rows: list[EvidenceRow] = []
    if network.indicators:
        rows += [_carried_row(network, columns), _before_row(network, columns)]
    if network.comparison is not None:
        for kind, outcome_of in _COMPARED:
            name = f"{kind}:{network.key}"
            what, outcome = outcome_of(network.comparison)
            rows.append(known_row_of(network, name, name, what, outcome, columns))
    return tuple(rows)


def known_row_of(
    network: KnownNetwork, row: str, cause: str, what: Sentence, outcome: str | None,
    columns: tuple[str, ...],
) -> EvidenceRow:  # fmt: skip
    """One row of what is known of a network; outcome None: it could not be measured."""
    continues, imitates = (each.id for each in network.columns)
    if outcome is None:
        return EvidenceRow(row, cause, what, dict.fromkeys(columns, CellValue.UNKNOWN))
    reading = KNOWN[outcome]
    cells = dict.fromkeys(columns, CellValue.NEUTRAL)
    for short, name in ((CONTINUES, continues), (IMITATES, imitates)):
        if short in reading.consistent:
            cells[name] = CellValue.CONSISTENT
        if short in reading.inconsistent:
            cells[name] = CellValue.INCONSISTENT
    return EvidenceRow(row, cause, what, cells, (reading.because,))


def _carried_row(network: KnownNetwork, columns: tuple[str, ...]) -> EvidenceRow:
    what = Sentence.counted(
        "{n} published indicator of {name} stands in their posts, and hardly anywhere else.",
        "{n} published indicators of {name} stand in their posts, and hardly anywhere else.",
        len(network.indicators),
        name=quoted(network.name),
    )
    return known_row_of(
        network, f"known:{network.key}", f"indicators:{network.key}", what, "carried", columns
    )


def _before_row(network: KnownNetwork, columns: tuple[str, ...]) -> EvidenceRow:
    """Whether they carried any indicator before the day on which it was published.

    A date that is known to the month only begins with the month: nothing is called early that may
    not have been. Dates of which the source says no year, or nothing, are left out.
    """
    row, cause = f"before:{network.key}", f"indicators:{network.key}"
    early = known = 0
    for each in network.indicators:
        at = (network.carried or {}).get(each.indicator)
        days = [day for said in each.published if (day := first_day(said.date)) is not None]
        if at is not None and days:
            known += 1
            early += at < min(days)
    if not known:
        what = Sentence(
            "When the indicators of {name} were published: not known.", name=quoted(network.name)
        )
        return known_row_of(network, row, cause, what, None, columns)
    what = Sentence.counted(
        "They carried {n} of {known} indicators of {name} before the day of its publication.",
        "They carried {n} of {known} indicators of {name} before the days of their publication.",
        early,
        known=known,
        name=quoted(network.name),
    )
    return known_row_of(
        network, row, cause, what, "carried-before" if early else "carried-after", columns
    )


def first_day(date: str | None) -> datetime | None:
    """The first day that a source's date may mean: 2022-09-27, 2022-05, 2023-Q2, 2022."""
    found = re.fullmatch(r"(\d{4})(?:-(?:(\d\d)(?:-(\d\d))?|Q([1-4])))?.*", date or "")
    if found is None:
        return None
    year, month, day, quarter = found.groups()
    try:
        return datetime(
            int(year),
            3 * int(quarter) - 2 if quarter else int(month or 1),
            int(day or 1),
            tzinfo=UTC,
        )
    except ValueError:
        return None

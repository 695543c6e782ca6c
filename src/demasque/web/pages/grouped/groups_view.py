"""Operations and campaigns: every group with its first sentence, sorted and a page at a time."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from demasque.assessment import Assessment
from demasque.findings import (
    CAMPAIGNS_IN_FULL,
    LISTED_CAMPAIGNS,
    PAIRS_SHOWN,
    AssessedCampaign,
    CampaignsOverview,
    ListedCampaign,
    assessed_campaigns,
    campaigns_overview,
    listed_campaigns,
)
from demasque.publish import group_headline
from demasque.sentences import Sentence
from demasque.web.editions.edition import Edition
from demasque.web.listing import page_asked, sorting
from demasque.web.views import Asked, Shown, View

GROUPS_A_PAGE: Final = 100


@dataclass(frozen=True)
class GroupRow:
    """One group in the list; ``assessment`` is None where it is judged on its own page only."""

    listed: ListedCampaign
    assessment: Assessment | None
    said: tuple[Sentence, ...]  # the first sentences of its brief

    @property
    def rung(self) -> int:
        """How far the judgement goes; before all rungs where nothing was judged."""
        return -1 if self.assessment is None else int(self.assessment.rung)

    @property
    def likelihood(self) -> int:
        """How likely it is that the accounts act together; 0 where nothing was judged."""
        return 0 if self.assessment is None else int(self.assessment.likelihood)


_ORDERS: Final[Mapping[str, Callable[[GroupRow], Any]]] = {
    "strength": lambda row: row.listed.place,
    "accounts": lambda row: -row.listed.accounts,
    "posts": lambda row: -row.listed.posts,
    "first": lambda row: row.listed.first_at,
    "last": lambda row: -row.listed.last_at.timestamp(),
    "rung": lambda row: -row.rung,
    "likelihood": lambda row: -row.likelihood,
    "name": lambda row: int(row.listed.campaign[1:]),
}
"""By name, how groups may be sorted; of equals, the one with more evidence comes first."""


def _read(asked: Asked) -> Shown:
    edition = asked.edition
    sort, page = sorting(asked, _ORDERS, "strength").column, page_asked(asked)
    rows = edition.figures_once("group rows", lambda: _rows(edition))
    report: CampaignsOverview = edition.once("groups", lambda: campaigns_overview(edition.store))
    ordered = sorted(rows, key=lambda row: (_ORDERS[sort](row), row.listed.place))
    pages = max(1, -(-len(rows) // GROUPS_A_PAGE))
    page = min(page, pages)
    return Shown(
        Sentence("Operations and groups"),
        {
            "report": report,
            "limits": {"operation_pairs": PAIRS_SHOWN},
            "rows": ordered[(page - 1) * GROUPS_A_PAGE : page * GROUPS_A_PAGE],
            "all_rows": len(rows),
            "earlier": report.dossier.judged.elsewhere(row.listed.campaign for row in rows),
            "sort": sort,
            "page_number": page,
            "pages": pages,
            "linked": True,
        },
        {"campaigns": lambda: edition.store.stream(LISTED_CAMPAIGNS)},
    )


def _rows(edition: Edition) -> Sequence[GroupRow]:
    listed = listed_campaigns(edition.store)
    first = [each.campaign for each in listed[:CAMPAIGNS_IN_FULL]]
    assessed = assessed_campaigns(edition.profiled(first))
    return tuple(_row(each, assessed.get(each.campaign)) for each in listed)


def _row(listed: ListedCampaign, judged: AssessedCampaign | None) -> GroupRow:
    if judged is not None:
        return GroupRow(listed, judged.assessment, group_headline(judged.profile))
    said = Sentence.counted(
        "{n} account shares more with the others, and closer in time, than chance would give.",
        "{n} accounts share more with each other, and closer in time, than chance would give.",
        listed.accounts,
    )
    return GroupRow(listed, None, (said,))


GROUPS: Final = View("groups", "/campaigns", "groups.html", _read, menu=Sentence("Groups"))

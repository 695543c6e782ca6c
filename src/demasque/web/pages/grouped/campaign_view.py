"""One campaign: its brief, what is judged of it, and what its accounts did in a stretch of time."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Final

import pyarrow as pa

from demasque.accounts import INNOCENT_RUSHES
from demasque.assessment import Rung
from demasque.findings import (
    ADDRESSED_ACCOUNTS,
    ALWAYS,
    MEMBER_ORDERS,
    MET_IN_STRETCH,
    POST_PAIRS,
    SEEN_MEDIA,
    SET_ASIDE,
    SHARED_THINGS,
    TIES,
    CampaignSlice,
    CampaignSpan,
    CampaignSteps,
    CaseFindings,
    ShownPicture,
    Stretch,
    campaign_span,
    campaign_steps,
    members_page,
    members_query,
    set_aside_accounts,
)
from demasque.publish import (
    BriefContent,
    CampaignPage,
    HeatMap,
    ShownWave,
    brief_of,
    campaign_pages,
    heat_map,
    shown_matrix,
    shown_waves,
)
from demasque.sentences import Sentence
from demasque.web.listing import page_asked, sorting
from demasque.web.views import Asked, Shown, TimeSpan, View
from demasque.wording import Wording

_LIMITS: Final = {
    "members": 100,
    "ties": TIES,
    "post_pairs": POST_PAIRS,
    "printed_narratives": 2,
    "printed_ties": 1,
}
"""As in the report: what is listed, and what of it is open on paper."""


@dataclass(frozen=True)
class DrawnCampaign:
    """What is the same of a campaign in every stretch of time: drawn once an edition."""

    page: CampaignPage
    brief: BriefContent
    weighed: Sentence  # what the matrix of hypotheses says first
    waves: tuple[ShownWave, ...]  # of the case, whose message members posted
    pictures: Mapping[str, ShownPicture]  # those of the campaign, by file


def _read(asked: Asked) -> Shown:
    name, edition, stretch = asked.path["campaign"], asked.edition, _stretch(asked.span)
    found = edition.found_with(name)
    drawn: DrawnCampaign = edition.once(("drawn", name), lambda: _drawn(found, name))
    sort, number = sorting(asked, MEMBER_ORDERS, "strength").column, page_asked(asked)
    cut: CampaignSlice = edition.once(("cut", name), lambda: CampaignSlice(edition.store, name))
    steps = edition.figures_once(("steps", name), lambda: campaign_steps(cut))
    span = campaign_span(cut, stretch)
    set_aside, aside = set_aside_accounts(edition.store, name, _LIMITS["members"])
    return Shown(
        Sentence("Group {name}", name=name),
        {
            "campaign": name,
            "report": found,
            "page": drawn.page,
            "brief": drawn.brief,
            "weighed": drawn.weighed,
            "waves": drawn.waves,
            "drawer": {**drawn.pictures, **{one.family: one.picture for one in span.media.rows}},
            "claims": sum(map(len, found.dossier.claims.threads)),
            "rungs": list(Rung),
            "rushes_innocent": INNOCENT_RUSHES,
            "limits": _LIMITS,
            "span": span,
            "week": _week(span),
            "members": members_page(cut, stretch, sort, number),
            "sort": sort,
            "aside": aside,
            "set_aside": set_aside,
            "points": _points(steps, asked.words),
            "linked": True,
        },
        {
            **_tables(cut, stretch, sort),
            "set_aside": lambda: edition.store.sql(SET_ASIDE, (name,)),
        },
    )


def _stretch(span: TimeSpan) -> Stretch:
    return span.since or ALWAYS[0], span.until or ALWAYS[1]


def _week(span: CampaignSpan) -> HeatMap | None:
    """The hours of the week; None where no time reaches to the hour."""
    posts = sum(span.hours)
    return heat_map([each / posts for each in span.hours]) if posts else None


def _drawn(found: CaseFindings, name: str) -> DrawnCampaign:
    one = next(each for each in found.campaigns if each.profile.campaign == name)
    page = campaign_pages(replace(found, campaigns=(one,)))[0]
    own = {each.family for each in one.narratives}
    shown = {each.family for each in found.media.sightings.get(name, ())}
    shown |= {each.value for each in one.profile.traces if each.kind == "media"}
    shown |= {
        post.media.media
        for tie in page.ties
        for kind in tie.kinds
        for pair in kind.posts
        for post in (pair.first, pair.second)
        if post.media is not None
    }
    return DrawnCampaign(
        page=page,
        brief=brief_of(found, name),
        weighed=shown_matrix(found.dossier.matrices[name], page.signs).said[0],
        waves=tuple(w for w in shown_waves(found.waves) if w.wave.figures.trace in own),
        pictures={file: one for file, one in found.media.pictures.items() if file in shown},
    )


def _points(steps: CampaignSteps, words: Wording) -> Mapping[str, object]:
    """Posts over time as the script draws them."""
    return {
        "at": [steps.first + steps.seconds * n for n in range(len(steps.posts))],
        "step": steps.seconds,
        "nested": True,
        "series": [
            {"label": words.text("Posts"), "values": steps.posts},
            {"label": words.text("of these shared"), "values": steps.shared},
        ],
    }


def _tables(
    cut: CampaignSlice, stretch: Stretch, sort: str
) -> Mapping[str, Callable[[], pa.Table | pa.RecordBatchReader]]:
    return {
        "accounts": lambda: cut.sql(members_query(sort), stretch),
        "messages": lambda: cut.sql(SHARED_THINGS, (*stretch, True)),
        "things": lambda: cut.sql(SHARED_THINGS, (*stretch, False)),
        "addressed": lambda: cut.sql(ADDRESSED_ACCOUNTS, stretch),
        "ties": lambda: cut.sql(MET_IN_STRETCH, stretch),
        "media": lambda: cut.sql(SEEN_MEDIA, stretch),
    }


CAMPAIGN: Final = View(
    "campaign", "/campaigns/{campaign}", "campaign.html", _read, timed=True, menu=Sentence("Group")
)

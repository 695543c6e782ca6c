"""What the pages of a report show: findings, with the pictures and marked texts drawn from them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from demasque.campaigns import Schedule
from demasque.findings import (
    ATTACHED_WITH_POSTS,
    AttachedAccount,
    CampaignFindings,
    CaseFindings,
    CaseOutcomes,
    EvidencePost,
    KindEvidence,
    PostMedia,
    PostPair,
    ReusedPair,
    ReusedWords,
    TiedPair,
)
from demasque.publish.drawing.contact_sheet import ContactPrint, contact_sheet, totals_said
from demasque.publish.drawing.creation_dates import CreationDates, creation_dates
from demasque.publish.drawing.heat_map import HeatMap, heat_maps
from demasque.publish.drawing.marked_texts import MarkedText, marked
from demasque.publish.drawing.narrative_texts import ShownNarrative, shown_narratives
from demasque.publish.drawing.network import Network, network
from demasque.publish.drawing.share_lines import ShareLine, share_lines
from demasque.publish.drawing.timeline import Timeline, timeline
from demasque.publish.drawing.weighed_signs import (
    ShownExplanation,
    ShownSign,
    shown_explanations,
    shown_signs,
)
from demasque.sentences import Sentence

_BAR_HEIGHT: Final = 150
_LANE_HEIGHT: Final = 26

# CSS pixels: the page at 46 rem less its margins; lanes leave room for names and counts.
_BARS_NARROWEST: Final = 650
_LANE_NARROWEST: Final = 460


@dataclass(frozen=True)
class ShownPost:
    """One post of the evidence; ``text`` says which stretches the other post has too."""

    post: EvidencePost
    text: list[MarkedText] | None
    media: PostMedia | None = None  # the file that ties it to the other post


@dataclass(frozen=True)
class ShownPair:
    """Two posts side by side, the earlier first."""

    pair: PostPair
    first: ShownPost
    second: ShownPost


@dataclass(frozen=True)
class ShownEvidence:
    """What ties two accounts by one kind of trace."""

    evidence: KindEvidence
    posts: tuple[ShownPair, ...]


@dataclass(frozen=True)
class ShownTie:
    """One tied pair with its evidence, kind by kind."""

    pair: TiedPair
    kinds: tuple[ShownEvidence, ...]


@dataclass(frozen=True)
class ShownAttached:
    """One attached account with posts of its, each beside a member's."""

    account: AttachedAccount
    posts: tuple[ShownPair, ...]


@dataclass(frozen=True)
class ShownReuse:
    """Two accounts that wrote the same rare words, with their posts side by side."""

    found: ReusedPair
    posts: tuple[ShownPair, ...]


@dataclass(frozen=True)
class MediaSheet:
    """Pictures and clips of a case or a campaign; empty where none were added."""

    said: tuple[Sentence, ...]
    prints: tuple[ContactPrint, ...]
    families: int  # how many there are


@dataclass(frozen=True)
class CampaignPage:
    """One campaign in full, drawn."""

    found: CampaignFindings
    days: Timeline
    lane: Timeline  # over the time that all campaigns span
    weeks: tuple[HeatMap, ...]  # in UTC and in the zone that suits; none without known times
    network: Network
    signs: tuple[ShownSign, ...]
    explanations: tuple[ShownExplanation, ...]
    narratives: tuple[ShownNarrative, ...]
    ties: tuple[ShownTie, ...]
    attached: tuple[ShownAttached, ...]  # those whose posts are shown
    share_lines: Mapping[str, ShareLine]  # of foremost targets
    creation_dates: CreationDates | None  # None where too few are known
    media: MediaSheet

    @property
    def labels(self) -> dict[int, str]:
        """Traces that are narratives, in their own words rather than in normal form."""
        return {each.family: each.label for each in self.found.narratives}


def campaign_pages(found: CaseFindings) -> tuple[CampaignPage, ...]:
    """Draw every campaign that is given in full."""
    span = _span(found.campaigns)
    return tuple(_page(each, span, found) for each in found.campaigns)


def media_sheet(found: CaseFindings, campaign: str = "") -> MediaSheet:
    """Word the pictures and clips of a campaign, or of the whole case."""
    totals = found.media.totals.get(campaign)
    if totals is None:
        return MediaSheet((), (), 0)
    prints = contact_sheet(found.media.sightings.get(campaign, ()))
    return MediaSheet(totals_said(totals), prints, totals.families)


def reused_posts(reuse: ReusedWords) -> tuple[ShownReuse, ...]:
    """Mark what the posts of each pair that reuses words have in common."""
    return tuple(ShownReuse(each, tuple(map(marked_pair, each.posts))) for each in reuse.shown)


def returned_posts(outcomes: CaseOutcomes) -> Mapping[str, tuple[tuple[str, ShownPair], ...]]:
    """By account first seen after a removal, kinds and marked posts of it and of members."""
    return {
        account: tuple((kind, marked_pair(pair)) for kind, pair in pairs)
        for account, pairs in outcomes.posts.items()
    }


def _span(campaigns: Sequence[CampaignFindings]) -> tuple[date, date]:
    """Return the first and the last day on which any of the campaigns shared something."""
    days = [each.profile.shared_days for each in campaigns]
    return (
        min((each[0].day for each in days), default=date.min),
        max((each[-1].day for each in days), default=date.min),
    )


def _page(
    found: CampaignFindings,
    span: tuple[date, date],
    case: CaseFindings,
) -> CampaignPage:
    days = found.profile.shared_days
    return CampaignPage(
        found=found,
        days=timeline(days, days[0].day, days[-1].day, _BAR_HEIGHT, _BARS_NARROWEST),
        lane=timeline(days, *span, _LANE_HEIGHT, _LANE_NARROWEST),
        weeks=_weeks(found.anatomy.schedule),
        network=network(found),
        signs=shown_signs(found.assessment),
        explanations=shown_explanations(found.assessment),
        narratives=shown_narratives(found.narratives, case.leads),
        ties=tuple(_tie(each, case.media.in_posts) for each in found.tied_pairs),
        attached=tuple(
            ShownAttached(each, tuple(map(marked_pair, each.posts)))
            for each in found.attached[:ATTACHED_WITH_POSTS]
        ),
        share_lines=share_lines(found.anatomy.placement),
        creation_dates=creation_dates(found.profile),
        media=media_sheet(case, found.profile.campaign),
    )


def _weeks(schedule: Schedule) -> tuple[HeatMap, ...]:
    return heat_maps(schedule.profile, schedule.offset) if schedule.profile is not None else ()


def _tie(pair: TiedPair, media: Mapping[str, tuple[PostMedia, ...]]) -> ShownTie:
    kinds = []
    for each in pair.kinds:
        files = media if each.kind == "media" else {}
        posts = (_with_media(marked_pair(both), files) for both in each.posts)
        kinds.append(ShownEvidence(each, tuple(posts)))
    return ShownTie(pair, tuple(kinds))


def _with_media(shown: ShownPair, media: Mapping[str, tuple[PostMedia, ...]]) -> ShownPair:
    """Put beside each of two posts the file by which they are tied."""
    first, second = (media.get(each.post.post, ()) for each in (shown.first, shown.second))
    alike = [(one, other) for one in first for other in second if one.family == other.family]
    if not alike:
        return shown
    one, other = next((both for both in alike if shown.pair.value == both[0].family), alike[0])
    return replace(
        shown, first=replace(shown.first, media=one), second=replace(shown.second, media=other)
    )


def marked_pair(pair: PostPair) -> ShownPair:
    """Mark what two posts have in common."""
    first, second = pair.first.text, pair.second.text
    texts: tuple[list[MarkedText] | None, list[MarkedText] | None] = (None, None)
    if first is not None and second is not None:
        texts = marked(first, second)
    return ShownPair(pair, ShownPost(pair.first, texts[0]), ShownPost(pair.second, texts[1]))

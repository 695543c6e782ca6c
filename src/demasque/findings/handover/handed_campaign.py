"""One campaign as every form reads it: figures, judgements, techniques, and rows to stream.

Members are those that are left once people's exclusions took effect: whoever was excluded is in no
row here, nor in any form that is made of them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import pyarrow as pa

from demasque.assessment import Likelihood, Rung
from demasque.campaigns import CampaignProfile, Target
from demasque.case import CaseStore
from demasque.dossier import CampaignTechnique, Judgement, Matrix
from demasque.findings.campaign_findings import CampaignFindings
from demasque.findings.case_findings import CaseFindings

ORGANISATIONS: Final = ("department", "media")
"""Kinds of the analyst's list that are bodies and not persons: only these are named."""

_MEMBERS: Final = """
    SELECT m.account, coalesce(a.platform, w.platform) AS platform, created_at, w.posts,
           w.first_at, w.last_at, m.bits
    FROM memberships m
    JOIN (SELECT account, min(platform) AS platform, count(*) AS posts,
                 min(posted_at) AS first_at, max(posted_at) AS last_at
          FROM posts GROUP BY account) w USING (account)
    LEFT JOIN accounts a USING (account) WHERE m.campaign = ? ORDER BY m.account"""
_POSTS: Final = """
    SELECT post, account, p.platform, posted_at, time_precision, p.kind, text, lang, venue,
           source_file, source_line, post IN (SELECT post FROM carrying) AS shared
    FROM posts p JOIN memberships m USING (account) WHERE m.campaign = ? ORDER BY posted_at, post"""
_SHARED: Final = """
    SELECT e.kind, e.trace, coalesce(any_value(t.value), '') AS value,
           count(DISTINCT e.account) AS accounts, count(DISTINCT e.post) AS posts,
           min(e."at") AS first_at, max(e."at") AS last_at
    FROM events e JOIN memberships m USING (account)
    LEFT JOIN traces t ON t.kind = e.kind AND t.trace = e.trace
    WHERE m.campaign = ? GROUP BY e.kind, e.trace HAVING count(DISTINCT e.account) > 1"""


@dataclass(frozen=True)
class HandedCampaign:
    """One campaign, with all that people said of it.

    ``rung`` is the highest that a judgement of a person states which stands, is vouched for and
    finds it likely; the program's own (2 at most) where there is none. ``organisations`` are
    targets that the analyst's list names and that are no persons; ``others_targeted`` counts the
    rest, who are never named.
    """

    found: CampaignFindings
    rung: Rung
    judgements: tuple[Judgement, ...]  # that stand and are vouched for, newest first
    matrix: Matrix | None
    techniques: tuple[CampaignTechnique, ...]
    organisations: tuple[Target, ...]
    others_targeted: int

    @property
    def campaign(self) -> str:
        """Its name."""
        return self.found.profile.campaign

    @property
    def profile(self) -> CampaignProfile:
        """What was measured."""
        return self.found.profile


def handed_campaigns(found: CaseFindings) -> tuple[HandedCampaign, ...]:
    """The campaigns that are given in full, as forms read them, most evidence first."""
    return tuple(_handed(found, each) for each in found.campaigns)


def _handed(found: CaseFindings, each: CampaignFindings) -> HandedCampaign:
    name = each.profile.campaign
    judged = tuple(one for one in found.dossier.judged.of(name) if one.stands and one.vouched)
    targets = each.anatomy.placement.targets
    bodies = tuple(one for one in targets if one.kind in ORGANISATIONS and one.name)
    return HandedCampaign(
        each,
        _rung(each.assessment.rung, judged),
        judged,
        found.dossier.matrices.get(name),
        found.dossier.techniques.get(name, ()),
        bodies,
        len(targets) + each.anatomy.placement.targets_left_out - len(bodies),
    )


def _rung(program: Rung, judged: Sequence[Judgement]) -> Rung:
    likely = [one.rung for one in judged if one.likelihood > Likelihood.EVEN]
    return max(likely) if likely else program


def member_accounts(store: CaseStore, campaign: str) -> pa.RecordBatchReader:
    """Members: account, platform, created_at, posts, first_at, last_at, bits; by account."""
    return store.stream(_MEMBERS, (campaign,))


def member_posts(store: CaseStore, campaign: str) -> pa.RecordBatchReader:
    """What members posted, in the order of time.

    Columns post, account, platform, posted_at, time_precision, kind, text, lang, venue,
    source_file, source_line and ``shared``: whether it carries something that another member
    posted too.
    """
    carrying = f"SELECT post FROM events SEMI JOIN ({_SHARED}) USING (kind, trace)"
    return store.stream(f"WITH carrying AS ({carrying}) {_POSTS}", (campaign, campaign))


def shared_traces(store: CaseStore, campaign: str, kind: str) -> pa.RecordBatchReader:
    """What two members or more posted, of one kind (url, text, media, ...), most accounts first.

    Columns kind, trace, value (as a reader is shown it: an address in normal form, without https://;
    words; the hash of a file), accounts, posts, first_at, last_at.
    """
    query = f"SELECT * FROM ({_SHARED}) WHERE kind = ? ORDER BY accounts DESC, posts DESC, value"
    return store.stream(query, (campaign, kind))

"""The part of :class:`demasque.api.Case` about techniques of the DISARM framework."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa

from demasque import dossier, findings

if TYPE_CHECKING:
    from demasque.case import CaseStore, RunRecord
    from demasque.dossier import CampaignTechnique, SaidOfTechnique, TechniqueVerdict

_TECHNIQUES: Final = pa.schema(
    [
        pa.field("campaign", pa.string(), nullable=False),
        pa.field("technique", pa.string(), nullable=False),
        pa.field("name", pa.string(), nullable=False),
        pa.field("french", pa.string()),
        pa.field("tactic", pa.string(), nullable=False),
        pa.field("tactic_name", pa.string(), nullable=False),
        pa.field("policy", pa.string(), nullable=False),
        pa.field("standing", pa.string(), nullable=False),
        pa.field("seen", pa.string()),
        pa.field("posts", pa.list_(pa.string()), nullable=False),
        pa.field("by", pa.string()),
        pa.field("because", pa.string()),
        pa.field("at", pa.timestamp("us", "UTC")),
        pa.field("stix_id", pa.string(), nullable=False),
        pa.field("misp_uuid", pa.string()),
    ]
)


class Classing:
    """Techniques proposed, accepted and rejected."""

    _store: CaseStore

    def _run(self, command: str, arguments: Any) -> AbstractContextManager[RunRecord]:
        raise NotImplementedError

    def techniques(self, campaign: str | None = None) -> pa.Table:
        """Techniques of DISARM Red v1.6 that a campaign shows, by campaign and id.

        Those that the program proposes, and those that people accepted or rejected. Without a
        campaign, those of the first ones, as many as the report gives in full.

        Columns ``campaign``, ``technique`` (its id), ``name``, ``french`` (null where none was
        published), ``tactic``, ``tactic_name``, ``policy`` (whether the program may propose it),
        ``standing`` (proposed, accepted, rejected), ``seen`` (what was measured; null where only a
        person says so), ``posts`` (pseudonyms of posts that show it), ``by``, ``because`` and
        ``at`` (UTC; null where nobody said anything), ``stix_id``, ``misp_uuid``.

        Raises:
            UsageError: the case has no campaign of this name.
        """
        rows = [
            {
                "campaign": each.campaign,
                "technique": each.technique.id,
                "name": each.technique.name,
                "french": each.technique.french,
                "tactic": each.technique.tactic,
                "tactic_name": each.technique.tactic_name,
                "policy": each.policy.value,
                "standing": each.standing.value,
                "seen": None if each.seen is None else str(each.seen),
                "posts": list(each.posts),
                "by": each.by,
                "because": each.because,
                "at": each.at,
                "stix_id": each.technique.stix_id,
                "misp_uuid": each.technique.misp_uuid,
            }
            for each in self.classed(campaign)
        ]
        return pa.Table.from_pylist(rows, _TECHNIQUES)

    def classed(self, campaign: str | None = None) -> tuple[CampaignTechnique, ...]:
        """The same as values, with sentences that can be worded in French."""
        if campaign is not None:
            return dossier.techniques_of(self._store, [campaign])
        names = self._store.sql(findings.TABLES["campaigns"])["campaign"].to_pylist()
        return dossier.techniques_of(self._store, names[: findings.CAMPAIGNS_IN_FULL])

    def said_of_techniques(self) -> tuple[SaidOfTechnique, ...]:
        """Everything that people ever said of techniques, oldest first, standing or not."""
        return dossier.said_of_techniques(self._store)

    def accept_technique(
        self,
        campaign: str,
        technique: str,
        *,
        by: str,
        because: str,
        posts: Sequence[str] = (),
    ) -> SaidOfTechnique:
        """Write down that a named person finds that a campaign shows a technique, for good.

        The same person's later word takes its place; of several persons a rejection holds.

        Args:
            campaign: such as "C1"; its accounts now are what it is about.
            technique: any id of DISARM Red v1.6, or a name, proposed or not.
            by: who says it: "NAME, OFFICE".
            because: the reason.
            posts: pseudonyms of members' posts that show it.

        Raises:
            UsageError: no such campaign or technique, a post that is no member's, or nobody or
                nothing is said.
        """
        return self._say(campaign, technique, dossier.TechniqueVerdict.ACCEPT, by, because, posts)

    def reject_technique(
        self, campaign: str, technique: str, *, by: str, because: str
    ) -> SaidOfTechnique:
        """Write down that a named person finds that a campaign does not show a technique.

        Forms that leave the case leave it out. Arguments and errors are as of
        :meth:`accept_technique`.
        """
        return self._say(campaign, technique, dossier.TechniqueVerdict.REJECT, by, because, ())

    def undo_technique(self, campaign: str, technique: str, *, by: str) -> SaidOfTechnique:
        """Take back what a person said of a technique; it stays in the custody log.

        Raises:
            UsageError: no such campaign or technique, or nothing that this person said stands.
        """
        with self._run("techniques", {"campaign": campaign, "undo": technique}):
            return dossier.take_back_technique(self._store, campaign, technique, by=by)

    def _say(
        self,
        campaign: str,
        technique: str,
        verdict: TechniqueVerdict,
        by: str,
        because: str,
        posts: Sequence[str],
    ) -> SaidOfTechnique:
        named = [posts] if isinstance(posts, str) else list(posts)
        with self._run("techniques", {"campaign": campaign, verdict.value: technique}):
            return dossier.say_of_technique(
                self._store, campaign, technique, verdict, by=by, because=because, posts=named
            )

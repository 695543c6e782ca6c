"""Asking an open case: the part of :class:`demasque.api.Case` that changes nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa

from demasque import accounts, assessment, campaigns, coordination, findings, schema, text
from demasque.api.detection_findings import campaign_headings, campaign_rows
from demasque.api.graph_objects import graph_widget, igraph_graph, networkx_graph
from demasque.api.options import PathLike
from demasque.errors import Sentence, UsageError
from demasque.notebook import summary
from demasque.progress import Progress, quiet
from demasque.wording import catalogue

if TYPE_CHECKING:
    from demasque.accounts import CaseAccounts
    from demasque.assessment import Assessment, Rung
    from demasque.campaigns import CampaignProfile, Placement, Schedule
    from demasque.case import CaseStore

_LISTED: Final = 20
"""Campaigns that an error names at most."""


class CaseQueries:
    """Campaigns, members, the posts behind ties, pseudonyms, SQL, and short summaries."""

    _store: CaseStore

    @property
    def path(self) -> Path:
        """The folder."""
        return self._store.path

    @property
    def detected(self) -> bool:
        """Whether a detection has looked at the posts and its findings are here."""
        return self._store.findings_run() is not None and self._has("events")

    def campaigns(self) -> pa.Table:
        """The campaigns of the last detection, strongest first: see ``demasque.schema.CAMPAIGNS``.

        Times are UTC, ``bits`` the summed strength of the ties, ``filler`` a share of one. A column
        more, ``attached``, counts the accounts that stand with the campaign and are no members.
        """
        return self._store.sql(findings.TABLES["campaigns"]).cast(findings.CAMPAIGNS_BY_TIER)

    def memberships(self) -> pa.Table:
        """Who is in which campaign, and who stands with it: one row an account, members first.

        Columns ``campaign, account, tier, bits, partners, stability, q, decision``. ``tier`` is
        'tied' for members (``bits``, ``partners`` and ``stability`` as in
        ``demasque.schema.MEMBERSHIPS``, no ``q``), or 'attached' for the others (``q``, the false
        discovery rate among them, and nothing else). Attached accounts are less sure, and no figure
        of a campaign counts them.
        ``decision`` is 'confirm' or 'unsure' where people decided on the account.
        """
        return self._store.sql(findings.TABLES["memberships"]).cast(findings.MEMBERSHIPS_BY_TIER)

    def operations(self) -> pa.Table:
        """Which campaigns belong together: one row per campaign, most evidence first.

        Columns ``operation`` ("O1", ...), ``campaign`` and ``linked``, how many other campaigns of
        the operation it is linked to. A campaign that is linked to no other is an operation by
        itself. The comparisons are in the table ``operation_links`` (docs/method.md, "Operations").
        """
        return self._store.sql(findings.TABLES["operations"]).cast(schema.OPERATIONS)

    def name_changes(self) -> pa.Table:
        """What became of campaigns and operations of the detection before: ``schema.NAME_CHANGES``.

        ``change`` is 'split' (``name`` is new, and most of its ``accounts`` were in ``other``),
        'merged' (most accounts of ``other`` are in ``name`` now) or 'ended' (``name`` is found no
        more). Whatever kept its name is not listed.
        """
        return self._store.sql(findings.TABLES["name_changes"]).cast(schema.NAME_CHANGES)

    def incidents(self) -> pa.Table:
        """Messages that a group pushes inside a crowd of carriers, most surprising first.

        Leads, less sure than ties: no campaign and no judgement rests on them. One row per account
        that is named: ``incident`` ("I1", ...), ``kind`` of trace and ``message`` (as a reader is
        shown it), ``carriers`` (accounts that posted it), ``first_at`` and ``last_at`` (UTC, of the
        message), ``account``, ``shared`` (doings it shares with the group besides the message),
        ``expected`` (of these, by chance), ``log10_p`` and ``q`` (false discovery rate among the
        carriers). What they share is in the table ``incident_company``.
        """
        return self._store.sql(findings.INCIDENTS_NAMED)

    def account_overview(self) -> CaseAccounts:
        """What stands out among all accounts of the case, tied or not: creation rushes, idle ones.

        ``rushes`` has times in which many more accounts were created than in the year around
        (platform, first_at (UTC), seconds, accounts, dated, expected, p); no judgement rests on it.
        """
        return accounts.case_accounts(self._store)

    def pseudonym(self, platform: str, account: str) -> str:
        """The name that an account goes by in this case.

        Raises:
            DemasqueError: the case is anonymised: its key was destroyed.
        """
        return self.pseudonyms(platform, [account])[0]

    def pseudonyms(self, platform: str, accounts: Sequence[str]) -> list[str]:
        """The names that accounts of one platform go by in this case, in the order given.

        Raises:
            DemasqueError: the case is anonymised: its key was destroyed.
        """
        made = self._store.names.many("account", platform, pa.array(accounts, pa.string()))
        names: list[str] = made.to_pylist()
        return names

    def campaign(self, name: str) -> tuple[CampaignProfile, Assessment]:
        """One campaign (such as "C1"): measured, and how sure one may be of what.

        Raises:
            UsageError: there is no campaign of this name.
        """
        return next(self.judged([name]))

    def judged(self, names: Sequence[str]) -> Iterator[tuple[CampaignProfile, Assessment]]:
        """Several campaigns, in the order given; much quicker than one at a time.

        Raises:
            UsageError: there is no campaign of one of these names.
        """
        self._need(names)
        for measured in campaigns.profiles(self._store, names):
            yield measured, assessment.assess(measured)

    def rungs(self, names: Sequence[str]) -> dict[str, Rung]:
        """How far up the ladder several campaigns may be judged, as :meth:`judged` says.

        What was judged is kept until something changes, so that this takes no time the next time.

        Raises:
            UsageError: there is no campaign of one of these names.
        """
        self._need(names)

        def judge(missing: list[str]) -> dict[str, int]:
            said = zip(missing, self.judged(missing), strict=True)
            return {name: judgement.rung for name, (_, judgement) in said}

        kept = assessment.stored_rungs(self._store, names, judge)
        return {name: assessment.Rung(rung) for name, rung in kept.items()}

    def _need(self, names: Sequence[str]) -> None:
        """Raise ``UsageError`` for a campaign that is not there."""
        known = self.campaigns()["campaign"].to_pylist()
        for name in names:
            if name not in known:
                listed = [*known[:_LISTED], *(["…"] if known[_LISTED:] else [])]
                raise UsageError(
                    "There is no campaign {name}. Campaigns: {listed}.",
                    name=repr(name),
                    listed=listed or Sentence("none so far"),
                )

    def placement(self, name: str, lexicon: PathLike | None = None) -> Placement:
        """Whom a campaign (such as "C1") addresses, how much more than chance, floods and harm.

        Kinds and names of targets come from the list given with ``name_venues``; who is not on it
        is shown by pseudonym, and a private person always. ``lexicon`` is a file of words of yours,
        one a line: posts per target that hold one are counted.

        Raises:
            UsageError: there is no campaign of this name, or the words cannot be read.
        """
        self._need([name])
        words = None if lexicon is None else campaigns.read_lexicon(lexicon)
        return campaigns.placements(self._store, [name], words)[name]

    def schedule(self, name: str, schedule: PathLike | None = None, *, seed: int = 0) -> Schedule:
        """When one campaign (such as "C1") is at work: hours, zones, batches, ordered hours.

        ``schedule`` is a CSV file of windows to test, with the columns days (Mon-Fri), from and to
        (20:30), zone (Asia/Shanghai) and, if wished, calendar (CN: public holidays that quiet days
        are compared with). ``seed`` is that of permutations and resamples. Hours are UTC, shares
        are of one; nothing is said of single accounts.

        Raises:
            UsageError: no campaign of this name, or a line of the file is not understood.
        """
        self._need([name])
        timetable = None if schedule is None else campaigns.read_timetable(schedule)
        return campaigns.measure_schedules(self._store, [name], timetable, seed)[name]

    def tie_posts(self, account_a: str, account_b: str, kind: str) -> pa.Table:
        """The posts behind one tie, pair by pair: ``trace, value, post_a, post_b, at_a, at_b``."""
        return coordination.tie_posts(self._store, account_a, account_b, kind)

    def waves(self, meaning: PathLike | None = None, progress: Progress = quiet) -> pa.Table:
        """The most copied messages of the case, tied accounts or not; with a model, another list.

        Without ``meaning``: one row per message, link or picture that three accounts or more left
        themselves, as in ``demasque.schema.WAVES``, with its ``words``: up to 50 messages, then 10
        links and 10 pictures, those of most accounts. Close variants count as one message; their
        copy families are in ``sql("FROM wave_messages")``. To carry one ties nobody.

        With ``meaning``: messages that may say the same in other words or another language, wave
        by wave. Leads for a reader, by a model; no tie rests on them. Messages that two accounts or
        more posted are compared, in campaigns or not: up to 5,000, those of campaigns and then the
        most used ones. Messages that no other resembles are left out.

        Args:
            meaning: "use-multilingual" (the extra ``meaning``), or a folder of a model.
            progress: called as ``progress(step, done, total)``.

        Returns:
            With a model one row per message: ``wave`` from 1, that of most posts first; ``place``
            in it from 1, by first use; ``family``; ``cosine`` to the message that the wave is
            gathered round (1 for itself; above the mean of its language); ``words``, ``language``,
            ``campaigns`` (list; of which two members or more posted it), ``posts``, ``accounts``,
            ``first_at`` and ``last_at`` (UTC).

        Raises:
            UsageError: no such model, its package is missing, or too few posts to calibrate it on.
        """
        if meaning is None:
            return self._store.sql(findings.TABLES["waves"])
        return findings.message_waves(
            self._store, findings.calibrated(self._store, text.load_embedder(meaning), progress)
        )

    def reuse(self) -> pa.Table:
        """Pairs that wrote the same rare words at any distance in time: see ``schema.REUSE``.

        Leads for a reader: no tie, campaign or judgement rests on them (docs/method.md, "Reused
        words"). Smallest q first; times are UTC. ``sql("FROM reused_words")`` has each shared
        message with the innocent reason for which it was left out.
        """
        return self._store.sql("FROM reuse ORDER BY q, log10_p, account_a, account_b").cast(
            schema.REUSE
        )

    def sql(self, query: str, parameters: Sequence[object] = ()) -> pa.Table:
        """Ask the case's tables (see docs/architecture.md) a question in SQL."""
        return self._store.sql(query, parameters)

    def to_networkx(self, kind: str | None = None, edges: int | None = None) -> Any:
        """The network of the last detection: see :meth:`Findings.to_networkx`."""
        return networkx_graph(self._store, kind, edges)

    def to_igraph(self, kind: str | None = None, edges: int | None = None) -> Any:
        """The network of the last detection: see :meth:`Findings.to_igraph`."""
        return igraph_graph(self._store, kind, edges)

    def graph(self, kind: str | None = None, edges: int | None = None, **settings: Any) -> Any:
        """The network of the last detection in a notebook: see :meth:`Findings.graph`."""
        return graph_widget(self._store, kind, edges, **settings)

    def __repr__(self) -> str:
        return f"<Case {self._store.path.name!r}>"

    def _repr_html_(self) -> str:
        words, campaigns = catalogue(), self.campaigns()
        (held,) = self._store.sql(
            "SELECT (SELECT count(*) FROM posts) AS posts, "
            "(SELECT count(DISTINCT account) FROM posts) AS accounts"
        ).to_pylist()
        return summary(
            words.text("Case {name}", name=self._store.path.name),
            [
                words.text("{posts} posts by {accounts} accounts.", **held),
                words.plural("{n} campaign.", "{n} campaigns.", campaigns.num_rows),
            ],
            campaign_headings(),
            campaign_rows(campaigns),
        )

    def _has(self, table: str) -> bool:
        return bool(self._store.sql(f"SELECT 1 FROM {table} LIMIT 1").num_rows)

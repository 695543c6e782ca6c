"""The part of :class:`demasque.api.Case` about claims, and who carries them."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from datetime import date
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from demasque import dossier
from demasque.api.options import PathLike

if TYPE_CHECKING:
    from demasque.case import CaseStore, RunRecord
    from demasque.dossier import ChannelListing, Claim, ClaimCarriers, ClaimLink, Entry


class Claiming:
    """Claims, and who carries them."""

    _store: CaseStore

    def _run(self, command: str, arguments: Any) -> AbstractContextManager[RunRecord]:
        raise NotImplementedError

    def claims(self) -> pa.Table:
        """The claims that stand, oldest first, as ``demasque.dossier.CLAIMS``.

        ``claim`` (its id), ``what``, ``who``, ``about``, ``when`` (a day), ``where`` (an address),
        ``archived``, ``sha256`` (of a copy), ``evidence`` (what was shown: none, assertion,
        documents, data, reproduced), ``answers``, ``supports``, ``corrects``, ``confirms`` (ids of
        claims), ``narratives``, ``words``, ``urls``, ``hashtags`` (by what posts are seen to carry
        it), ``by``, ``at`` (UTC), ``supersedes``. Nothing here depends on how many carry a claim.
        """
        return dossier.claims_table(dossier.claim_ledger(self._store))

    def unreadable_claims(self) -> tuple[str, ...]:
        """Ids of entries of the journal, from elsewhere, that are no claims or links."""
        return dossier.claim_ledger(self._store).unreadable

    def claim(
        self,
        what: str,
        *,
        who: str,
        about: str,
        when: str | date,
        where: str,
        evidence: str,
        by: str,
        answers: Sequence[str] = (),
        archived: str | None = None,
        sha256: str | None = None,
        narratives: Sequence[str] = (),
        words: Sequence[str] = (),
        urls: Sequence[str] = (),
        hashtags: Sequence[str] = (),
        supersedes: str | None = None,
    ) -> Claim:
        """Enter a claim into the ledger.

        Args:
            what: what is claimed.
            who: who claims it.
            about: about whom.
            when: the day, as YYYY-MM-DD.
            where: the address of the page where it is claimed.
            evidence: what was shown for it: none, assertion, documents, data (open to check),
                reproduced (independently).
            by: who enters it: a name, and the office.
            answers: ids of claims that it answers.
            archived: the address of a copy.
            sha256: the hash of a copy.
            narratives: codes of messages ("N3f2a", "W1"): posts with one carry the claim.
            words: posts that hold these words, in normal form, carry it.
            urls: posts that link to one of these pages carry it.
            hashtags: posts with one of these carry it.
            supersedes: the id of a claim whose place it takes; that one stays in the journal.

        Raises:
            UsageError: one of them makes no sense or names an unknown claim, the ledger holds this
                claim already, or claims would rest on each other in a circle. Nothing is written.
        """
        marked = dossier.CarriedBy(tuple(narratives), tuple(words), tuple(urls), tuple(hashtags))
        with self._run("claim add", {}):
            return dossier.add_claim(
                self._store,
                what,
                who=who,
                about=about,
                when=when,
                where=where,
                evidence=evidence,
                by=by,
                answers=answers,
                archived=archived,
                sha256=sha256,
                carried_by=marked,
                supersedes=supersedes,
            )

    def link_claims(self, claim: str, other: str, relation: str, *, by: str) -> ClaimLink:
        """Say that a claim answers, supports, corrects or confirms another.

        Raises:
            UsageError: an unknown claim or relation, a link that is there already, or a circle.
        """
        with self._run("claim link", {"claim": claim, "other": other, "relation": relation}):
            return dossier.link_claims(self._store, claim, other, relation, by=by)

    def retract_claim(self, entry: str, *, by: str, because: str) -> Entry:
        """Take back a claim (K...), a link (L...) or a list of channels (O...).

        The journal keeps it, and the reason.

        Raises:
            UsageError: nothing of this id stands, or no reason is given.
        """
        with self._run("claim retract", {"entry": entry}):
            return dossier.retract_entry(self._store, entry, by=by, because=because)

    def claim_channels(self, file: PathLike, *, by: str) -> ChannelListing:
        """Take a list of channels in place of any earlier one: CSV with the columns platform and
        account, or site, and class (official, state-controlled, state-linked, state-aligned,
        unassessed), name and source.

        Raises:
            UsageError: lines of the list cannot be used; the earlier list stays.
            DemasqueError: the case is anonymised.
        """
        with self._run("claim channels", {"file": str(file)}):
            return dossier.list_channels(self._store, file, by=by)

    def claim_posts(self, claim: str) -> pa.Table:
        """The posts that carry a claim, oldest first, as ``demasque.dossier.CLAIM_POSTS``.

        ``claim``, ``post``, ``account``, ``platform``, ``posted_at`` (UTC), ``how`` (narrative,
        words, link, hashtag, repost), ``carrier`` (channel, campaign, others), ``group`` (the class
        on the list, the campaign, or null), ``links_to_channel``. A post that quotes a claim to
        deny it carries it too.

        Raises:
            UsageError: no such claim stands.
        """
        return dossier.claim_posts(self._store, [dossier.claim_ledger(self._store).find(claim)])

    def claim_carriers(self, claim: str) -> ClaimCarriers:
        """Who carries a claim: listed channels by class, campaigns by name, everyone else.

        Raises:
            UsageError: no such claim stands.
        """
        return dossier.claim_carriers(self._store, [dossier.claim_ledger(self._store).find(claim)])[
            0
        ]

    def amplification(self, claim: str) -> pa.Table:
        """Who carries a claim, by day, as ``demasque.dossier.AMPLIFICATION``: it proves nothing.

        ``claim``, ``carrier``, ``group``, ``day`` (UTC), ``posts``, ``accounts``,
        ``links_to_channel`` (posts that link to a listed site), and ``first_post`` and ``first_at``
        of the group.

        Raises:
            UsageError: no such claim stands.
        """
        return dossier.amplification(self._store, dossier.claim_ledger(self._store).find(claim))

"""The part of :class:`demasque.api.Case` that tells those who were targeted, and the public."""

from __future__ import annotations

import os
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from demasque import findings, publish
from demasque.api.options import PathLike
from demasque.progress import Progress, quiet

if TYPE_CHECKING:
    from demasque.case import CaseStore, RunRecord


class Telling:
    """Briefs for targets, and public statements."""

    _store: CaseStore

    def _run(self, command: str, arguments: Any) -> AbstractContextManager[RunRecord]:
        raise NotImplementedError

    def brief_for(
        self,
        path: PathLike,
        venue: str,
        campaign: str | None = None,
        lang: str = "en",
        progress: Progress = quiet,
        *,
        platform: str | None = None,
        country: str | None = None,
        contacts: PathLike | None = None,
    ) -> Path:
        """Write what a person or body that was targeted should know: two printed pages at most.

        What was seen about them, where, how much and when; what is known and not known of who; what
        was published, as kinds and counts; what to keep, what to do, where to turn. No post, no
        picture, no account and no link stands in it, and no person's name. The custody log keeps
        that it was handed over.

        Args:
            path: ends in .html or .pdf (the extra ``pdf``).
            venue: a name on the list of venues (:meth:`name_venues`), whatever its capitals and
                accents, or a pseudonym.
            campaign: posts of one campaign, or operation, only.
            lang: "en" or "fr".
            progress: called as ``progress(step, done, total)``.
            platform: given, ``venue`` is this platform's own id of an account; it is not kept.
            country: whose list of contacts is added, such as "CA".
            contacts: a list of your own in its place; ``docs/handover.md`` has the format.

        Raises:
            UsageError: nobody, or several, are called so; no campaign addresses them; no such
                campaign, language or country; a list of contacts with a field that cannot be used;
                a judgement of a high rung without a source; the path cannot be written.
            DemasqueError: with ``platform``, the case is anonymised: its key was destroyed.
        """
        # Before the run has a record: what was typed may be a person's name.
        meant = findings.named_venue(self._store, venue, platform)
        arguments = {"path": os.fspath(path), "for": list(meant.accounts), "campaign": campaign}
        arguments |= {"lang": lang, "country": country}
        if contacts is not None:
            arguments["contacts"] = os.fspath(contacts)
        with self._run("brief", arguments):
            return publish.write_target_brief(
                self._store, path, meant, campaign, lang, progress, country=country,
                contacts=contacts,
            )  # fmt: skip

    def statement(
        self,
        path: PathLike,
        campaign: str,
        *,
        by: str | None = None,
        progress: Progress = quiet,
    ) -> Path:
        """Draft a statement for the public on one campaign, in English and French in one file.

        Facts, technique, confidence, what was done, what readers can do: each sentence names the
        findings that it rests on, and an annex says how to get them. No account, no quotation, no
        picture and no link stands in it.

        Args:
            path: ends in .html, .txt or .pdf (the extra ``pdf``).
            campaign: a name such as "C1".
            by: who signs it for publication, with the office: it is no draft any more, and the
                custody log keeps that it was signed.
            progress: called as ``progress(step, done, total)``.

        Raises:
            UsageError: no such campaign, a judgement of a high rung without a source, the path
                cannot be written.
        """
        arguments = {"path": os.fspath(path), "campaign": campaign, "by": by}
        with self._run("statement", arguments):
            return publish.write_statement(self._store, path, campaign, by, progress)

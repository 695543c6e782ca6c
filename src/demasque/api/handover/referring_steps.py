"""The part of :class:`demasque.api.Case` that tells platforms."""

from __future__ import annotations

import os
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any

from demasque import publish
from demasque.api.options import PathLike
from demasque.progress import Progress, quiet

if TYPE_CHECKING:
    from demasque.case import CaseStore, RunRecord
    from demasque.publish import Referral


class Referring:
    """Referrals to platforms."""

    _store: CaseStore

    def _run(self, command: str, arguments: Any) -> AbstractContextManager[RunRecord]:
        raise NotImplementedError

    def refer(
        self,
        path: PathLike,
        campaign: str,
        platform: str,
        *,
        by: str,
        contact: str,
        to: str | None = None,
        trusted_flagger: str | None = None,
        policies: PathLike | None = None,
        reveal: bool = False,
        lang: str = "en",
        progress: Progress = quiet,
    ) -> Referral:
        """Write a letter that refers a campaign's accounts to the platform they are on.

        ``path`` ends in .html or .docx (the extra ``letters``), or is a folder for both and the
        whole list as CSV. ``by`` says who writes, with the office; ``contact`` where the platform
        and holders of accounts report errors; ``to`` who receives it, the platform unless given.
        ``trusted_flagger`` says by whom and when that status was awarded (Regulation (EU)
        2022/2065, Article 22). ``policies`` is a file of headings of the platform's rules: see
        docs/handover.md. ``reveal`` must be true: a platform needs original ids, and the custody
        log keeps that they were written, and to whom.

        Raises:
            UsageError: no such campaign, or none of its accounts is on the platform; it stands
                below rung 2; something needed is not said, or a file is not as it should be.
            DemasqueError: the key was destroyed, or what makes a .docx is not installed.
        """
        request = publish.ReferralRequest(
            campaign, platform, by, contact, to, trusted_flagger, lang
        )
        arguments = {
            "path": os.fspath(path),
            "campaign": campaign,
            "platform": platform,
            "lang": lang,
            "reveal": reveal,
            "policies": None if policies is None else os.fspath(policies),
        }
        with self._run("refer", arguments) as record:
            made = publish.write_referral(
                self._store, path, request, reveal=reveal, policies=policies, progress=progress
            )
            record.note("accounts", made.accounts)
            record.note("posts", made.posts)
            for sentence in made.notes:
                record.warn(sentence)
        return made

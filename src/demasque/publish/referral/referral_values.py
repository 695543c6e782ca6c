"""What is asked of a referral, and what comes of it."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from demasque.errors import UsageError
from demasque.publish.referral.policy_files import PlatformPolicies
from demasque.sentences import Sentence

UNKNOWN: Final = "unknown"
"""How a case calls the platform of an export that names none."""

_MAIL: Final = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


@dataclass(frozen=True)
class ReferralRequest:
    """Who writes to whom about what. Words are the writer's own.

    ``contact`` is where the platform and holders of accounts report errors and appeal.
    ``trusted_flagger`` says by whom and when the writer was made one under Article 22 of the
    Digital Services Act; None where they were not. ``receiver`` is None for the platform's name.
    """

    campaign: str
    platform: str
    by: str
    contact: str
    receiver: str | None = None
    trusted_flagger: str | None = None
    lang: str = "en"

    def checked(self) -> "ReferralRequest":
        """The same on single lines. UsageError where something needed is not said."""
        by, contact = _line(self.by), _line(self.contact)
        status = None if self.trusted_flagger is None else _line(self.trusted_flagger)
        if not by:
            raise UsageError("Say who writes, with the office: --by 'A. Example, Example Office'.")
        if not contact:
            raise UsageError(
                "Say where the platform and holders of accounts report errors: --contact, an "
                "e-mail address or another one that is read."
            )
        if status == "":
            raise UsageError("Say by whom and when the status of trusted flagger was awarded.")
        if status is not None and not _MAIL.search(contact):
            raise UsageError(
                "A notice of a trusted flagger gives an e-mail address (Regulation (EU) 2022/2065, "
                "Article 16(2)(c)): write it in --contact."
            )
        receiver = None if self.receiver is None else _line(self.receiver) or None
        if receiver is None and self.platform == UNKNOWN:
            raise UsageError("The export does not say what platform it is from: name it with --to.")
        return ReferralRequest(
            self.campaign, self.platform, by, contact, receiver, status, self.lang
        )


@dataclass(frozen=True)
class Referral:
    """A letter that was written. ``accounts`` and ``posts`` count what it names.

    ``unsure`` accounts are left out because a named person doubts that they belong to the group;
    ``unnamed`` ones because the evidence no longer gives their original ids, or none of their posts
    shows a tie. ``notes`` say what to look at before it is sent.
    """

    path: Path
    receiver: str
    accounts: int
    posts: int
    unsure: int
    unnamed: int
    notes: tuple[Sentence, ...]


@dataclass(frozen=True)
class ReferralRules:
    """The headings that a letter points at, and whether they ship with the program."""

    kept: PlatformPolicies | None
    ours: bool

    def receiver(self, request: ReferralRequest) -> str:
        """Whom the letter addresses."""
        if request.receiver:
            return request.receiver
        return self.kept.name if self.kept is not None else request.platform


def _line(words: str) -> str:
    return " ".join(words.split())

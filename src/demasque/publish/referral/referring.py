"""Refer accounts of a campaign to the platform they stand on: check, reveal, write, keep."""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Final

from demasque.case import CaseStore
from demasque.dossier import keep_handover
from demasque.errors import UsageError
from demasque.ingest import reveal as reveal_from_evidence
from demasque.progress import Progress, quiet
from demasque.publish.referral.letters.letter_content import (
    LetterContent,
    LetterNumbers,
    letter_content,
)
from demasque.publish.referral.letters.letter_document import can_make_documents, letter_document
from demasque.publish.referral.letters.letter_page import letter_page
from demasque.publish.referral.letters.letter_rows import ListedAccount
from demasque.publish.referral.original_ids import OriginalIds, WantedRevealer, original_ids
from demasque.publish.referral.referral_checks import (
    before_sending,
    campaign_to_refer,
    refuse_without_reveal,
    rules_for,
)
from demasque.publish.referral.referral_listing import ReferralListing, listing_of
from demasque.publish.referral.referral_lists import ACCOUNTS_FILE, POSTS_FILE
from demasque.publish.referral.referral_values import Referral, ReferralRequest
from demasque.publish.referral.referred_rows import member_counts, pseudonyms_named
from demasque.publish.replacing import new_file, new_folder
from demasque.sentences import Sentence
from demasque.wording import Wording, catalogue

FORM: Final = "referral"
"""How the custody log and the table of handovers call it."""

ACCOUNTS_LISTED: Final = 200
"""Accounts that a letter itself lists; a folder holds all of them beside it."""

_PAGE: Final = "letter.html"
_DOCUMENT: Final = "letter.docx"
_Maker = Callable[[LetterContent, Sequence[ListedAccount], Sequence[Sentence], Wording], bytes]


def write_referral(
    store: CaseStore,
    path: str | os.PathLike[str],
    request: ReferralRequest,
    *,
    reveal: bool = False,
    policies: str | os.PathLike[str] | None = None,
    revealer: WantedRevealer = reveal_from_evidence,
    progress: Progress = quiet,
) -> Referral:
    """Write a letter to a platform, and keep in the custody log that it was handed over.

    Only tied members on the platform are named, each with the posts that show its ties; nobody
    that people excluded, and nobody of whom a named person is unsure.

    Args:
        store: an open case in which campaigns were found.
        path: a file that ends in .html or .docx, or a folder for both, with the whole list as CSV.
        request: who writes to whom, about which campaign on which platform.
        reveal: that original ids shall be written, which a platform needs. The custody log says so
            before anything is written.
        policies: a file of headings of the platform's rules, instead of those that ship.
        revealer: where original ids come from.
        progress: told the bytes of evidence read.

    Returns:
        What was written. The same case and request give the same bytes.

    Raises:
        UsageError: ``reveal`` is missing; no such campaign, or none of its accounts is on the
            platform; it stands below rung 2; a letter alone would list more than
            ``ACCOUNTS_LISTED`` accounts; a file is not as it should be, or cannot be written.
        DemasqueError: the case's key is gone, or python-docx is missing for a .docx.
    """
    asked, target = request.checked(), Path(path)
    words, makers = catalogue(asked.lang), _makers(target)
    refuse_without_reveal(reveal)
    rules = rules_for(asked.platform, None if policies is None else Path(policies))
    found, handed = campaign_to_refer(store, asked)
    ids = _ids(store, asked, target, revealer, progress)
    counts = member_counts(store, handed.campaign, asked.platform)
    whole = None if target.suffix else target
    place = new_file(target) if whole is None else new_folder(target, _FILES)
    with place as draft:
        listing = listing_of(
            store, handed.campaign, ids, ACCOUNTS_LISTED, None if whole is None else draft, words
        )
        unnamed = counts.here - counts.unsure - len(listing.accounts)
        numbers = LetterNumbers(len(listing.accounts), len(listing.posts), counts, unnamed)
        content = letter_content(found, handed, asked, rules, numbers)
        above = tuple(_said_above(listing, whole is not None))
        for name, make in makers.items():
            letter = make(content, listing.shown, above, words)
            (draft / name if whole is not None else draft).write_bytes(letter)
        _keep(store, asked, rules.receiver(asked), draft, listing)
    notes = (
        *before_sending(handed, rules, rules.receiver(asked)),
        *_left_out(makers, whole is not None),
    )
    return Referral(
        target,
        rules.receiver(asked),
        len(listing.accounts),
        len(listing.posts),
        counts.unsure,
        unnamed,
        notes,
    )


_FILES: Final = frozenset({_PAGE, _DOCUMENT, ACCOUNTS_FILE, POSTS_FILE})


def _makers(target: Path) -> Mapping[str, _Maker]:
    """What makes the letters that a path asks for, by the names of files in a folder."""
    ending = target.suffix.lower()
    if ending in (".html", ".htm"):
        return {_PAGE: letter_page}
    if ending == ".docx":
        return {_DOCUMENT: letter_document}
    if ending:
        raise UsageError(
            "{path} is no letter: name a file that ends in .html or .docx, or a folder.",
            path=target,
        )
    made: dict[str, _Maker] = {_PAGE: letter_page}
    return made | {_DOCUMENT: letter_document} if can_make_documents() else made


def _ids(
    store: CaseStore,
    request: ReferralRequest,
    target: Path,
    revealer: WantedRevealer,
    progress: Progress,
) -> OriginalIds:
    """Look original ids up, and say so in the custody log, before anything is written."""
    wanted = pseudonyms_named(store, request.campaign, request.platform)
    accounts = len(wanted["account"])
    if not accounts:
        raise UsageError(
            "No account of {campaign} on {platform} is left to name: no post shows a tie, or named "
            "persons are unsure of all of them.",
            campaign=request.campaign,
            platform=request.platform,
        )
    if target.suffix and accounts > ACCOUNTS_LISTED:
        raise UsageError(
            "A letter lists at most {most} accounts, and {accounts} are to be named. Give a folder "
            "instead of {path}: it holds the letter and the whole list.",
            most=ACCOUNTS_LISTED,
            accounts=accounts,
            path=target,
        )
    ids = original_ids(store, request.platform, wanted, progress, revealer)
    if not ids.accounts:
        raise UsageError(
            "The evidence no longer gives the original ids of {campaign}'s accounts.",
            campaign=request.campaign,
        )
    store.custody.write(
        "reveal", format=FORM, path=str(target), accounts=len(ids.accounts), posts=len(ids.posts)
    )
    return ids


def _said_above(listing: ReferralListing, whole: bool) -> Iterator[Sentence]:
    yield Sentence(
        "Accounts and posts stand under the ids that you gave them. Each has the reason beside it."
    )
    if listing.addressed:
        yield Sentence("Addresses are built from the ids by your own patterns.")
    if whole:
        yield Sentence(
            "{accounts} and {posts} hold the whole list, one row each; here stand the {n} accounts "
            "with the most such posts.",
            accounts=ACCOUNTS_FILE,
            posts=POSTS_FILE,
            n=len(listing.shown),
        )


def _keep(
    store: CaseStore,
    request: ReferralRequest,
    receiver: str,
    draft: Path,
    listing: ReferralListing,
) -> None:
    """Write down what is handed to whom: the hash of the letter, or of a list of the files."""
    if draft.is_dir():
        files = sorted(draft.iterdir())
        content = "".join(f"{_digest(each)}  {each.name}\n" for each in files).encode()
    else:
        content = draft.read_bytes()
    keep_handover(
        store,
        FORM,
        receiver,
        content,
        listing.accounts,
        listing.posts,
        platform=request.platform,
        campaign=request.campaign,
    )


def _digest(file: Path) -> str:
    made = sha256()
    with file.open("rb") as content:
        while part := content.read(1 << 20):
            made.update(part)
    return made.hexdigest()


def _left_out(makers: Mapping[str, _Maker], whole: bool) -> Iterator[Sentence]:
    if whole and _DOCUMENT not in makers:
        yield Sentence(
            "The letter was written as HTML only: a .docx beside it needs python-docx (pip install "
            "'demasque[letters]')."
        )

"""Claims: entered, linked with each other, taken back; the analyst's list of channels."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from demasque.api import Case
from demasque.dossier import EvidenceShown, Relation
from demasque.errors import UsageError
from demasque.sentences import Sentence
from demasque.web.acting.act import Act, Done, Posted
from demasque.web.acting.page_forms import (
    BECAUSE,
    BY,
    FormField,
    PageForm,
    chosen,
    separate_lines,
)
from demasque.web.acting.taking_back import taken_back, without_undo
from demasque.web.sessions import Undo

CLAIM: Final = PageForm(
    "claim",
    Sentence("Enter a claim"),
    Sentence("Enter the claim"),
    (
        FormField("what", Sentence("What is claimed"), lines=2, required=True),
        FormField("who", Sentence("Who claims it"), required=True),
        FormField("about", Sentence("About whom"), required=True),
        FormField("when", Sentence("Day"), Sentence("Such as 2024-07-08."), required=True),
        FormField("where", Sentence("Address of the page where it is claimed"), required=True),
        FormField(
            "evidence",
            Sentence("Evidence shown"),
            Sentence("What others can look at and check."),
            chosen([(each.value, each.sentence) for each in EvidenceShown]),
            required=True,
        ),
        FormField("archived", Sentence("Address of a copy")),
        FormField("sha256", Sentence("SHA-256 of the copy")),
        FormField("answers", Sentence("Claims that it answers, one id a line"), lines=2),
        FormField(
            "narratives",
            Sentence("Messages that carry it, one code a line"),
            Sentence("Such as N3f2a, or W1."),
            lines=2,
        ),
        FormField("words", Sentence("Words that carry it, one phrase a line"), lines=2),
        FormField("urls", Sentence("Addresses that carry it, one a line"), lines=2),
        FormField("hashtags", Sentence("Hashtags that carry it, one a line"), lines=2),
        FormField(
            "supersedes",
            Sentence("Claim whose place it takes"),
            Sentence("Its id; that one stays in the journal."),
        ),
        BY,
    ),
)
LINK: Final = PageForm(
    "claim-link",
    Sentence("Link two claims"),
    Sentence("Link them"),
    (
        FormField(
            "claim", Sentence("Claim"), Sentence("Its id, such as K1a2b3c4d."), required=True
        ),
        FormField(
            "relation",
            Sentence("What it does"),
            choices=chosen([(each.value, each.sentence) for each in Relation]),
            required=True,
        ),
        FormField("other", Sentence("The other claim"), required=True),
        BY,
    ),
)
RETRACT: Final = PageForm(
    "claim-retract",
    Sentence("Take back an entry"),
    Sentence("Take it back"),
    (
        FormField(
            "entry",
            Sentence("Entry"),
            Sentence("The id of a claim (K...), a link (L...) or a list of channels (O...)."),
            required=True,
        ),
        BECAUSE,
        BY,
    ),
    (Sentence("The journal keeps it, and the reason."),),
)
CHANNELS: Final = PageForm(
    "claim-channels",
    Sentence("Say which channels are whose"),
    Sentence("Take this list"),
    (
        FormField(
            "list",
            Sentence("Your list, as CSV"),
            Sentence(
                "First the line of columns: platform, account, site, class, name, source. Classes "
                "are official, state-controlled, state-linked, state-aligned, unassessed."
            ),
            lines=6,
            required=True,
        ),
        BY,
    ),
    (
        Sentence(
            "List organisations only: what stands in the journal cannot be taken out again. The "
            "list takes the place of an earlier one."
        ),
    ),
)


def _claim(case: Case, posted: Posted) -> Done:
    by = posted.value("by")
    made = case.claim(
        posted.value("what"),
        **{name: posted.value(name) for name in ("who", "about", "when", "where", "evidence")},
        by=by,
        archived=posted.value("archived") or None,
        sha256=posted.value("sha256") or None,
        answers=separate_lines(posted.value("answers")),
        narratives=separate_lines(posted.value("narratives")),
        words=separate_lines(posted.value("words")),
        urls=separate_lines(posted.value("urls")),
        hashtags=separate_lines(posted.value("hashtags")),
        supersedes=posted.value("supersedes") or None,
    )
    said = Sentence("Entered as {claim}.", claim=made.id)
    if made.supersedes is not None:
        return Done(without_undo(said, made.supersedes))
    return Done(said, _retraction(made.id, posted))


def _link(case: Case, posted: Posted) -> Done:
    by = posted.value("by")
    made = case.link_claims(
        posted.value("claim"), posted.value("other"), posted.value("relation"), by=by
    )
    said = Sentence(
        "{claim} {relation} {other}: entered as {link}.",
        claim=made.claim,
        relation=made.relation.sentence,
        other=made.other,
        link=made.id,
    )
    return Done(said, _retraction(made.id, posted))


def _retract(case: Case, posted: Posted) -> Done:
    entry = posted.value("entry")
    case.retract_claim(entry, by=posted.value("by"), because=posted.value("because"))
    return Done(Sentence("{entry} is taken back; it stays on record.", entry=entry))


def _channels(case: Case, posted: Posted) -> Done:
    written = posted.value("list")
    if not written:
        raise UsageError("Give the list: a line of columns, and a line for each channel.")
    with TemporaryDirectory(prefix="demasque-") as folder:
        file = Path(folder) / "channels.csv"
        file.write_text(written + "\n", "utf-8")
        listing = case.claim_channels(file, by=posted.value("by"))
    return Done(
        Sentence.counted("{n} channel is listed.", "{n} channels are listed.", listing.listed)
    )


def _retraction(entry: str, posted: Posted) -> Undo:
    values = {"entry": entry, "by": posted.value("by"), "because": taken_back(posted.session)}
    return Undo("/claims/retract", values)


CLAIMING: Final = (
    Act("claim", "/claims/add", _claim),
    Act("claim-link", "/claims/link", _link),
    Act("claim-retract", "/claims/retract", _retract),
    Act("claim-channels", "/claims/channels", _channels),
)
"""Acts about claims."""

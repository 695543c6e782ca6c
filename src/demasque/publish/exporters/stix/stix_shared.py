"""What two members or more shared: addresses, pictures and clips by their hashes, messages."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from demasque.findings import HandedCampaign, shared_traces
from demasque.publish.exporters.campaign_words import period
from demasque.publish.exporters.case_rows import CaseRows
from demasque.publish.exporters.handed_values import readable_address
from demasque.publish.exporters.stix.stix_frame import StixFrame
from demasque.sentences import Sentence
from demasque.wording import Wording

_SHA256: Final = re.compile(r"[0-9a-f]{64}")
_PDQ: Final = """
    SELECT coalesce(reference, hashes) AS hash, quality FROM media_frames
    WHERE media = ? AND frame = 0 AND media NOT IN (SELECT media FROM protected_media)"""

_WORDS: Final = Sentence("Message that members shared")
_HOW: Final = Sentence(
    "In lower case and without punctuation, as messages are compared. Names of accounts stand as "
    "pseudonyms; telephone numbers and addresses are masked."
)


def shared(rows: CaseRows, frame: StixFrame, handed: HandedCampaign, main: str) -> Iterator[Any]:
    """Observables with what was seen of each, then messages as notes on the campaign."""
    for row in _rows(rows, handed, "url"):
        address = readable_address(row["value"])
        if address is not None:
            yield from _observed(frame, handed, row, frame.stix2.URL(value=address, **frame.marked))
    for row in _rows(rows, handed, "media"):
        if _SHA256.fullmatch(row["value"]):
            file = frame.stix2.File(hashes={"SHA-256": row["value"]}, **frame.marked)
            yield from _observed(frame, handed, row, file)
            yield from _fingerprint(rows, frame, row["value"], file.id)
    for row in _rows(rows, handed, "text"):
        yield from _message(frame, handed, row, main)


def _rows(rows: CaseRows, handed: HandedCampaign, kind: str) -> Iterator[Mapping[str, Any]]:
    for batch in shared_traces(rows.store, handed.campaign, kind):
        yield from batch.to_pylist()


def _observed(
    frame: StixFrame, handed: HandedCampaign, row: Mapping[str, Any], observable: Any
) -> Iterator[Any]:
    yield observable
    yield frame.make(
        frame.stix2.ObservedData,
        observable.id,
        handed.campaign,
        first_observed=row["first_at"],
        last_observed=row["last_at"],
        number_observed=row["posts"],
        object_refs=[observable.id],
    )


def _fingerprint(rows: CaseRows, frame: StixFrame, media: str, file: str) -> Iterator[Any]:
    """The PDQ hash of a picture, or of a clip's first frame, for whom has other copies of it.

    The standard has no name for it among hashes, so that it stands in a note.
    """
    for found in rows.store.sql(_PDQ, (media,)).to_pylist():
        said = Sentence(
            "PDQ: {hash} (quality {n})", hash=found["hash"][:32].hex(), n=found["quality"]
        )

        def texts(words: Wording, said: Sentence = said) -> dict[str, str]:
            return {"abstract": "PDQ", "content": words.say(said)}

        yield from frame.told(
            frame.stix2.Note, "pdq", media, texts=texts, object_refs=[file], labels=["pdq"]
        )


def _message(
    frame: StixFrame, handed: HandedCampaign, row: Mapping[str, Any], main: str
) -> Iterator[Any]:
    if not row["value"]:
        return
    figures = Sentence(
        "Posted {posts} times by {accounts} members, {period}.",
        posts=row["posts"],
        accounts=row["accounts"],
        period=period(handed, row["first_at"], row["last_at"]),
    )

    def texts(words: Wording) -> dict[str, str]:
        content = f"{row['value']}\n\n{words.say(figures)} {words.say(_HOW)}"
        return {"abstract": words.say(_WORDS), "content": content}

    yield from frame.told(
        frame.stix2.Note,
        "message",
        main,
        str(row["trace"]),
        texts=texts,
        object_refs=[main],
        labels=["message"],
    )

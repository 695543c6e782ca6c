"""Whom a campaign addresses: bodies by the names of the analyst's list, everybody else counted."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from demasque.campaigns import Target
from demasque.findings import HandedCampaign
from demasque.publish.exporters.campaign_words import others_addressed
from demasque.publish.exporters.stix.stix_frame import StixFrame
from demasque.sentences import Sentence
from demasque.wording import Wording


def targets(frame: StixFrame, handed: HandedCampaign, main: str, relation: str) -> Iterator[Any]:
    """Bodies with how they are addressed, and a note that counts all others.

    ``relation`` is how ``main`` is tied to each.
    """
    in_order = sorted(handed.organisations, key=lambda one: (one.name or "", one.kind or ""))
    for (name, kind), accounts in groupby(in_order, key=lambda one: (one.name, one.kind)):
        body = frame.make(
            frame.stix2.Identity,
            "target",
            str(name),
            str(kind),
            name=name,
            identity_class="organization",
            labels=[str(kind)],
        )
        yield body
        yield from _addressed(frame, tuple(accounts), main, relation, body.id)
    if handed.others_targeted:
        yield from _others(frame, handed.others_targeted, main)


def _addressed(
    frame: StixFrame, accounts: Sequence[Target], main: str, relation: str, body: str
) -> Iterator[Any]:
    said = Sentence.counted(
        "{n} post of members addresses it.",
        "{n} posts of members address it.",
        sum(one.posts for one in accounts),
    )
    first, last = min(one.first_at for one in accounts), max(one.last_at for one in accounts)
    # The standard wants an end that is later than the start.
    times = {"start_time": first} | ({"stop_time": last} if last > first else {})
    yield from frame.relate(
        main, relation, body, texts=lambda words: {"description": words.say(said)}, **times
    )


def _others(frame: StixFrame, others: int, main: str) -> Iterator[Any]:
    said = others_addressed(others)

    def texts(words: Wording) -> dict[str, str]:
        return {"abstract": words.text("Others addressed"), "content": words.say(said)}

    yield from frame.told(
        frame.stix2.Note, "others", main, texts=texts, object_refs=[main], labels=["targets"]
    )

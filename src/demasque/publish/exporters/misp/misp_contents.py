"""Objects of an event, one after another: nothing is held but ids that others point to."""

import re
from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import Any, Final

from demasque.findings import HandedCampaign, member_accounts, shared_traces
from demasque.publish.exporters.campaign_words import described, others_addressed, period
from demasque.publish.exporters.case_rows import CaseRows
from demasque.publish.exporters.handed_values import originals_of, readable_address
from demasque.publish.exporters.misp.misp_frame import MispField, MispFrame, both
from demasque.publish.exporters.misp.misp_tags import campaign_tags
from demasque.publish.exporters.stix.stix_members import account_type
from demasque.sentences import Sentence
from demasque.text import Narrative
from demasque.wording import catalogue

NARRATIVES: Final = 20
"""Narratives of a campaign that are given, the most used."""

_SHA256: Final = re.compile(r"[0-9a-f]{64}")
_NORMAL_FORM: Final = Sentence(
    "In lower case and without punctuation, as messages are compared. Names of accounts stand as "
    "pseudonyms; telephone numbers and addresses are masked."
)


def campaign_objects(
    rows: CaseRows, frame: MispFrame, handed: HandedCampaign
) -> Iterator[dict[str, Any]]:
    """The report of a campaign, and what it is about; each object refers to the report."""
    report = frame.id("report", handed.campaign)
    yield _report(frame, handed, revealed=bool(rows.names))
    yield from _bodies(frame, handed)
    narratives: dict[int, str] = {}
    gone = frozenset(rows.excluded.to_pylist())
    for each in handed.found.narratives[:NARRATIVES]:
        narratives[each.family] = frame.id("narrative", handed.campaign, str(each.family))
        yield frame.thing(
            "narrative",
            handed.campaign,
            str(each.family),
            fields=[MispField("narrative-summary", _words(each, gone))],
            comment=both(Sentence("Posts of members: {n}", n=each.posts)),
            seen=(each.first_at, each.last_at),
            refers=[("related-to", report)],
        )
    yield from _messages(rows, frame, handed, narratives)
    yield from _addresses(rows, frame, handed)
    yield from _files(rows, frame, handed)
    yield from _members(rows, frame, handed)


def _words(each: Narrative, gone: frozenset[str]) -> str:
    """The exemplar's words; where it is by somebody excluded, those of members."""
    if each.exemplar in gone and each.wordings:
        return each.wordings[0].text
    return each.words


def _report(frame: MispFrame, handed: HandedCampaign, *, revealed: bool) -> dict[str, Any]:
    said = [*described(handed, revealed)]
    if handed.others_targeted:
        said.append(others_addressed(handed.others_targeted))
    fields = [MispField("type", "Report")]
    for lang, tags in (("en", campaign_tags(handed)), ("fr", ())):
        words = catalogue(lang)
        title = words.text("{campaign}: accounts acting together", campaign=handed.campaign)
        fields.append(MispField("title", title))
        fields.append(MispField("summary", " ".join(map(words.say, said)), tags))
    targets = [("targets", _body_id(frame, handed, *key)) for key in _named(handed)]
    return frame.thing(
        "report",
        handed.campaign,
        fields=fields,
        seen=(handed.profile.first_at, handed.profile.last_at),
        refers=targets,
    )


def _named(handed: HandedCampaign) -> dict[tuple[str, str], int]:
    """Bodies of the analyst's list by name and kind, with the posts that address them."""
    in_order = sorted((str(one.name), str(one.kind), one.posts) for one in handed.organisations)
    grouped = groupby(in_order, key=lambda one: (one[0], one[1]))
    return {key: sum(posts for _, _, posts in accounts) for key, accounts in grouped}


def _body_id(frame: MispFrame, handed: HandedCampaign, name: str, kind: str) -> str:
    return frame.id("organization", handed.campaign, name, kind)


def _bodies(frame: MispFrame, handed: HandedCampaign) -> Iterator[dict[str, Any]]:
    for (name, kind), posts in _named(handed).items():
        said = Sentence.counted(
            "{n} post of members addresses it.", "{n} posts of members address it.", posts
        )
        yield frame.thing(
            "organization",
            handed.campaign,
            name,
            kind,
            fields=[
                MispField("name", name),
                MispField("role", "Target"),
                MispField("type-of-organization", kind),
            ],
            comment=both(said),
        )


def _rows(rows: CaseRows, handed: HandedCampaign, kind: str) -> Iterator[Mapping[str, Any]]:
    for batch in shared_traces(rows.store, handed.campaign, kind):
        yield from batch.to_pylist()


def _posted(handed: HandedCampaign, row: Mapping[str, Any]) -> Sentence:
    return Sentence(
        "Posted {posts} times by {accounts} members, {period}.",
        posts=row["posts"],
        accounts=row["accounts"],
        period=period(handed, row["first_at"], row["last_at"]),
    )


def _messages(
    rows: CaseRows, frame: MispFrame, handed: HandedCampaign, narratives: Mapping[int, str]
) -> Iterator[dict[str, Any]]:
    report = frame.id("report", handed.campaign)
    for row in _rows(rows, handed, "text"):
        if row["value"]:
            narrative = narratives.get(row["trace"])
            yield frame.thing(
                "microblog",
                handed.campaign,
                str(row["trace"]),
                fields=[
                    MispField("post", row["value"]),
                    MispField("creation-date", row["first_at"]),
                    MispField("state", "Unknown"),
                ],
                comment=both(_posted(handed, row), _NORMAL_FORM),
                seen=(row["first_at"], row["last_at"]),
                refers=[
                    ("related-to", report),
                    *([("related-to", narrative)] if narrative else []),
                ],
            )


def _addresses(
    rows: CaseRows, frame: MispFrame, handed: HandedCampaign
) -> Iterator[dict[str, Any]]:
    for row in _rows(rows, handed, "url"):
        address = readable_address(row["value"])
        if address is not None:
            yield frame.thing(
                "url",
                handed.campaign,
                address,
                fields=[
                    MispField("url", address),
                    MispField("first-seen", row["first_at"]),
                    MispField("last-seen", row["last_at"]),
                    MispField("text", both(_posted(handed, row))),
                ],
                refers=[("related-to", frame.id("report", handed.campaign))],
            )


def _files(rows: CaseRows, frame: MispFrame, handed: HandedCampaign) -> Iterator[dict[str, Any]]:
    for row in _rows(rows, handed, "media"):
        if _SHA256.fullmatch(row["value"]):
            yield frame.thing(
                "file",
                handed.campaign,
                row["value"],
                fields=[MispField("sha256", row["value"])],
                comment=both(_posted(handed, row)),
                seen=(row["first_at"], row["last_at"]),
                refers=[("related-to", frame.id("report", handed.campaign))],
            )


def _members(rows: CaseRows, frame: MispFrame, handed: HandedCampaign) -> Iterator[dict[str, Any]]:
    report = frame.id("report", handed.campaign)
    for batch in member_accounts(rows.store, handed.campaign):
        original = originals_of(batch, rows.names.get("account"))
        for row, raw in zip(batch.to_pylist(), original, strict=True):
            known = (("username", raw), ("created", row["created_at"]))
            yield frame.thing(
                "user-account",
                handed.campaign,
                row["account"],
                fields=[
                    MispField("user-id", row["account"]),
                    MispField("account-type", account_type(row["platform"])),
                    *(MispField(name, value) for name, value in known if value is not None),
                ],
                comment=both(Sentence("Posts: {n}", n=row["posts"])),
                seen=(row["first_at"], row["last_at"]),
                refers=[("related-to", report)],
            )

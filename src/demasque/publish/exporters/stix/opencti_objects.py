"""Objects of OpenCTI's own, beside the standard's: Channel, Narrative, Event, Media-Content.

Their fields and the ids of their extensions are those of OpenCTI's published source (its converters
to STIX 2.1 and its Python client). They are not registered with ``stix2``, where another program
in the same process may have put its own.
"""

from collections import OrderedDict
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import islice
from typing import Any, Final

from demasque.findings import HandedCampaign, shared_traces
from demasque.publish.exporters.case_rows import CaseRows
from demasque.publish.exporters.stix.stix_frame import StixFrame
from demasque.text import label
from demasque.wording import Wording

_EXTENSION: Final = "extension-definition--ea279b3e-5c71-4632-ac08-831c66a786ba"
_OF_OBSERVABLES: Final = "extension-definition--f93e2c80-4231-4f9a-af8b-95c9bd566a82"
NARRATIVES: Final = 20
"""Messages of a campaign that become narratives, those of most members; notes hold all."""


def beside(frame: StixFrame, made: Any, main: str, relation: str) -> Iterator[Any]:
    """What stands beside an observable: a channel of an account, media content of an address."""
    if made._type == "user-account":
        channel = _domain(
            frame,
            "channel",
            made.id,
            name=made.get("account_login", made.user_id),
            channel_types=[made.account_type],
        )
        yield channel
        yield from frame.relate(channel.id, "belongs-to", made.id, allow_custom=True)
        yield from frame.relate(main, relation, channel.id, allow_custom=True)
    elif made._type == "url":
        media = _classes()["media-content"](
            url=made.value,
            media_category="link",
            extensions={_OF_OBSERVABLES: {"extension_type": "new-sco"}},
            **frame.marked,
        )
        yield media
        yield from frame.relate(media.id, "related-to", main, allow_custom=True)


def of_campaign(
    rows: CaseRows, frame: StixFrame, handed: HandedCampaign, main: str, relation: str
) -> Iterator[Any]:
    """Messages as narratives, and the time of the posts as an event."""
    for row in islice(_messages(rows, handed), NARRATIVES):
        narrative = _domain(
            frame,
            "narrative",
            main,
            str(row["trace"]),
            name=label(row["value"]),
            description=row["value"],
        )
        yield narrative
        yield from frame.relate(main, relation, narrative.id, allow_custom=True)

    def texts(words: Wording) -> dict[str, str]:
        return {"name": words.text("Posts of {campaign}", campaign=handed.campaign)}

    event = None
    for made in frame.told(
        _classes()["event"],
        main,
        texts=texts,
        start_time=handed.profile.first_at,
        stop_time=handed.profile.last_at,
        extensions={_EXTENSION: {"extension_type": "new-sdo"}},
    ):
        event = event or made
        yield made
    if event is not None:
        yield from frame.relate(main, "related-to", event.id, allow_custom=True)


def _messages(rows: CaseRows, handed: HandedCampaign) -> Iterator[Mapping[str, Any]]:
    for batch in shared_traces(rows.store, handed.campaign, "text"):
        yield from (row for row in batch.to_pylist() if row["value"])


def _domain(frame: StixFrame, kind: str, *about: str, **fields: Any) -> Any:
    extensions = {_EXTENSION: {"extension_type": "new-sdo"}}
    return frame.make(_classes()[kind], *about, extensions=extensions, **fields)


_COMMON: Final = (
    "created_by_ref",
    "created",
    "modified",
    "revoked",
    "labels",
    "confidence",
    "lang",
    "external_references",
    "object_marking_refs",
    "granular_markings",
    "extensions",
)
"""What all domain objects have besides type, version and id."""


@cache
def _classes() -> dict[str, Any]:
    """Classes as ``stix2`` makes them, by type."""
    import stix2.properties

    made: Any = stix2.properties
    words, time = made.StringProperty, made.TimestampProperty

    def strings() -> Any:
        return made.ListProperty(words)

    named = {"name": words(required=True), "description": words(), "aliases": strings()}
    span = {"start_time": time(), "stop_time": time()}
    return {
        "channel": _sdo("channel", {**named, "channel_types": strings()}),
        "narrative": _sdo("narrative", {**named, "narrative_types": strings()}),
        "event": _sdo("event", {**named, "event_types": strings(), **span}),
        "media-content": _sco(
            "media-content",
            {
                "title": words(),
                "content": words(),
                "media_category": words(),
                "url": words(required=True),
                "publication_date": time(),
            },
        ),
    }


def _sdo(kind: str, own: Mapping[str, Any]) -> Any:
    from stix2 import Identity
    from stix2.properties import IDProperty, TypeProperty
    from stix2.v21.base import _DomainObject

    given = Identity._properties
    properties = OrderedDict(
        type=TypeProperty(kind, spec_version="2.1"),
        spec_version=given["spec_version"],
        id=IDProperty(kind, spec_version="2.1"),
        **own,
        **{name: given[name] for name in _COMMON},
    )
    return type(kind, (_DomainObject,), {"_type": kind, "_properties": properties})


def _sco(kind: str, own: Mapping[str, Any]) -> Any:
    from stix2 import URL
    from stix2.properties import IDProperty, TypeProperty
    from stix2.v21.base import _Observable

    given = URL._properties
    properties = OrderedDict(
        type=TypeProperty(kind, spec_version="2.1"),
        spec_version=given["spec_version"],
        id=IDProperty(kind, spec_version="2.1"),
        **own,
        **{name: given[name] for name in ("object_marking_refs", "defanged", "extensions")},
    )
    contributing = {"_id_contributing_properties": ["url"]}
    return type(kind, (_Observable,), {"_type": kind, "_properties": properties, **contributing})

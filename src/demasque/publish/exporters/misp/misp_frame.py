"""What all objects of one event have in common: ids, time, languages.

Ids are UUIDs of version 5, so that the same case gives the same bytes. They follow from the event:
a server takes no object whose id another event of it holds. Nothing is marked for detection.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import NAMESPACE_URL, UUID, uuid5

from demasque.publish.exporters.case_rows import CaseRows
from demasque.publish.exporters.handed_values import case_times
from demasque.sentences import Sentence
from demasque.wording import catalogue

_NAMESPACE: Final[UUID] = uuid5(NAMESPACE_URL, "urn:demasque:misp")


@dataclass(frozen=True)
class MispField:
    """One attribute of an object: its relation in the template, its value, and tags."""

    relation: str
    value: Any
    tags: tuple[str, ...] = ()


@dataclass(frozen=True)
class MispFrame:
    """One event's frame. ``pymisp`` is the package, ``event`` the event's own id."""

    pymisp: Any
    event: UUID
    modified: datetime

    def id(self, *about: str) -> str:
        """The id of something in this event."""
        return str(uuid5(self.event, json.dumps(about)))

    @property
    def stamp(self) -> str:
        """When it was last changed: seconds since 1970, as MISP writes them."""
        return str(int(self.modified.timestamp()))

    def thing(
        self,
        name: str,
        *about: str,
        fields: Iterable[MispField],
        comment: str = "",
        seen: tuple[datetime, datetime] | None = None,
        refers: Iterable[tuple[str, str]] = (),
    ) -> dict[str, Any]:
        """An object of one of MISP's templates; ``about`` says which of its kind it is.

        ``seen`` is from when to when, ``refers`` relations with the ids they lead to.
        """
        made = self.pymisp.MISPObject(name, strict=True)
        made.uuid = self.id(name, *about)
        made.distribution = "5"  # that of the event
        if comment:
            made.comment = comment
        if seen is not None:
            made.first_seen, made.last_seen = seen
        for number, each in enumerate(fields):
            held = made.add_attribute(
                each.relation,
                value=each.value,
                uuid=self.id(name, *about, each.relation, str(number)),
                to_ids=False,
                distribution="5",
            )
            for tag in each.tags:
                held.add_tag(tag)
        leads = [
            made.add_reference(target, relation, uuid=self.id(name, *about, relation, target))
            for relation, target in refers
        ]
        whole = self._stamped(json.loads(made.to_json()))
        # The package leaves them out of an object that stands outside an event of its own.
        return whole | {"ObjectReference": [json.loads(each.to_json()) for each in leads]}

    def remark(
        self, kind: str, category: str, value: str, comment: str, tags: Iterable[str] = ()
    ) -> dict[str, Any]:
        """An attribute of the event itself."""
        made = self.pymisp.MISPAttribute()
        made.from_dict(
            type=kind,
            category=category,
            value=value,
            comment=comment,
            uuid=self.id("attribute", kind, category, value),
            to_ids=False,
            distribution="5",
        )
        for tag in tags:
            made.add_tag(tag)
        return self._stamped(json.loads(made.to_json()))

    def _stamped(self, made: dict[str, Any]) -> dict[str, Any]:
        made["timestamp"] = self.stamp
        for each in made.get("Attribute", ()):
            each["timestamp"] = self.stamp
        return made


def misp_frame(rows: CaseRows) -> MispFrame:
    """The frame of an event on the campaigns of this case that are asked for."""
    import pymisp

    times = case_times(rows)
    about = json.dumps([times.case, "event", *rows.options.campaigns])
    return MispFrame(pymisp, uuid5(_NAMESPACE, about), times.modified)


def publisher_of(by: str) -> Mapping[str, str]:
    """The body that an event comes from, the same in all its events."""
    return {"name": by, "uuid": str(uuid5(_NAMESPACE, json.dumps(["publisher", by])))}


def both(*said: Sentence) -> str:
    """Sentences in English and French, where MISP has room for one text."""
    return " / ".join(" ".join(map(catalogue(lang).say, said)) for lang in ("en", "fr"))

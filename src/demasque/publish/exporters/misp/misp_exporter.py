"""The exporter of MISP: one event as JSON, written object by object."""

import json
from collections.abc import Iterable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

from demasque.assessment import Rung
from demasque.errors import UsageError
from demasque.findings import refuse_unsourced
from demasque.publish.brief_content import found_at
from demasque.publish.exporters.case_rows import CaseRows
from demasque.publish.exporters.exporter import Exporter
from demasque.publish.exporters.handed_values import unnaming
from demasque.publish.exporters.misp.misp_contents import campaign_objects
from demasque.publish.exporters.misp.misp_frame import MispFrame, misp_frame, publisher_of
from demasque.publish.exporters.misp.misp_tags import event_tags, remarks
from demasque.publish.exporters.stix.stix_frame import PROGRAM
from demasque.publish.exporters.stix.tlp_markings import tlp_label
from demasque.sentences import Sentence

_INITIAL, _ONGOING = "0", "1"
"""How far the analysis is, as MISP counts; a person completes it there."""


def write(rows: CaseRows, path: Path) -> None:
    """Write the campaigns of a case as one event.

    Raises:
        UsageError: TLP 2.0 has no such label, a judgement has no source, or the extra is missing.
    """
    if find_spec("pymisp") is None:
        raise UsageError("MISP takes a package that is missing: pip install 'demasque[misp]'.")
    tlp_label(rows.options.tlp)
    refuse_unsourced(rows.campaigns)
    frame = misp_frame(rows)
    unnamed = unnaming(rows)
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(map(unnamed, _lines(rows, frame)))


def _lines(rows: CaseRows, frame: MispFrame) -> Iterator[str]:
    yield '{"Event": {\n'
    for name, value in _head(rows, frame).items():
        yield f'"{name}": {_json(value)},\n'
    yield '"Attribute": ['
    yield from _listed(remarks(rows, frame))
    yield '],\n"Object": ['
    yield from _listed(
        made for handed in rows.campaigns for made in campaign_objects(rows, frame, handed)
    )
    yield "]}}\n"


def _listed(made: Iterable[dict[str, Any]]) -> Iterator[str]:
    for number, each in enumerate(made):
        yield f"{',' if number else ''}\n{_json(each)}"


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def _head(rows: CaseRows, frame: MispFrame) -> dict[str, Any]:
    names = ", ".join(each.campaign for each in rows.campaigns)
    early = all(each.rung <= Rung.COORDINATION for each in rows.campaigns)
    return {
        "uuid": str(frame.event),
        "info": f"Accounts acting together ({rows.found.case}: {names})",
        "date": (found_at(rows.found) or frame.modified).date().isoformat(),
        "timestamp": frame.stamp,
        "published": False,
        "analysis": _INITIAL if early else _ONGOING,
        "distribution": "0",  # the receiving organisation alone, until a person there widens it
        "threat_level_id": "4",  # undefined: nothing here measures a threat
        "Orgc": publisher_of(rows.options.by or PROGRAM),
        "Tag": [{"name": tag} for tag in event_tags(rows)],
    }


EXPORTER: Final = Exporter(
    id="misp",
    title=Sentence("MISP"),
    suits=Sentence(
        "partners' MISP servers: one event, unpublished, for a person to look at and release"
    ),
    write=write,
    heeds=frozenset({"campaigns", "by", "tlp"}),
)

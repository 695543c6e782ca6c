"""DISARM Navigator layer: techniques with who accepted them, in the layer format 4.5.

The format is ATT&CK Navigator's (its ``layers/spec/v4.5/layerformat.md``). Domain and version are
those under which DISARM's own Navigator, a fork of it, knows its framework.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from demasque.dossier import (
    DISARM_ATTRIBUTION,
    DISARM_REGISTER,
    CampaignTechnique,
    TechniqueStanding,
)
from demasque.publish.exporters.case_rows import CaseRows
from demasque.publish.exporters.exporter import Exporter

VERSIONS: Final = {"attack": "1", "navigator": "4.9.0", "layer": "4.5"}
"""Version of the framework as DISARM's Navigator counts them, and of the format."""

DOMAIN: Final = "DISARM"

_ACCEPTED: Final = "#1f4e79"
_PROPOSED: Final = "#c6dbef"
_SCORES: Final = {TechniqueStanding.ACCEPTED: 100, TechniqueStanding.PROPOSED: 50}
_COLORS: Final = {TechniqueStanding.ACCEPTED: _ACCEPTED, TechniqueStanding.PROPOSED: _PROPOSED}


def write(rows: CaseRows, path: Path) -> None:
    """Write one layer of the campaigns asked for, or of all that are given in full."""
    layer = json.dumps(_layer(rows), ensure_ascii=False, indent=2)
    path.write_text(f"{layer}\n", encoding="utf-8")


def _layer(rows: CaseRows) -> dict[str, Any]:
    names = [each.campaign for each in rows.campaigns]
    shown = [
        each
        for campaign in rows.campaigns
        for each in campaign.techniques
        if each.standing is not TechniqueStanding.REJECTED
    ]
    return {
        "name": f"{rows.found.case}: {', '.join(names) or 'no campaign'}",
        "versions": VERSIONS,
        "domain": DOMAIN,
        "description": (
            "Techniques that campaigns show. Proposed: something was measured to which DISARM "
            "gives this name; that it was meant so no person has said. Accepted: a named person "
            "says so. Accounts and posts stand under pseudonyms."
        ),
        "sorting": 3,
        "layout": {"layout": "side", "showID": True, "showName": True,
                   "expandedSubtechniques": "annotated"},
        "hideDisabled": False,
        "techniques": [_technique(each) for each in _grouped(shown)],
        "gradient": {"colors": [_PROPOSED, _ACCEPTED], "minValue": 0, "maxValue": 100},
        "legendItems": [
            {"label": "accepted by a named person", "color": _ACCEPTED},
            {"label": "proposed by the program", "color": _PROPOSED},
        ],
        "metadata": list(_of_the_layer(rows)),
        "links": [
            {"label": DISARM_REGISTER,
             "url": "https://github.com/DISARMFoundation/DISARMframeworks"}
        ],
    }  # fmt: skip


def _of_the_layer(rows: CaseRows) -> Iterator[dict[str, str]]:
    if rows.options.by is not None:
        yield _entry("Published by", rows.options.by)
    if rows.options.tlp is not None:
        yield _entry("TLP", f"TLP:{rows.options.tlp.upper()}")
    yield _entry("Framework", DISARM_ATTRIBUTION)


def _grouped(shown: Iterable[CampaignTechnique]) -> list[list[CampaignTechnique]]:
    """By technique, in the order of ids; of one technique in the order of campaigns."""
    found: dict[str, list[CampaignTechnique]] = {}
    for each in shown:
        found.setdefault(each.technique.id, []).append(each)
    return [found[each] for each in sorted(found)]


def _technique(shown: Sequence[CampaignTechnique]) -> dict[str, Any]:
    standing = max((each.standing for each in shown), key=_SCORES.__getitem__)
    said = [f"{each.campaign}: {each.seen}" for each in shown if each.seen is not None]
    return {
        "techniqueID": shown[0].technique.id,
        "score": _SCORES[standing],
        "color": _COLORS[standing],
        "comment": " ".join(said),
        "enabled": True,
        "metadata": [entry for each in shown for entry in _of_one(each)],
        "links": [],
        "showSubtechniques": True,
    }


def _of_one(each: CampaignTechnique) -> Iterator[dict[str, str]]:
    yield _entry(each.campaign, each.standing.value)
    if each.by is not None and each.because is not None:
        yield _entry(f"{each.campaign}, said by", f"{each.by}: {each.because}")
    if each.posts:
        yield _entry(f"{each.campaign}, posts", ", ".join(each.posts))


def _entry(name: str, value: str) -> dict[str, str]:
    return {"name": name, "value": value}


EXPORTER: Final = Exporter(
    id="navigator",
    title="DISARM Navigator layer",
    suits="DISARM's Navigator: techniques of campaigns, accepted or proposed",
    write=write,
    heeds=frozenset({"campaigns", "by", "tlp"}),
    reveals=False,
)

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
    Technique,
    TechniqueStanding,
)
from demasque.publish.exporters.case_rows import CaseRows
from demasque.publish.exporters.exporter import Exporter
from demasque.publish.exporters.stix.tlp_markings import tlp_label
from demasque.sentences import Sentence
from demasque.wording import Wording

VERSIONS: Final = {"attack": "1", "navigator": "4.9.0", "layer": "4.5"}
"""Version of the framework as DISARM's Navigator counts them, and of the format."""

DOMAIN: Final = "DISARM"

_ACCEPTED: Final = "#1f4e79"
_PROPOSED: Final = "#c6dbef"
_SCORES: Final = {TechniqueStanding.ACCEPTED: 100, TechniqueStanding.PROPOSED: 50}
_STATES: Final = {
    TechniqueStanding.ACCEPTED: Sentence("accepted"),
    TechniqueStanding.PROPOSED: Sentence("proposed"),
}
_COLORS: Final = {TechniqueStanding.ACCEPTED: _ACCEPTED, TechniqueStanding.PROPOSED: _PROPOSED}


def write(rows: CaseRows, path: Path) -> None:
    """Write one layer of the campaigns asked for, or of all that are given in full.

    Raises:
        UsageError: there is no such language, or no such label of TLP 2.0.
    """
    layer = json.dumps(_layer(rows), ensure_ascii=False, indent=2)
    path.write_text(f"{layer}\n", encoding="utf-8")


def _layer(rows: CaseRows) -> dict[str, Any]:
    words = rows.words
    names = ", ".join(each.campaign for each in rows.campaigns)
    shown = [
        each
        for campaign in rows.campaigns
        for each in campaign.techniques
        if each.standing is not TechniqueStanding.REJECTED
    ]
    return {
        "name": f"{rows.found.case}: {names}",
        "versions": VERSIONS,
        "domain": DOMAIN,
        "description": words.text(
            "Techniques that campaigns show. Proposed: something was measured to which DISARM "
            "gives this name; that it was meant so no person has said. Accepted: a named person "
            "says so. Accounts and posts stand under pseudonyms."
        ),
        "sorting": 3,
        "layout": {"layout": "side", "showID": True, "showName": True,
                   "expandedSubtechniques": "annotated"},
        "hideDisabled": False,
        "techniques": [_technique(each, words) for each in _grouped(shown)],
        "gradient": {"colors": [_PROPOSED, _ACCEPTED], "minValue": 0, "maxValue": 100},
        "legendItems": [
            {"label": words.say(TechniqueStanding.ACCEPTED.words), "color": _ACCEPTED},
            {"label": words.say(TechniqueStanding.PROPOSED.words), "color": _PROPOSED},
        ],
        "metadata": list(_of_the_layer(rows)),
        "links": [
            {"label": DISARM_REGISTER,
             "url": "https://github.com/DISARMFoundation/DISARMframeworks"}
        ],
    }  # fmt: skip


def _of_the_layer(rows: CaseRows) -> Iterator[dict[str, str]]:
    if rows.options.by is not None:
        yield _entry(rows.words.text("Published by"), rows.options.by)
    yield _entry("TLP", f"TLP:{tlp_label(rows.options.tlp).upper()}")
    yield _entry(rows.words.text("Framework"), DISARM_ATTRIBUTION)


def _grouped(shown: Iterable[CampaignTechnique]) -> list[list[CampaignTechnique]]:
    """By technique, in the order of ids; of one technique in the order of campaigns."""
    found: dict[str, list[CampaignTechnique]] = {}
    for each in shown:
        found.setdefault(each.technique.id, []).append(each)
    return [found[each] for each in sorted(found)]


def _technique(shown: Sequence[CampaignTechnique], words: Wording) -> dict[str, Any]:
    standing = max((each.standing for each in shown), key=_SCORES.__getitem__)
    technique = shown[0].technique
    said = [f"{each.campaign}: {words.say(each.seen)}" for each in shown if each.seen is not None]
    return {
        "techniqueID": technique.id,
        "score": _SCORES[standing],
        "color": _COLORS[standing],
        "comment": " ".join(said),
        "enabled": True,
        "metadata": [
            *_name_in(technique, words),
            *(entry for each in shown for entry in _of_one(each, words)),
        ],
        "links": [],
        "showSubtechniques": True,
    }


def _name_in(technique: Technique, words: Wording) -> Iterator[dict[str, str]]:
    """Its published name in another language: the Navigator itself shows the English one."""
    name = technique.named(words.language)
    if name != technique.name:
        yield _entry(words.text("Name"), name)


def _of_one(each: CampaignTechnique, words: Wording) -> Iterator[dict[str, str]]:
    yield _entry(each.campaign, words.say(_STATES[each.standing]))
    if each.by is not None and each.because is not None:
        said_by = words.text("{campaign}, said by", campaign=each.campaign)
        yield _entry(said_by, f"{each.by}: {each.because}")
    if each.posts:
        posts = words.text("{campaign}, posts", campaign=each.campaign)
        yield _entry(posts, ", ".join(each.posts))


def _entry(name: str, value: str) -> dict[str, str]:
    return {"name": name, "value": value}


EXPORTER: Final = Exporter(
    id="navigator",
    title=Sentence("DISARM Navigator layer"),
    suits=Sentence("DISARM's Navigator: techniques of campaigns, accepted or proposed"),
    write=write,
    heeds=frozenset({"campaigns", "by", "tlp", "lang"}),
    reveals=False,
)

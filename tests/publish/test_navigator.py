"""The layer of DISARM's Navigator: format 4.5 as published, and who said what of techniques."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from demasque.campaigns import find_campaigns, place_campaigns
from demasque.case import CaseStore
from demasque.dossier import TechniqueVerdict, say_of_technique
from demasque.dossier.techniques.disarm_register import techniques
from demasque.errors import UsageError
from demasque.publish import export, write_report
from demasque.publish.exporters import ExportOptions
from hand_made import case_of, world

COLOR = {"type": "string", "pattern": "^#[0-9a-fA-F]{6}$"}
TEXT = {"type": "string"}
NAMED = {
    "type": "object",
    "properties": {"name": TEXT, "value": TEXT},
    "required": ["name", "value"],
    "additionalProperties": False,
}
LINK = {
    "type": "object",
    "properties": {"label": TEXT, "url": {"type": "string", "pattern": "^https?://"}},
    "required": ["label", "url"],
    "additionalProperties": False,
}
LAYER: dict[str, Any] = {
    "type": "object",
    "required": ["name", "domain", "versions"],
    "additionalProperties": False,
    "properties": {
        "name": TEXT,
        "description": TEXT,
        "domain": {"const": "DISARM"},
        "versions": {
            "type": "object",
            "required": ["navigator", "layer"],
            "properties": {
                "attack": {"const": "1"},
                "navigator": {"type": "string", "pattern": r"^(4\.9|5\.)"},
                "layer": {"const": "4.5"},
            },
        },
        "sorting": {"enum": [0, 1, 2, 3]},
        "hideDisabled": {"type": "boolean"},
        "layout": {
            "type": "object",
            "additionalProperties": False,
            "properties": {
                "layout": {"enum": ["side", "flat", "mini"]},
                "showID": {"type": "boolean"},
                "showName": {"type": "boolean"},
                "expandedSubtechniques": {"enum": ["none", "all", "annotated"]},
            },
        },
        "techniques": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["techniqueID"],
                "additionalProperties": False,
                "properties": {
                    "techniqueID": {"type": "string", "pattern": r"^T\d{4}(\.\d{3})?$"},
                    "tactic": TEXT,
                    "comment": TEXT,
                    "enabled": {"type": "boolean"},
                    "score": {"type": "number"},
                    "color": COLOR,
                    "metadata": {"type": "array", "items": NAMED},
                    "links": {"type": "array", "items": LINK},
                    "showSubtechniques": {"type": "boolean"},
                },
            },
        },
        "gradient": {
            "type": "object",
            "required": ["colors", "minValue", "maxValue"],
            "properties": {"colors": {"type": "array", "minItems": 2, "items": COLOR}},
        },
        "legendItems": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["label", "color"],
                "properties": {"label": TEXT, "color": COLOR},
            },
        },
        "metadata": {"type": "array", "items": NAMED},
        "links": {"type": "array", "items": LINK},
    },
}
"""The format's published fields (attack-navigator, layers/spec/v4.5/layerformat.md)."""


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CaseStore]:
    with case_of(tmp_path_factory.mktemp("case"), world()) as store:
        find_campaigns(store)
        place_campaigns(store)
        accept, reject = TechniqueVerdict
        by = "A. Example, an office"
        say_of_technique(store, "C1", "T0084.001", accept, by=by, because="Word for word.")
        say_of_technique(store, "C1", "T0116", reject, by=by, because="Readers, not a technique.")
        say_of_technique(store, "C2", "T0048", accept, by=by, because="Against one person.")
        yield store


def layer(store: CaseStore, path: Path, **options: Any) -> dict[str, Any]:
    export(store, "navigator", path, options=ExportOptions(**options))
    made: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return made


def test_it_has_the_published_fields_and_ids_of_the_register(
    store: CaseStore, tmp_path: Path
) -> None:
    jsonschema = pytest.importorskip("jsonschema", reason="jsonschema is not installed")
    made = layer(store, tmp_path / "layer.json", tlp="amber", by="An office")
    jsonschema.Draft202012Validator(LAYER).validate(made)
    ids = [each["techniqueID"] for each in made["techniques"]]
    assert ids == sorted(set(ids))
    assert set(ids) <= techniques().keys()
    told = {each["name"]: each["value"] for each in made["metadata"]}
    assert (told["TLP"], told["Published by"]) == ("TLP:AMBER", "An office")
    assert "CC BY-SA 4.0" in told["Framework"]


def test_the_loader_of_the_format_reads_it(store: CaseStore, tmp_path: Path) -> None:
    """It knows ATT&CK's domains only, so that one of these stands in the place of DISARM's."""
    navlayers = pytest.importorskip("mitreattack.navlayers", reason="mitreattack-python is missing")
    made = layer(store, tmp_path / "layer.json")
    read = navlayers.Layer({**made, "domain": "enterprise-attack"}, strict=True).to_dict()
    for field in ("name", "description", "gradient", "legendItems", "sorting"):
        assert read[field] == made[field]
    scores = {each["techniqueID"]: each["score"] for each in made["techniques"]}
    assert {each["techniqueID"]: each["score"] for each in read["techniques"]} == scores


def test_what_people_said_decides(store: CaseStore, tmp_path: Path) -> None:
    made = {each["techniqueID"]: each for each in layer(store, tmp_path / "l.json")["techniques"]}
    assert "T0116" not in made
    assert made["T0084.001"]["score"] > made["T0119.002"]["score"]
    said = {"name": "C1, said by", "value": "A. Example, an office: Word for word."}
    assert said in made["T0084.001"]["metadata"]
    assert made["T0048"]["comment"] == ""
    assert {"name": "C2", "value": "accepted"} in made["T0048"]["metadata"]


def test_a_layer_of_one_campaign_holds_no_other(store: CaseStore, tmp_path: Path) -> None:
    made = layer(store, tmp_path / "layer.json", campaigns=("C2",))
    assert made["name"].endswith(": C2")
    assert [each["techniqueID"] for each in made["techniques"]] == ["T0048"]


def test_its_words_are_french_when_asked(store: CaseStore, tmp_path: Path) -> None:
    english, french = (layer(store, tmp_path / f"{lang}.json", lang=lang) for lang in ("en", "fr"))
    assert english == layer(store, tmp_path / "usual.json")
    assert french["description"].startswith("Techniques que montrent des campagnes.")
    assert [each["label"] for each in french["legendItems"]] == [
        "acceptée par une personne nommée",
        "proposée par le programme",
    ]
    for one, other in zip(english["techniques"], french["techniques"], strict=True):
        assert one["techniqueID"] == other["techniqueID"]
        assert not one["comment"] or one["comment"] != other["comment"]
        told = {each["name"]: each["value"] for each in other["metadata"]}
        assert told.get("Nom") == techniques()[one["techniqueID"]].french
    with pytest.raises(UsageError, match="no wording"):
        layer(store, tmp_path / "none.json", lang="xx")


def test_its_label_is_one_of_tlp(store: CaseStore, tmp_path: Path) -> None:
    told = [each for each in layer(store, tmp_path / "l.json")["metadata"] if each["name"] == "TLP"]
    assert told == [{"name": "TLP", "value": "TLP:AMBER"}]
    with pytest.raises(UsageError, match="no label"):
        layer(store, tmp_path / "purple.json", tlp="purple")


def test_a_case_without_campaigns_has_no_layer_and_says_so(tmp_path: Path) -> None:
    with (
        case_of(tmp_path / "case") as empty,
        pytest.raises(UsageError, match="no group of accounts to hand over"),
    ):
        layer(empty, tmp_path / "layer.json")
    assert not (tmp_path / "layer.json").exists()


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("en", ("Techniques of DISARM", "accepted by a named person", "Use Copypasta")),
        ("fr", ("Techniques de DISARM", "acceptée par une personne nommée", "Avoir recours au")),
    ],
)
def test_the_report_tells_proposals_from_what_people_said(
    store: CaseStore, tmp_path: Path, lang: str, words: tuple[str, ...]
) -> None:
    write_report(store, tmp_path / "report.html", lang)
    page = (tmp_path / "report.html").read_text("utf-8")
    for word in (*words, "A. Example, an office", "CC BY-SA 4.0"):
        assert word in page

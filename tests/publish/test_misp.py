"""What an event of MISP promises: read by MISP's own library, nobody named who must not be, no
detection, no publication, and techniques by the galaxy's names only where they say the same."""

import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import demasque
from demasque.assessment import Rung
from demasque.case import CaseStore
from demasque.dossier import (
    DISARM_ATTRIBUTION,
    CampaignTechnique,
    Policy,
    TechniqueStanding,
    earlier_techniques,
    galaxy_names,
)
from demasque.dossier.techniques.disarm_register import techniques
from demasque.dossier.techniques.galaxy_names import NAMED_ANEW, SAYING_MORE, corresponding
from demasque.errors import UsageError
from demasque.publish.exporters import CaseRows, ExportOptions
from demasque.publish.exporters.misp import misp_exporter
from demasque.text import NarrativeWording
from handed_case import HandedCase, handed_case

Event = dict[str, Any]
BY = "A. Reader, Example Office"


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> HandedCase:
    made = handed_case(tmp_path_factory.mktemp("handed"))
    with demasque.open_case(made.path) as opened:
        opened.add_evidence(
            "C1",
            "A newsroom wrote of the same site.",
            by=BY,
            says={"network": "C"},
            source="https://news.example.org/minutes",
            reliability="B",
            credibility="2",
        )
    return made


@pytest.fixture(scope="module")
def path(case: HandedCase, tmp_path_factory: pytest.TempPathFactory) -> Path:
    pytest.importorskip("pymisp", reason="the extra misp is not installed")
    return exported(case, tmp_path_factory.mktemp("out") / "event.json")


@pytest.fixture(scope="module")
def event(path: Path) -> Event:
    return read(path)


def exported(case: HandedCase, path: Path, reveal: bool = False, **asked: Any) -> Path:
    with demasque.open_case(case.path) as opened:
        opened.export("misp", path, reveal=reveal, options=ExportOptions(**asked))
    return path


def read(path: Path) -> Event:
    found: Event = json.loads(path.read_text(encoding="utf-8"))["Event"]
    return found


@pytest.fixture(scope="module")
def rows(case: HandedCase, tmp_path_factory: pytest.TempPathFactory) -> Iterator[CaseRows]:
    pytest.importorskip("pymisp", reason="the extra misp is not installed")
    copy = tmp_path_factory.mktemp("copied") / "case"
    shutil.copytree(case.path, copy)
    with CaseStore.open(copy) as store:
        yield CaseRows(store)


def written(rows: CaseRows, path: Path, change: Any, *campaigns: str, **asked: Any) -> Event:
    """The event of a case whose campaigns are changed on the way."""
    asking = replace(rows, options=ExportOptions(campaigns, **asked))
    asking.__dict__["found"] = rows.found
    asking.__dict__["campaigns"] = tuple(
        change(each) for each in rows.campaigns if each.campaign in campaigns or not campaigns
    )
    misp_exporter.EXPORTER.write(asking, path)
    return read(path)


def same(each: Any) -> Any:
    return each


def of(name: str, event: Event) -> list[dict[str, Any]]:
    return [each for each in event["Object"] if each["name"] == name]


def value(made: dict[str, Any], relation: str) -> Any:
    return next(
        (each["value"] for each in made["Attribute"] if each["object_relation"] == relation), None
    )


def attributes(event: Event) -> Iterator[dict[str, Any]]:
    yield from event["Attribute"]
    for each in event["Object"]:
        yield from each["Attribute"]


def tags(made: dict[str, Any]) -> set[str]:
    return {each["name"] for each in made.get("Tag", ())}


def summary(event: Event, campaign: str) -> dict[str, Any]:
    """The English summary of a campaign's report."""
    report = next(
        each for each in of("report", event) if str(value(each, "title")).startswith(campaign)
    )
    return next(each for each in report["Attribute"] if each["object_relation"] == "summary")


def test_pymisp_reads_it_with_every_object_of_its_template(path: Path, event: Event) -> None:
    pymisp = pytest.importorskip("pymisp", reason="the extra misp is not installed")
    loaded = pymisp.MISPEvent()
    loaded.load_file(path)
    assert len(loaded.objects) == len(event["Object"])
    assert {each["name"] for each in event["Object"]} >= {
        "report", "narrative", "microblog", "url", "user-account", "organization",
    }  # fmt: skip
    for each in event["Object"]:
        again = pymisp.MISPObject(each["name"], strict=True)
        again.from_dict(**each)
        assert again.to_dict()["template_uuid"] == each["template_uuid"]


def test_it_is_an_unpublished_draft_for_the_receiver_alone(event: Event) -> None:
    given = {name: event[name] for name in ("published", "distribution", "threat_level_id")}
    assert given == {"published": False, "distribution": "0", "threat_level_id": "4"}
    assert tags(event) == {"tlp:amber", 'workflow:state="draft"'}
    assert not any(each["to_ids"] for each in attributes(event))


def test_every_id_stands_once_and_references_lead_to_objects(event: Event) -> None:
    refers = [ref for each in event["Object"] for ref in each.get("ObjectReference", ())]
    made = [*event["Object"], *attributes(event), *refers]
    ids = [each["uuid"] for each in made]
    assert len(ids) == len(set(ids))
    assert {each["referenced_uuid"] for each in refers} <= {
        each["uuid"] for each in event["Object"]
    }


def test_the_same_case_gives_the_same_bytes(case: HandedCase, path: Path, tmp_path: Path) -> None:
    assert exported(case, tmp_path / "again.json").read_bytes() == path.read_bytes()


def test_events_of_one_case_on_other_campaigns_share_no_id(
    rows: CaseRows, event: Event, tmp_path: Path
) -> None:
    one = written(rows, tmp_path / "c1.json", same, "C1")
    assert one["uuid"] != event["uuid"]
    assert not {each["uuid"] for each in one["Object"]} & {each["uuid"] for each in event["Object"]}


def test_a_body_is_named_as_a_target_and_no_person(path: Path, event: Event) -> None:
    bodies = of("organization", event)
    assert {value(each, "name") for each in bodies} == {
        "Ministry of Minutes",
        "The Example Gazette",
    }
    assert {value(each, "role") for each in bodies} == {"Target"}
    text = path.read_text(encoding="utf-8")
    assert "Jeanne Exemple" not in text
    assert "Paul Particulier" not in text
    assert "more accounts are addressed" in summary(event, "C1")["value"]
    aimed = {
        ref["referenced_uuid"]
        for each in of("report", event)
        for ref in each["ObjectReference"]
        if ref["relationship_type"] == "targets"
    }
    assert aimed == {each["uuid"] for each in bodies}


def test_members_stand_under_pseudonyms_and_nobody_excluded(
    case: HandedCase, path: Path, event: Event
) -> None:
    accounts = {value(each, "user-id"): each for each in of("user-account", event)}
    assert set(accounts) >= set(case.members)
    assert case.excluded not in path.read_text(encoding="utf-8")
    assert not any(value(each, "username") for each in accounts.values())
    assert "rawacct-" not in path.read_text(encoding="utf-8")


def test_original_ids_stand_there_only_when_revealed(case: HandedCase, tmp_path: Path) -> None:
    pytest.importorskip("pymisp", reason="the extra misp is not installed")
    found = read(exported(case, tmp_path / "revealed.json", reveal=True))
    names = {value(each, "username") for each in of("user-account", found)}
    assert names
    assert all(each.startswith("rawacct-op-") for each in names)


def test_each_message_leads_to_its_narrative_and_its_report(event: Event) -> None:
    narratives = {each["uuid"]: value(each, "narrative-summary") for each in of("narrative", event)}
    reports = {each["uuid"] for each in of("report", event)}
    found = of("microblog", event)
    assert found
    for each in found:
        to = {ref["referenced_uuid"] for ref in each["ObjectReference"]}
        assert len(to & reports) == 1
        said = [narratives[one] for one in to & narratives.keys()]
        assert len(said) == 1
        assert value(each, "state") == "Unknown"
    french = [each for each in found if "le comité cache" in value(each, "post")]
    assert "11 membres" in french[-1]["comment"]


def test_likelihood_and_confidence_are_those_of_who_judged(event: Event) -> None:
    assert tags(summary(event, "C1")) == {
        'estimative-language:likelihood-probability="likely"',
        'estimative-language:confidence-in-analytic-judgment="moderate"',
    }
    assert len(tags(summary(event, "C2"))) == 2


def test_an_event_of_one_campaign_has_its_likelihood_on_the_event(
    rows: CaseRows, tmp_path: Path
) -> None:
    found = written(rows, tmp_path / "one.json", same, "C1")
    assert tags(summary(found, "C1")) <= tags(found)


def test_evidence_of_people_keeps_its_source_and_grade(event: Event) -> None:
    link = next(each for each in event["Attribute"] if each["type"] == "link")
    assert link["value"] == "https://news.example.org/minutes"
    assert (link["category"], link["comment"]) == (
        "External analysis",
        "C1: A newsroom wrote of the same site. (B2)",
    )
    assert tags(link) == {
        'admiralty-scale:source-reliability="b"',
        'admiralty-scale:information-credibility="2"',
    }


def test_up_to_rung_one_the_analysis_is_at_its_beginning(rows: CaseRows, tmp_path: Path) -> None:
    found = written(
        rows, tmp_path / "early.json", lambda each: replace(each, rung=Rung.COORDINATION)
    )
    assert found["analysis"] == "0"


def classed(id: str, standing: TechniqueStanding) -> CampaignTechnique:
    return CampaignTechnique("C1", techniques()[id], Policy.SUGGEST, standing, None, ())


def test_accepted_techniques_are_tagged_proposed_ones_remarked_rejected_ones_nowhere(
    rows: CaseRows, tmp_path: Path
) -> None:
    said = (
        classed("T0084.001", TechniqueStanding.ACCEPTED),
        classed("T0146", TechniqueStanding.ACCEPTED),
        classed("T0143.002", TechniqueStanding.ACCEPTED),
        classed("T0150.004", TechniqueStanding.ACCEPTED),
        classed("T0150.001", TechniqueStanding.PROPOSED),
        classed("T0145.001", TechniqueStanding.REJECTED),
    )
    out = tmp_path / "classed.json"
    found = written(rows, out, lambda each: replace(each, techniques=said), "C1")
    galaxies = {each for each in tags(found) if each.startswith("misp-galaxy:")}
    assert galaxies == {
        'misp-galaxy:disarm-techniques="Use Copypasta"',
        'misp-galaxy:disarm-techniques="Create Inauthentic Accounts"',
    }
    assert galaxies <= tags(summary(found, "C1"))
    remarked = [each["value"] for each in found["Attribute"] if each["type"] == "comment"]
    assert remarked == [
        "C1: T0150.004 Repurposed Asset (DISARM Red v1.6), accepted by a named person",
        "C1: T0150.001 Newly Created Asset (DISARM Red v1.6), proposed by the program",
        DISARM_ATTRIBUTION,
    ]
    text = out.read_text(encoding="utf-8")
    assert "T0145.001" not in text
    assert techniques()["T0145.001"].name not in text


@pytest.mark.parametrize(
    ("now", "parts"),
    [
        ("T0143.003", [{"T0143.003"}]),
        ("T0146 + T0143.002 (+T0150.001/.008)", [{"T0146"}, {"T0143.002"}]),
        ("T0151.003 / T0151.002 + T0143.002", [{"T0151.003", "T0151.002"}, {"T0143.002"}]),
        ("T0152.006/.007", [{"T0152.006", "T0152.007"}]),
        ("T0146.007 (partly automated)", None),
        ("T0085.*", None),
    ],
)
def test_what_corresponds_to_an_earlier_technique(now: str, parts: Any) -> None:
    assert corresponding(now) == (parts and frozenset(map(frozenset, parts)))


RELEVANT = sorted(
    {
        each
        for one in earlier_techniques().values()
        for part in corresponding(one.now or "*") or ()
        for each in part
    }
    | NAMED_ANEW
    | {"T0084.001", "T0150.004", "T0146.007"}
)


def slow_names(accepted: set[str]) -> tuple[set[str], set[str]]:
    """Names and ids without one, by trying every earlier technique against what was accepted."""
    names = {
        techniques()[id].name
        for id in accepted
        if techniques()[id].misp_uuid and id not in NAMED_ANEW
    }
    said = {id for id in accepted if techniques()[id].name in names}
    parts = {
        id: corresponding(each.now)
        for id, each in earlier_techniques().items()
        if each.now and id not in SAYING_MORE
    }
    for id, needed in parts.items():
        smaller = [other for other in parts if other < id and parts[other] == needed]
        if needed and not smaller and all(any(x in accepted for x in one) for one in needed):
            names.add(earlier_techniques()[id].name)
            said |= {x for one in needed for x in one if x in accepted}
    return names, accepted - said


@given(st.sets(st.sampled_from(RELEVANT)))
def test_names_are_those_that_an_obvious_search_finds(accepted: set[str]) -> None:
    names, unnamed = galaxy_names(accepted)
    assert (set(names), set(unnamed)) == slow_names(accepted)
    assert list(unnamed) == sorted(unnamed)


def test_no_name_says_more_of_accounts_than_was_accepted() -> None:
    assert galaxy_names({"T0146.007"}) == ((), ("T0146.007",))
    assert "Create Fake Experts" not in galaxy_names({"T0097.108", "T0143.002"})[0]


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"tlp": "purple"}, "no label 'purple'"),
        ({"campaigns": ("C99",)}, "C99"),
        ({"profile": "opencti"}, "does not know --profile"),
    ],
)
def test_what_is_not_understood_is_said_and_nothing_written(
    case: HandedCase, tmp_path: Path, asked: dict[str, Any], said: str
) -> None:
    pytest.importorskip("pymisp", reason="the extra misp is not installed")
    with pytest.raises(UsageError, match=said):
        exported(case, tmp_path / "out.json", **asked)
    assert list(tmp_path.iterdir()) == []


def test_without_the_extra_it_is_said_what_to_install(
    rows: CaseRows, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(misp_exporter, "find_spec", lambda name: None)
    with pytest.raises(UsageError, match=r"pip install 'demasque\[misp\]'"):
        misp_exporter.EXPORTER.write(rows, tmp_path / "out.json")
    assert list(tmp_path.iterdir()) == []


def test_the_library_reads_its_messages_as_indicators(path: Path, tmp_path: Path) -> None:
    library = demasque.Library.open(tmp_path / "library")
    library.add(path)
    read = " ".join(map(str, library.indicators().to_pylist()))
    assert "le comité cache son compte rendu" in read
    assert "DISARM Foundation" not in read


def test_whoever_was_excluded_is_not_quoted_in_the_words_of_others(
    case: HandedCase, rows: CaseRows, tmp_path: Path
) -> None:
    def quoting(each: Any) -> Any:
        first, *rest = each.found.narratives
        told = replace(first, words=f"ask @{case.excluded} of it")
        return replace(each, found=replace(each.found, narratives=(told, *rest)))

    written(rows, tmp_path / "out.json", quoting)
    text = (tmp_path / "out.json").read_text(encoding="utf-8")
    assert case.excluded not in text
    assert "ask @… of it" in text


def test_a_narrative_is_not_told_in_the_words_of_whoever_was_excluded(
    case: HandedCase, rows: CaseRows, tmp_path: Path
) -> None:
    gone = rows.store.sql("SELECT post FROM posts WHERE account = ?", (case.excluded,))

    def told(each: Any) -> Any:
        first, *rest = each.found.narratives
        first = replace(
            first,
            exemplar=gone["post"].to_pylist()[0],
            words="Words of one who was excluded",
            wordings=(NarrativeWording("Words of a member", 3, 0.9, "variant"),),
        )
        return replace(each, found=replace(each.found, narratives=(first, *rest)))

    found = written(rows, tmp_path / "out.json", told)
    said = {value(each, "narrative-summary") for each in of("narrative", found)}
    assert "Words of a member" in said
    assert "Words of one who was excluded" not in said

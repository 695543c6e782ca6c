"""From an export to the report: families name the text trace, and the reader sees the edits."""

import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

import demasque
from demasque.case import CaseStore
from demasque.findings import message_waves, narrative_leads
from demasque.publish import Meaning, write_report
from demasque.text import Calibration, NamedEmbedder
from exports import small_talk

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
MESSAGES = (
    "the old lighthouse keeper has finally painted the wooden door of house {n} green again",
    "le vieux gardien du phare a enfin repeint en vert la porte en bois de la maison {n}",
)
HOUSES = ("11", "12", "13", "14", "15", "16")  # another number is another message
CLOTHES = ("{}", "{} 😀😀", "Really {}", "\u200b{}!!!")


def export_file(folder: Path) -> Path:
    """Four accounts say twelve messages in clothes of their own; forty others chat."""
    lines = ["post_id,account_id,created_at,text"]

    def write(account: str, at: datetime, text: str) -> None:
        lines.append(f"p{len(lines)},{account},{at.isoformat()},{text}")

    for turn, (house, message) in enumerate((h, m) for h in HOUSES for m in MESSAGES):
        for n, clothes in enumerate(CLOTHES):
            at = START + timedelta(hours=7 * turn, seconds=5 * n)
            write(f"op{n}", at, clothes.format(message.format(n=house)))
    for n in range(200):
        write(f"a{n % 40}", START + timedelta(minutes=31 * n), small_talk(n))
    path = folder / "posts.csv"
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("through")
    with demasque.create_case(folder / "case") as case:
        case.add(export_file(folder))
        case.detect(["60s"])
    return folder


@pytest.fixture
def case(folder: Path) -> Iterator[demasque.Case]:
    with demasque.open_case(folder / "case") as case:
        yield case


def notes(folder: Path) -> dict[str, dict[str, object]]:
    records = sorted((folder / "case/runs").glob("*-detect*/run.json"))
    return json.loads(records[-1].read_text("utf-8"))["notes"]  # type: ignore[no-any-return]


def test_families_name_the_text_trace(case: demasque.Case) -> None:
    copies = case.sql("SELECT exemplar, count(*) AS posts FROM copies GROUP BY exemplar")
    assert copies["posts"].to_pylist() == [4] * 12
    traces = case.sql("SELECT count(*) AS n FROM events WHERE kind = 'text' GROUP BY trace")
    assert sorted(traces["n"].to_pylist())[-12:] == [4] * 12
    assert case.campaigns()["accounts"].to_pylist() == [4]


def test_the_run_record_names_the_rules_their_version_and_the_thresholds(folder: Path) -> None:
    said = notes(folder)["text"]
    assert said["rules"]["version"] >= 1
    assert "lookalikes" in said["rules"]["on"]
    assert said["thresholds"]


def test_languages_are_read_where_the_export_names_none(case: demasque.Case) -> None:
    assert sorted(case.campaigns()["languages"].to_pylist()[0]) == ["en", "fr"]
    measured, _ = case.campaign("C1")
    assert dict(measured.languages) == {"en": 24, "fr": 24}
    assert measured.languages_read == 48


def test_narratives_have_labels_counts_languages_and_times(case: demasque.Case) -> None:
    measured, _ = case.campaign("C1")
    assert len(measured.narratives) == measured.sharing.texts == 12
    first = min(measured.narratives, key=lambda each: each.first_at)
    assert first.posts == first.written == 4
    assert "lighthouse keeper" in first.label
    assert first.languages == {"en": 4}
    assert first.last_at - first.first_at == timedelta(seconds=15)


@pytest.mark.parametrize(
    ("language", "heading"), [("en", "What they say"), ("fr", "Ce qu’ils disent")]
)
def test_the_report_marks_what_separates_copies(
    case: demasque.Case, tmp_path: Path, language: str, heading: str
) -> None:
    page = case.report(tmp_path / "report.html", language).read_text("utf-8")
    assert heading in page
    assert "<ins>Really </ins>" in page or "<del>Really </del>" in page
    assert "<ins> 😀😀</ins>" in page or "<del> 😀😀</del>" in page


def test_a_rule_can_be_switched_off(tmp_path: Path) -> None:
    with demasque.create_case(tmp_path / "case") as case:
        case.add(export_file(tmp_path))
        with pytest.raises(demasque.UsageError, match="No text rule is called 'emojis'"):
            case.detect(["60s"], without_rules=["emojis"])
        case.detect(["60s"], without_rules=["emoji", "invisible"])
    assert {"emoji", "invisible"} <= set(notes(tmp_path)["text"]["rules"]["off"])


def test_short_addresses_are_read_by_a_file(tmp_path: Path) -> None:
    posts = tmp_path / "posts.csv"
    rows = [f"p{n},a{n},2026-03-02T09:00:0{n}Z,see https://sho.rt/{n}" for n in range(2)]
    posts.write_text("\n".join(["post_id,account_id,created_at,text", *rows]) + "\n")
    table = tmp_path / "short.csv"
    table.write_text("".join(f"https://sho.rt/{n},https://long.example/page\n" for n in range(2)))
    with demasque.create_case(tmp_path / "case") as case:
        case.add(posts)
        with pytest.raises(demasque.UsageError, match=r"none\.csv"):
            case.detect(expansions=tmp_path / "none.csv")
        case.detect(expansions=table)
        values = case.sql("SELECT value FROM traces WHERE kind = 'url'")["value"].to_pylist()
    assert values == ["long.example/page"]


def by_language(texts: Sequence[str]) -> np.ndarray:
    """A model for which messages of one house mean the same."""
    rows = [[float(house in text) for house in HOUSES] + [0.01] for text in texts]
    return np.array(rows, np.float32)


MEANING = Meaning(NamedEmbedder("houses 1", by_language), Calibration("houses 1", 0.9, 100))


@pytest.fixture(scope="module")
def reworded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same case, where two strangers say the first message in words of their own."""
    folder = tmp_path_factory.mktemp("reworded")
    path = export_file(folder)
    with path.open("a", encoding="utf-8") as file:
        for n in range(2):
            at = START + timedelta(days=n)
            file.write(f"s{n},stranger{n},{at.isoformat()},no door is as green as that of 11 now\n")
    with demasque.create_case(folder / "case") as case:
        case.add(path)
        case.detect(["60s"])
    return folder / "case"


def test_leads_are_shown_and_change_no_finding(reworded: Path, tmp_path: Path) -> None:
    found = "SELECT * FROM {} ORDER BY ALL"
    with CaseStore.open(reworded) as store:
        before = [store.sql(found.format(table)) for table in ("ties", "strengths", "campaigns")]
        plain = write_report(store, tmp_path / "plain.html").read_text("utf-8")
        page = write_report(store, tmp_path / "r.html", meaning=MEANING).read_text("utf-8")
        message_waves(store, MEANING)
        after = [store.sql(found.format(table)) for table in ("ties", "strengths", "campaigns")]
    assert before == after
    assert "Leads, not evidence" not in plain
    assert "were not looked for" in plain
    assert page.count("Leads, not evidence") == 12
    assert page.count("(likeness 1 ·") == 12 + 2
    assert page.count("outside the campaigns") == 2
    assert "houses 1" in page


def test_a_message_leads_to_those_inside_and_outside_campaigns(reworded: Path) -> None:
    with CaseStore.open(reworded) as store:
        leads = [each for each in narrative_leads(store, MEANING).values() if len(each) == 2]
    assert len(leads) == 3
    assert {lead.campaigns for each in leads for lead in each} == {("C1",), ()}
    strangers = next(lead for each in leads for lead in each if not lead.campaigns)
    assert (strangers.label[:7], strangers.language) == ("no door", "en")
    assert (strangers.posts, strangers.accounts, strangers.first_at) == (2, 2, START)


def test_waves_hold_the_languages_of_a_message_in_the_order_of_use(
    reworded: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("demasque.text.load_embedder", {"houses": MEANING[0]}.get)
    monkeypatch.setattr("demasque.findings.calibrated", lambda *_: MEANING)
    with demasque.open_case(reworded) as case:
        rows = case.waves("houses").to_pylist()
    first = [row for row in rows if row["wave"] == 1]
    assert [row["language"] for row in first] == ["en", "en", "fr"]
    assert sorted(row["posts"] for row in first) == [2, 4, 4]
    assert [row["first_at"] for row in first] == sorted(row["first_at"] for row in first)
    assert max(row["wave"] for row in rows) == 6

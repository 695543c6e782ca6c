"""The report prints who judged what, beside the machine's ladder and never as its own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from demasque.campaigns import find_campaigns
from demasque.case import CaseStore
from demasque.dossier import judge, read_judgement, withdraw_judgement
from demasque.publish import write_report
from hand_made import case_of, world
from judged_cases import SAID, find


@pytest.fixture
def store(tmp_path: Path) -> Iterator[CaseStore]:
    with case_of(tmp_path / "world", world()) as store:
        find_campaigns(store)
        yield store


def page(store: CaseStore, path: Path, lang: str = "en") -> str:
    return write_report(store, path / "report.html", lang).read_text("utf-8")


def test_without_judgements_the_report_says_nothing_of_them(
    store: CaseStore, tmp_path: Path
) -> None:
    text = page(store, tmp_path)
    assert "by-person" not in text.split("</style>")[1]
    assert "only by a named person" in text


def test_the_report_prints_who_judged_what_and_what_would_change_it(
    store: CaseStore, tmp_path: Path
) -> None:
    said = judge(store, "C1", **SAID, statement="<The> one of 2023.", would_change="A sender.")
    read_judgement(store, said.id, by="B. Example", agrees="partly", because="One link is old.")
    text = page(store, tmp_path)
    for words in (
        "Judged by A. Example, Example Office, ", "&lt;The&gt; one of 2023.", "A sender.",
        "https://example.org/report", "B. Example, ", "agrees in part", "One link is old.",
        "Likelihood: likely (55% to 80%).", "Confidence: moderate.", "judged so by a named person",
    ):  # fmt: skip
        assert words in text, words
    assert "the judgement stands here" in text  # the machine's own rung stays where it was
    french = page(store, tmp_path, "fr")
    for words in ("Ce que jugent des personnes nommées", "Probabilité", "Confiance : moyenne."):
        assert words in french, words


def test_what_is_judged_unlikely_is_not_said_to_be_judged_so(
    store: CaseStore, tmp_path: Path
) -> None:
    judge(store, "C1", **{**SAID, "likelihood": "unlikely"})
    text = page(store, tmp_path)
    assert "judged so by a named person" not in text
    assert "judged unlikely by a named person" in text


@pytest.mark.parametrize("order", [("likely", "unlikely"), ("unlikely", "likely")])
def test_the_ladder_hides_no_dissent(
    store: CaseStore, tmp_path: Path, order: tuple[str, str]
) -> None:
    judge(store, "C1", **{**SAID, "likelihood": order[0]})
    judge(store, "C1", **{**SAID, "likelihood": order[1], "by": "B. Example"})
    text = page(store, tmp_path)
    assert text.count("judged differently by named persons") == 1
    assert "judged so by a named person" not in text
    assert "judged unlikely by a named person" not in text
    assert "jugé différemment par des personnes nommées" in page(store, tmp_path, "fr")


def test_no_leaning_marks_no_rung_and_a_withdrawn_dissent_is_none(
    store: CaseStore, tmp_path: Path
) -> None:
    judge(store, "C1", **{**SAID, "likelihood": "roughly even chance"})
    assert "judged so by a named person" not in page(store, tmp_path)
    judge(store, "C1", **SAID)
    no = judge(store, "C1", **{**SAID, "likelihood": "unlikely", "by": "B. Example"})
    withdraw_judgement(store, no.id, by="B. Example", because="Misread.")
    assert "judged so by a named person" in page(store, tmp_path)


def test_earlier_judgements_stay_below(store: CaseStore, tmp_path: Path) -> None:
    first = judge(store, "C1", **{**SAID, "because": "An older reason."})
    second = judge(store, "C1", **{**SAID, "because": "The second."}, supersedes=first.id)
    text = page(store, tmp_path)
    assert f"superseded by {second.id}" in text
    assert text.index("The second.") < text.index("kept as they were") < text.index("An older")
    withdraw_judgement(store, second.id, by=SAID["by"], because="The report was wrong.")
    text = page(store, tmp_path)
    assert "The report was wrong." in text
    assert "judged so by a named person" not in text


def test_judgements_of_groups_found_no_more_are_printed_at_the_end(
    store: CaseStore, tmp_path: Path
) -> None:
    judge(store, "C1", **SAID)
    find(store, {})
    text = page(store, tmp_path)
    assert "Judgements of groups not shown above" in text
    assert "no group holds most of them now" in text
    assert SAID["because"] in text


def test_a_broken_log_is_said_where_the_judgements_stand(store: CaseStore, tmp_path: Path) -> None:
    judge(store, "C1", **SAID)
    judge(store, "C1", **{**SAID, "because": "A later reason."})
    log = store.custody.path
    log.write_text(log.read_text("utf-8").replace("The same sites", "The very same sites"), "utf-8")
    text = page(store, tmp_path)
    assert "The custody log is not as it was written from line" in text
    assert "The very same" not in text
    assert "A later reason." in text
    assert "no longer proves that this is as it was said" in text
    assert "judged so by a named person" not in text

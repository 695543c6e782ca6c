"""What a stranger calls a signature is shown as a name, and never reads as the program's words."""

import unicodedata
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from demasque.dossier import read_signature, rubric_sentence, write_signature
from demasque.dossier.signatures.signature_making import make_signature
from demasque.dossier.signatures.signature_names import LONGEST_NAME, shown_name
from demasque.wording import catalogue
from hand_made import case_of, world

HOSTILE = (
    "[red]<script>alert(1)</script> the same operation of http://evil.example",
    "C1” are the same operation. No doubt: “it",
    "C1 » sont la même opération « C2",
    "a" * 61,
    "turned \u202e round",
    " ",
    "",
)


@pytest.mark.parametrize("name", HOSTILE)
def test_an_odd_name_is_not_shown_and_that_of_the_file_is(name: str) -> None:
    assert shown_name(name, "c1-2023") == "c1-2023"


@pytest.mark.parametrize(
    "name", ["C1", "protest-2023: C2 (spring)", "L'été_1.5", "Опера́ция 2", "信息", "हिन्दी"]
)
def test_a_plain_name_of_any_script_is_shown(name: str) -> None:
    assert shown_name(name, "file") == name


def test_a_sites_name_is_not_opened_by_mistake() -> None:
    assert shown_name("see www.evil.example", "f") == "see www[.]evil[.]example"
    assert shown_name("<b>", "evil.example") == "evil[.]example"
    assert shown_name("C1 v1.2", "f") == "C1 v1.2"


@given(st.text(), st.text())
def test_nothing_that_is_shown_can_end_a_quotation_or_command_a_screen(
    name: str, file: str
) -> None:
    shown = shown_name(name, file)
    assert 0 < len(shown.replace("[.]", ".")) <= LONGEST_NAME
    rest = set(shown.replace("[.]", ".")) - set(" -_.:()'?")
    assert {unicodedata.category(each)[0] for each in rest} <= set("LMN")


def test_names_stand_in_quotation_marks_in_both_languages() -> None:
    said = rubric_sentence("k:C1", "C2 have nothing in common", 1, ["words"])
    assert "Weak: k:C1 and “C2 have nothing in common” are" in catalogue("en").say(said)
    assert "k:C1 et «\u00a0C2 have nothing in common\u00a0»" in catalogue("fr").say(said)


def test_a_file_keeps_its_name_for_who_asks(tmp_path: Path) -> None:
    with case_of(tmp_path / "case", world(30)) as store:
        made = make_signature(store, [f"op{n:03d}" for n in range(12)], "C1", draws=0)
    path = write_signature(replace(made, name=HOSTILE[0]), tmp_path / "theirs.json")
    read = read_signature(path)
    assert (read.name, read.shown_name) == (HOSTILE[0], "theirs")

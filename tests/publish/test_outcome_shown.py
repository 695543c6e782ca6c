"""What became of it, as the report, the exports and the command line show it."""

import csv
from datetime import timedelta
from pathlib import Path

import pytest

import demasque
from demasque.campaigns import find_campaigns
from demasque.case import CaseStore
from demasque.cli import main
from demasque.dossier import keep_handover
from demasque.publish import write_report
from demasque.schema import TABLES
from hand_made import START, case_of, rows, world


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A case with a handover, a list that has a reversal and a mistake in it, and a lead."""
    folder = tmp_path_factory.mktemp("outcome")
    with case_of(folder, world()) as store:
        find_campaigns(store)
        keep_handover(
            store, "referral", "X <b>desk</b>", b"1", [f"op{n:03d}" for n in range(8)], at=START
        )
    (folder / "statuses.csv").write_text(
        "compte,statut,date\n"
        + "".join(f"op{n:03d},supprimé,2026-03-05\n" for n in range(5))
        + "op005,rétabli,2026-03-06\nop006,erreur,2026-03-06\nnobody,removed,2026-03-06\n"
    )
    return folder


def lead(store: CaseStore) -> None:
    row = {
        "campaign": "C1", "account": "bystander0", "removed_at": START, "kinds": "text|url",
        "shared": 4, "expected": 0.02, "log10_p": -5.0, "q": 0.001, "posts": 4,
        "first_at": START + timedelta(days=3),
    }  # fmt: skip
    store.replace({"regenerated": rows(TABLES["regenerated"].schema, [row])})


def test_the_command_says_what_became_of_it_in_both_languages(
    case: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ["outcome", str(case / "case"), str(case / "statuses.csv")]
    assert main(asked) == 0
    shown = capsys.readouterr()
    assert "7 lines were taken; 7 of them said something new." in shown.out
    assert "Of 6 accounts whose status is known, 5 were removed or suspended (83%)" in shown.out
    assert "No account first seen after a removal of members was found" in shown.out
    assert "1 removal was taken back" not in shown.out  # it is a warning
    assert "1 removal was taken back" in shown.err
    assert "1 account or post was reported by mistake" in shown.err
    assert "left out (line 9)" in shown.err
    assert main([*asked, "--lang", "fr"]) == 0
    shown = capsys.readouterr()
    assert "7 lignes ont été prises ; du nouveau : 0." in shown.out
    assert "1 retrait a été annulé" in shown.err


def test_a_list_that_cannot_be_used_gives_a_sentence(
    case: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["outcome", str(case / "case"), str(case / "nowhere.csv")]) == 2
    assert "cannot be read" in capsys.readouterr().err
    asked = ["outcome", str(case / "case"), str(case / "statuses.csv"), "--referral", "F9"]
    assert main(asked) == 2
    assert "Nothing was handed over under the name 'F9'" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("en", ["What became of it", "1 removal was taken back", "Each is a lead, and no member",
                "messages, addresses"]),
        ("fr", ["Ce qu’il en est advenu", "1 retrait a été annulé", "Chacun est une piste",
                "messages, adresses"]),
    ],
)  # fmt: skip
def test_the_report_shows_reversals_errors_and_leads(
    lang: str, said: list[str], case: Path, tmp_path: Path
) -> None:
    with demasque.open_case(case / "case") as opened:
        opened.outcome(case / "statuses.csv")
        lead(opened._store)
        assert [row.account for row in opened.regenerated()] == ["bystander0"]
        write_report(opened._store, tmp_path / "report.html", lang)
        page = (tmp_path / "report.html").read_text("utf-8")
    section = page[page.index('<section id="outcome">') :]
    section = section[: section.index("</section>")]
    for words in said:
        assert words in section
    assert "bystander0" in section
    assert "<b>desk" not in section


def read(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(path.read_text("utf-8-sig").splitlines()))


def test_exports_hold_figures_and_leads(case: Path, tmp_path: Path) -> None:
    with demasque.open_case(case / "case") as opened:
        opened.outcome(case / "statuses.csv")
        lead(opened._store)
        opened.export("csv", tmp_path / "out")
        figures = read(tmp_path / "out" / "outcomes.csv")
        leads = read(tmp_path / "out" / "regenerated.csv")
        assert opened.outcomes()[0].referral is None
    assert [row["receiver"] for row in figures if row["referral"]]
    assert sum(int(row["errors"]) for row in figures if not row["referral"]) == 1
    assert [(row["account"], row["now_in"]) for row in leads] == [("bystander0", "")]

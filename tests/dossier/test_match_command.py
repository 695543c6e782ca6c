"""``demasque match`` and its Python twin: what a user sees, keeps and writes."""

import csv
import shutil
from datetime import timedelta
from pathlib import Path

import pytest

import demasque
from demasque.cli import main
from exports import COLUMNS, MEMBERS, START, rows

FROM_META = """Tactic ,Technique,Procedure,Indicator,Note
0. Acquiring assets,0.6 Acquiring domains,0.6.2 Acquiring domains to support influence operations,\
bild[.]pics,Domains spoofing news sites: Germany
0. Acquiring assets,0.6 Acquiring domains,0.6.2 Acquiring domains to support influence operations,\
spiegel[.]ltd,Domains spoofing news sites: Germany
"""
FROM_DIMA = """operation,domain,match_type,source,report_url,identified_date,risk
Doppelganger,welt.tours,exact,Qurium Media Foundation,https://www.qurium.example/alerts/,2022-09-27,high
Doppelganger,bild.pics,exact,Qurium Media Foundation,https://www.qurium.example/alerts/,2022-09-27,high
Laundromat,bit.ly,exact,Some Institute,https://institute.example/,2024-05-02,low
"""
PLANTED = (
    "Read this: https://WWW.Bild.PICS:443/politik?utm_source=x",
    "Read this: hxxps://aktuell.bild[.]pics/",
    "Read this: bild[.]pics, they say",
    "https://bit.ly/abc",
)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A case whose campaign links to known sites; others to lookalikes, one to another site."""
    tmp_path = tmp_path_factory.mktemp("made")
    posts = sorted(rows(), key=lambda row: (row[1], row[0]))
    for n, member in enumerate(MEMBERS):
        at = START + timedelta(days=9, hours=7 * n)
        posts.append((member, at, PLANTED[n % 3]))
        posts.append((member, at + timedelta(hours=1), PLANTED[3]))
    later = START + timedelta(days=20)
    posts.append(("person-1", later, "https://bild.pics.example/ and https://notbild.pics/"))
    posts.append(("person-2", later, "https://bild.pics@evil.example/"))
    posts.append(("person-3", later, "https://welt.tours/artikel"))
    with (tmp_path / "posts.csv").open("w", newline="", encoding="utf-8") as file:
        out = csv.writer(file)
        out.writerow(COLUMNS)
        for n, (account, at, words) in enumerate(posts):
            out.writerow((f"post-{n}", account, at.isoformat(), words, "en", "x"))
    folder = tmp_path / "case"
    with demasque.open_case(folder, create=True) as opened:
        opened.add(tmp_path / "posts.csv")
        opened.detect(windows=["60s"])
    return folder


@pytest.fixture
def case(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "case"))


@pytest.fixture
def lists(tmp_path: Path) -> list[str]:
    (tmp_path / "Q2_2023_Russia.csv").write_text(FROM_META, encoding="utf-8")
    (tmp_path / "fimi_domains.csv").write_text(FROM_DIMA, encoding="utf-8")
    return [str(tmp_path / "Q2_2023_Russia.csv"), str(tmp_path / "fimi_domains.csv")]


def test_planted_domains_are_found_and_lookalikes_are_not(case: Path, lists: list[str]) -> None:
    with demasque.open_case(case) as opened:
        found = opened.library_matches(files=lists)
        inside = [each for each in found.known if each.campaign is not None]
        outside = [each for each in found.known if each.campaign is None]
        assert {each.shown: (each.accounts, each.proves) for each in inside} == {
            "bild[.]pics": (6, True),
            "bit[.]ly": (6, False),
        }
        assert {each.shown: each.accounts for each in outside} == {"welt[.]tours": 1}
        sources = next(each.published for each in inside if each.proves)
        assert [each.source for each in sources] == ["Q2_2023_Russia.csv", "fimi_domains.csv"]
        assert sources[1].link == "https://www.qurium.example/alerts/"
        assert sources[1].date == "2022-09-27"
        assert opened.known_indicators() == found.known
        assert opened.match_library(files=lists).equals(found.table)


def test_the_screen_tells_sources_figures_and_what_they_say(
    case: Path,
    lists: list[str],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("COLUMNS", "400")
    assert main(["match", str(case), *lists]) == 0
    shown = capsys.readouterr().out
    assert "bild[.]pics" in shown
    assert "bild.pics" not in shown
    assert "it speaks for a link with what the source describes" in shown
    assert "Anybody links to this site: it proves nothing." in shown
    assert "6 of 6" in shown
    assert "0 of 40" in shown
    assert "Doppelganger" in shown
    assert main(["match", str(case), *lists, "--lang", "fr"]) == 0
    assert "cela ne prouve rien" in capsys.readouterr().out


def test_every_post_is_written_harmless_to_click(
    case: Path, lists: list[str], tmp_path: Path
) -> None:
    assert main(["match", str(case), *lists, "-o", str(tmp_path / "out.csv")]) == 0
    with (tmp_path / "out.csv").open(encoding="utf-8", newline="") as file:
        written = list(csv.DictReader(file))
    bild = [row for row in written if row["value"] == "bild[.]pics"]
    assert len(bild) == 12  # six posts, two sources
    assert {row["how"] for row in bild} == {"link", "written"}
    assert {row["proves"] for row in bild} == {"true"}
    assert not any(row["value"] == "bild.pics" for row in written)


def test_the_report_shows_them_and_links_to_none(
    case: Path, lists: list[str], tmp_path: Path
) -> None:
    with demasque.open_case(case) as opened:
        opened.match_library(files=lists)
        page = opened.report(tmp_path / "report.html").read_text("utf-8")
    assert "bild[.]pics" in page
    assert 'href="http' not in page
    assert "welt[.]tours" in page
    assert "What is known already" in page


def test_a_match_is_written_to_the_custody_log(case: Path, lists: list[str]) -> None:
    with demasque.open_case(case) as opened:
        opened.match_library(files=lists)
        assert opened.verify() == []
    log = (case / "custody.log").read_text("utf-8").splitlines()
    assert '"match"' in log[-1]
    assert "bild" not in log[-1]


def test_the_users_own_library_is_looked_through_unless_files_are_named(
    case: Path, lists: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DEMASQUE_LIBRARY", str(tmp_path / "library"))
    library = demasque.Library.open()
    library.add(lists[1])
    with demasque.open_case(case) as opened:
        assert opened.library_matches().indicators == 3
        assert opened.library_matches(files=lists[:1]).indicators == 2
        assert opened.library_matches(library, files=lists[:1]).indicators == 5


def test_after_forgetting_an_account_its_posts_are_gone_from_what_was_found(
    case: Path, lists: list[str]
) -> None:
    with demasque.open_case(case) as opened:
        opened.match_library(files=lists)
        opened.forget("x:person-3")
        assert "welt[.]tours" not in {each.shown for each in opened.known_indicators()}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--folder", "nowhere"], "holds no indicator yet"),
        (["missing.csv"], "there is no such file"),
        (["{list}", "--campaign", "C99"], "There is no campaign C99"),
        (["{empty}"], "is empty"),
        (["{list}", "-o", "no/such/folder/out.csv"], "cannot be written"),
        (["broken.json"], "Nothing of it was used"),
    ],
)
def test_wrong_input_is_answered_in_a_sentence_and_nothing_is_lost(
    arguments: list[str],
    said: str,
    case: Path,
    lists: list[str],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "empty.csv").write_text("", encoding="utf-8")
    (tmp_path / "broken.json").write_text('{"type": "bundle"', encoding="utf-8")
    with demasque.open_case(case) as opened:
        before = opened.library_matches(files=lists).known
    given = [each.format(list=lists[0], empty=tmp_path / "empty.csv") for each in arguments]
    assert main(["match", str(case), *given]) != 0
    error = capsys.readouterr().err
    assert said in error
    assert "Traceback" not in error
    with demasque.open_case(case) as opened:
        left = opened.known_indicators()
        assert left == before or "-o" in arguments
        assert opened.verify() == []


def test_a_case_in_which_nothing_was_looked_for_yet_says_so(
    tmp_path: Path, lists: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "new"
    (tmp_path / "one.csv").write_text(
        "post_id,account_id,created_at,text\n1,a,2026-01-01T00:00:00Z,see bild[.]pics\n"
    )
    with demasque.open_case(folder, create=True) as opened:
        opened.add(tmp_path / "one.csv")
    assert main(["match", str(folder), *lists]) == 0
    shown = capsys.readouterr()
    assert "bild[.]pics" in shown.out
    assert (
        "Only accounts in no group carry it." in shown.out.replace("\n", " ")
        or "carry" in shown.out
    )
    assert "Nothing was looked for yet" in shown.err

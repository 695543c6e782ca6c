"""``demasque compare``: what it shows and keeps, and what it says when the request is wrong."""

import json
import shutil
from pathlib import Path

import pytest
from command_line import Run

import demasque
from compared_cases import messages, write_case
from demasque.publish import write_report

OURS = messages(1, 20)
TAGS = [f"tag{n}" for n in range(12)]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two cases whose C1 are alike."""
    folder = tmp_path_factory.mktemp("made")
    for name, seed, prefix in (("now", 1, "x"), ("before", 2, "y")):
        write_case(
            folder / name,
            seed=seed,
            said=OURS,
            tags=TAGS,
            prefix=prefix,
            each_says=12,
            together=True,
        )
        with demasque.open_case(folder / name) as case:
            case.detect(windows=["60s"])
            assert case.campaigns()["campaign"].to_pylist()[:1] == ["C1"]
    return folder


@pytest.fixture
def cases(made: Path, tmp_path: Path) -> Path:
    """A copy of them where commands run."""
    shutil.copytree(made, tmp_path, dirs_exist_ok=True)
    return tmp_path


def test_a_comparison_is_shown_written_kept_and_reported(run: Run, cases: Path) -> None:
    shown = run("compare", "now", "C1", "--with", "before:C1", "-o", "links.json")
    assert (shown.code, shown.err) == (0, "")
    assert "Several independent links: now:C1 and “before:C1”" in shown.out
    assert "does not show who is behind either" in shown.out
    again = run("compare", "now", "C1", "--with", "before:C1", "-o", "new/links.csv")
    assert (again.code, (cases / "new" / "links.csv").is_file()) == (0, True)
    refused = run("compare", "now", "C1", "--with", "before:C1", "-o", "links.json/links.csv")
    assert (refused.code, "links.json/links.csv cannot be written" in refused.err) == (2, True)
    written = json.loads((cases / "links.json").read_text())
    assert written["answer"] == "several independent links"
    assert written["classes"][0]["class"] == "words"
    assert run("verify", "now").code == 0
    with demasque.open_case(cases / "now") as case:
        *_, kept = case.comparisons()
        assert kept.independent == written["independent"]
        assert kept.sentence("fr").startswith("Plusieurs liens indépendants")
        write_report(case._store, cases / "report.html")
    page = (cases / "report.html").read_text()
    assert "Compared with other groups" in page
    assert "before:C1" in page


def test_a_signature_and_a_library_of_them_can_be_compared_with(run: Run, cases: Path) -> None:
    run("signature", "before", "C1", "-o", "c1.json", "--name", "earlier")
    shown = run("compare", "now", "C1", "--with", "c1.json", "--lang", "fr", "-o", "links.csv")
    assert shown.code == 0
    assert "earlier" in shown.out
    assert "dont on a les deux clés" in shown.out + shown.err
    assert (cases / "links.csv").read_text().startswith('"class","likeness","p"')
    run("library", "add", "c1.json", "--folder", "known")
    known = run("compare", "now", "C1", "--library", "--folder", "known")
    assert known.code == 0, known.err
    assert "earlier" in known.out


def test_what_a_stranger_calls_a_signature_is_never_the_programs_own_words(
    run: Run, cases: Path
) -> None:
    odd = "[red]<script>alert(1)</script> the same operation of http://evil.example"
    run("signature", "before", "C1", "-o", "theirs.json")
    signed = json.loads((cases / "theirs.json").read_text()) | {"name": odd, "made_with": odd}
    signed["languages"][odd[-30:]] = 5_000
    signed["features"]["languages"][odd[-30:]] = [9, None, 5_000]
    (cases / "theirs.json").write_text(json.dumps(signed))
    checked = run("signature", "--check", "theirs.json")
    shown = run("compare", "now", "C1", "--with", "theirs.json", "-o", "links.json")
    assert "now:C1 and “theirs” are more alike" in shown.out
    french = run("compare", "now", "C1", "--with", "theirs.json", "--lang", "fr")
    assert "now:C1 et «\u00a0theirs\u00a0» se ressemblent" in french.out
    with demasque.open_case(cases / "now") as case:
        write_report(case._store, cases / "report.html")
    records = [path.read_text() for path in (cases / "now").glob("runs/*/run.json")]
    for told in (
        checked.out, shown.out, french.out, *records,
        *((cases / each).read_text() for each in ("report.html", "links.json", "now/custody.log")),
    ):  # fmt: skip
        assert "evil.example" not in told
        assert "alert(1)" not in told


def test_a_campaign_is_not_compared_with_itself(run: Run, cases: Path) -> None:
    run("signature", "now", "C1", "-o", "own.json", "--name", "earlier", "-k", 4)
    run("detect", "now", "--window", "60s")  # the same accounts, found once more
    for other in ("own.json", "now:C1"):
        refused = run("compare", "now", "C1", "--with", other)
        assert refused.code == 2
        assert "the same accounts" in refused.err
    run("library", "add", "own.json", "--folder", "known")
    alone = run("compare", "now", "C1", "--folder", "known")
    assert (alone.code, "of the accounts of now:C1 themselves" in alone.err) == (2, True)
    with demasque.open_case(cases / "now") as case:
        assert case.comparisons() == ()
    with pytest.raises(demasque.UsageError, match="seem to be the same accounts"):
        demasque.compare(cases / "own.json", cases / "own.json")
    run("signature", "before", "C1", "-o", "earlier.json")
    run("library", "add", "earlier.json", "--folder", "known")
    shown = run("compare", "now", "C1", "--library", "--folder", "known")
    assert "1 signature of the library seems to be of the same accounts" in shown.err
    assert "Several independent links: now:C1 and “C1”" in shown.out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((), "one of them"),
        (("--with", "before:C1", "--library"), "one of them"),
        (("--folder", "known", "--with", "before:C1"), "one of them"),
        (("--library", "-o", "x.csv"), "-o writes one comparison"),
        (("--with", "before:C1", "-o", "x.txt"), ".csv or .json"),
        (("--with", "before:C9"), "There is no campaign C9 in before"),
        (("--with", "nowhere:C1"), "no such case or signature"),
        (("--with", "now.parquet"), "cannot be used as a signature"),
        (("--folder", "empty"), "holds no signature"),
    ],
)
def test_a_wrong_request_is_answered_in_a_sentence_and_nothing_is_kept(
    run: Run, cases: Path, arguments: tuple[str, ...], message: str
) -> None:
    answer = run("compare", "now", "C1", *arguments)
    assert answer.code in (1, 2)
    assert message in " ".join(answer.err.split())
    assert "Traceback" not in answer.err
    with demasque.open_case(cases / "now") as case:
        assert case.comparisons() == ()

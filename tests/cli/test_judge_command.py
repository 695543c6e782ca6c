"""``demasque judge``: what it promises, and what it says when the request is wrong."""

import shutil
from pathlib import Path

import pytest
from command_line import Run

WHOLE = (
    "--rung", "3", "--by", "A. Example, Example Office", "--likelihood", "très probable",
    "--confidence", "medium", "--because", "The same sites.", "--source", "https://example.org/a",
)  # fmt: skip

BY = ("--by", "a. example,  EXAMPLE Office")


@pytest.fixture
def case(posts: Path, found_case: Path, tmp_path: Path) -> Path:
    """A copy of a case with findings, beside its export."""
    return Path(shutil.copytree(found_case, tmp_path / "case"))


def test_judged_read_superseded_withdrawn_and_still_verified(run: Run, case: Path) -> None:
    first = run("judge", "case", "C1", *WHOLE)
    assert (first.code, first.err) == (0, "")
    name = first.out.partition(":")[0]
    assert "rung 3" in first.out
    likely, sure = first.out.splitlines()[1:]
    assert likely == "Likelihood: very likely (80% to 95%)."
    assert sure == "Confidence: moderate."
    read = run(
        "judge", "case", "--read", name, "--by", "B. Example", "--agrees", "no", "--because", "Old."
    )
    assert "B. Example does not agree" in read.out
    second = run("judge", "case", "C1", *WHOLE, "--what", "As in 2023.", "--supersedes", name)
    assert f"takes the place of {name}" in second.out
    later = second.out.partition(":")[0]
    gone = run("judge", "case", "--withdraw", later, *BY, "--because", "Wrong.")
    assert "Withdrawn by a. example, EXAMPLE Office." in gone.out
    assert run("verify", "case").code == 0


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((), "Give one of the three"),
        (("C1", "--read", "J1"), "Give one of the three"),
        (("C1",), "Missing: --rung, --likelihood, --confidence, --by, and --because."),
        (("C1", *WHOLE, "--agrees", "yes"), "--agrees does not go with this"),
        (("--read", "J1", *WHOLE), "Missing: --agrees"),
        (("--read", "J1", "--agrees", "yes", *WHOLE), "does not go with this"),
        (("--withdraw", "J1", "--by", "A"), "Missing: --because"),
        (("--withdraw", "J1", "--by", "A", "--because", "x"), "no judgement J1"),
        (("C1", *WHOLE, "--supersedes", "J1"), "no judgement J1"),
        (("C9", *WHOLE), "There is no campaign 'C9'. Campaigns: C1."),
        (("C1", *WHOLE[:-2]), "Rung 3 needs a source"),
        (("C1", *WHOLE, "--rung", "7"), "There is no rung 7"),
        (("C1", *WHOLE, "--rung", "three"), "a whole number is wanted"),
        (("C1", *WHOLE, "--likelihood", "sure"), "There is no likelihood called 'sure'"),
        (("C1", *WHOLE, "--because", " "), "it is empty"),
    ],
)
def test_a_wrong_request_ends_in_a_sentence_and_changes_nothing(
    arguments: tuple[str, ...], message: str, run: Run, case: Path
) -> None:
    before = (case / "custody.log").read_bytes()
    wrong = run("judge", "case", *arguments)
    assert wrong.code == 2
    assert message in wrong.err
    assert "Traceback" not in wrong.err
    assert (case / "custody.log").read_bytes() == before

"""``demasque brief --for`` and ``demasque statement``: what people type, and what comes of it."""

from pathlib import Path

import pytest
from command_line import Run


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (("--country", "CA"), "--platform, --country and --contacts go with --for."),
        (("--platform", "x"), "--platform, --country and --contacts go with --for."),
        (("--contacts", "c.json"), "--platform, --country and --contacts go with --for."),
        (("--for", "a", "--show-media"), "--schedule and --show-media do not go with --for"),
        (("--for", "the king"), "Nobody on the list of venues is called 'the king'"),
        (("--for", "1", "--platform", "x"), "no account of 'x' with the id '1'"),
    ],
)
def test_a_wrong_request_for_a_brief_is_a_sentence(
    run: Run, found_case: Path, options: tuple[str, ...], says: str
) -> None:
    done = run("brief", str(found_case), *options, "-o", "b.html")
    assert done.code == 2
    assert says in done.err
    assert not Path("b.html").exists()


def test_a_statement_is_written_and_said_in_the_language_of_the_screen(
    run: Run, found_case: Path
) -> None:
    done = run("statement", str(found_case), "C1", "-o", "s.txt", "--lang", "fr")
    assert (done.code, done.out.strip()) == (0, "La déclaration est s.txt")
    assert "ÉBAUCHE" in Path("s.txt").read_text("utf-8")
    gone = run("statement", str(found_case), "C99", "-o", "t.txt")
    assert gone.code == 2
    assert "There is no campaign 'C99'" in gone.err
    assert not Path("t.txt").exists()

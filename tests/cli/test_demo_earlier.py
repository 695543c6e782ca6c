"""The demo counts what it found; goes back two years, compares, and shows how people judge."""

from pathlib import Path

from command_line import Run

# Small: its groups are found whole at this size, and found is what is compared and judged.
SMALL = ("demo", "--accounts", "400", "--posts", "3000", "--seed", "2")


def digits(shown: str, words: str) -> str:
    """Of the line with these words; names of posts and accounts are new each time, these are not.

    One after the other, since languages part thousands in different ways.
    """
    line = next(line for line in shown.splitlines() if words in line)
    return "".join(letter for letter in line if letter.isdigit())


def test_the_demo_counts_what_it_found_and_repeated_in_french_compares_and_judges(
    run: Run, tmp_path: Path
) -> None:
    first = run(*SMALL)
    assert first.code == 0, first.err
    assert "precision" in first.out
    assert (tmp_path / "demo-case/report.html").exists()
    assert {path.name for path in (tmp_path / "demo-case/export").iterdir()} >= {
        "posts.csv",
        "labels.csv",
    }
    pairs = digits(first.out, "tied beyond chance")
    assert pairs

    shown = run(*SMALL, "--lang", "fr")
    assert shown.code == 0, shown.err
    assert digits(shown.out, "comptes sont liées au-delà du hasard") == pairs
    there = {path.name for path in (tmp_path / "demo-case/two-years-earlier").iterdir()}
    assert there == {"same", "same.json", "other", "other.json"}
    report = (tmp_path / "demo-case/report.html").read_text("utf-8")
    assert "two-years-earlier-same" in report
    assert "two-years-earlier-other" in report
    assert "Bureau des exemples (inventé)" in report
    assert "Hypothèses concurrentes" in report

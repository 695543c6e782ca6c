"""The demo goes back two years, compares, and shows how people judge."""

from pathlib import Path

from command_line import Run

# Small: its groups are found whole at this size, and found is what is compared and judged.
SIZES = ("--accounts", "400", "--posts", "3000", "--seed", "2")


def test_the_demo_compares_with_earlier_worlds_and_judges_as_an_example(
    run: Run, tmp_path: Path
) -> None:
    shown = run("demo", *SIZES, "--lang", "fr")
    assert shown.code == 0, shown.err
    there = {path.name for path in (tmp_path / "demo-case/two-years-earlier").iterdir()}
    assert there == {"same", "same.json", "other", "other.json"}
    report = (tmp_path / "demo-case/report.html").read_text("utf-8")
    assert "two-years-earlier-same" in report
    assert "two-years-earlier-other" in report
    assert "Bureau des exemples (inventé)" in report
    assert "Hypothèses concurrentes" in report

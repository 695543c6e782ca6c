"""The commands on real exports, from beside the project; skipped where they are not there."""

from pathlib import Path

import pytest
from command_line import Run

DATA = Path(__file__).parents[3] / "shared" / "data"
SETS = {
    "ira_congress_2016_early": ("posts.parquet",),
    "coortweet": ("german_elections.parquet", "russian_coord_tweets.parquet"),
    "reddit_ira_2018": ("comments.csv.gz", "users.csv"),
}


@pytest.mark.parametrize("name", SETS)
def test_from_export_to_report(run: Run, tmp_path: Path, name: str) -> None:
    files = [DATA / name / file for file in SETS[name]]
    if not all(file.exists() for file in files):
        pytest.skip(f"{name} is not in ../shared/data")
    assert run("init", "case").code == 0
    added = run("add", "case", *files)
    assert (added.code, added.err) == (0, "")
    detected = run("detect", "case", "--window", "1h")
    assert detected.code == 0, detected.err
    assert run("report", "case", "-o", "report.html").code == 0
    assert (tmp_path / "report.html").stat().st_size > 10_000
    assert run("export", "case", "--format", "gexf", "-o", "network.gexf").code == 0
    assert run("verify", "case").code == 0

"""The commands, the report, the exports and the Python face count one thing as one number."""

import re
from pathlib import Path

import pyarrow.parquet as pq
import pytest

import demasque
from demasque.case import CaseStore
from demasque.cli import main
from demasque.findings import CaseFindings, read_findings
from exports import write_posts


@pytest.fixture
def found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> tuple[str, CaseFindings]:
    """What detect prints, and what the case then holds: ties of two kinds between one six."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "160")
    text = write_posts(tmp_path / "posts.csv").read_text("utf-8")
    linked = re.sub(r"part (\d+) of this week\.", r"part \1 https://site.example/part/\1", text)
    (tmp_path / "posts.csv").write_text(linked, "utf-8")
    assert main(["init", "case"]) == 0
    with demasque.open_case("case") as case:
        case.add("posts.csv")
    capsys.readouterr()
    assert main(["detect", "case", "--window", "60s"]) == 0
    printed = capsys.readouterr().out
    for words in (["report", "case", "-o", "r.html"], ["export", "case", "--format", "parquet"]):
        assert main([*words, *(["-o", "tables"] if words[0] == "export" else [])]) == 0
    with CaseStore.open("case") as store:
        return printed, read_findings(store)


def test_every_form_gives_the_same_numbers(
    found: tuple[str, CaseFindings], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    printed, findings = found
    overview = findings.overview
    assert overview.ties > overview.tied_pairs > 0  # of several kinds
    said = re.search(
        r"(\d+) pairs of accounts are tied beyond chance: (\d+) ties counted by kind of trace\. "
        r"Accounts with posts: (\d+)\.",
        printed,
    )
    assert said is not None
    counts = (overview.tied_pairs, overview.ties, overview.accounts)
    assert tuple(map(int, said.groups())) == counts

    page = (tmp_path / "r.html").read_text("utf-8")
    figures = dict(re.findall(r"<dt>([^<]+)</dt><dd>([\d,]+)</dd>", page))
    names = ("Tied pairs", "Ties, by kind of trace", "Accounts with posts")
    assert tuple(int(figures[name].replace(",", "")) for name in names) == counts

    tables = {name: pq.read_table(tmp_path / f"tables/{name}.parquet") for name in
              ("ties", "accounts", "campaigns", "memberships", "posts")}  # fmt: skip
    pairs = {(tie["account_a"], tie["account_b"]) for tie in tables["ties"].to_pylist()}
    with_posts = [row for row in tables["accounts"].to_pylist() if row["posts"]]
    assert (len(pairs), tables["ties"].num_rows, len(with_posts)) == counts
    assert tables["posts"].num_rows == overview.posts
    tiers = tables["memberships"]["tier"].to_pylist()
    assert (tiers.count("tied"), tiers.count("attached")) == (overview.members, overview.attached)


def test_a_campaign_has_the_same_numbers_everywhere(
    found: tuple[str, CaseFindings], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _, findings = found
    (campaign,) = findings.campaigns
    (summary,) = findings.summaries
    counts = (len(campaign.profile.members), campaign.profile.posts, campaign.profile.pairs)
    assert (summary.accounts, summary.posts, summary.ties) == counts
    (row,) = pq.read_table(tmp_path / "tables/campaigns.parquet").to_pylist()
    assert (row["accounts"], row["posts"], row["ties"]) == counts
    capsys.readouterr()
    assert main(["campaigns", "case"]) == 0
    line = next(line for line in capsys.readouterr().out.splitlines() if "C1" in line)
    assert tuple(int(cell) for cell in line.split()[1:4]) == counts
    assert campaign.core.num_rows == campaign.profile.pairs
    assert sum(tie.shared for pair in campaign.tied_pairs for tie in pair.kinds) == sum(
        kind.shared for kind in campaign.profile.ties
    )

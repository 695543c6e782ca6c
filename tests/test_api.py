"""The Python door: what `import demasque` promises."""

import json
from pathlib import Path

import pyarrow as pa
import pytest

import demasque
from demasque.campaigns import CampaignProfile
from exports import MEMBERS, write_posts


def test_every_name_is_there_and_documented() -> None:
    for name in demasque.__all__:
        assert getattr(demasque, name).__doc__, name
        assert name in dir(demasque)
    with pytest.raises(AttributeError, match="nothing_like_it"):
        _ = demasque.nothing_like_it


def test_an_investigation(tmp_path: Path) -> None:
    with demasque.open_case(tmp_path / "case", create=True) as case:
        (file,) = case.add(write_posts(tmp_path / "posts.csv"))
        assert (file.posts, file.problem) == (360, None)
        assert not case.detected
        findings = case.detect(["60s"], seed=4)
        assert findings.detection.pairs == 15
        assert findings.campaigns.equals(case.campaigns())
        members = {case.pseudonym("x", name) for name in MEMBERS}
        assert set(case.memberships()["account"].to_pylist()) == members
        measured, assessment = case.campaign("C1")
        assert isinstance(measured, CampaignProfile)
        assert assessment.rung.by_program
        pair = sorted(members)[:2]
        behind = case.tie_posts(*pair, "text")
        assert behind.num_rows == 10
        assert case.report(tmp_path / "r.html", "fr").exists()
        assert case.export("csv", tmp_path / "out").is_dir()
        assert case.verify() == []
    with demasque.open_case(tmp_path / "case", create=True) as again:
        assert again.campaigns().num_rows == 1


def test_the_same_seed_gives_the_same_findings(tmp_path: Path) -> None:
    with demasque.create_case(tmp_path / "case") as case:
        case.add(write_posts(tmp_path / "posts.csv"))
        first = case.detect(["60s"]).campaigns, case.memberships()
        again = case.detect(["60s"]).campaigns, case.memberships()
    assert first[0].equals(again[0])
    assert first[1].equals(again[1])


def test_a_run_that_fails_says_so_in_its_record(tmp_path: Path) -> None:
    with demasque.create_case(tmp_path / "case") as case:
        with pytest.raises(demasque.DemasqueError, match="no posts yet"):
            case.detect()
        folder = sorted((tmp_path / "case/runs").glob("*-detect"))[0]
    assert json.loads((folder / "run.json").read_text())["outcome"].startswith("failed: ")


def test_wrong_requests_are_usage_errors(tmp_path: Path) -> None:
    with pytest.raises(demasque.UsageError, match="is not a case"):
        demasque.open_case(tmp_path / "nowhere")
    with demasque.create_case(tmp_path / "case") as case:
        for wrong in (
            lambda: case.add(),
            lambda: case.add(tmp_path / "missing.csv"),
            lambda: case.detect("60s"),
            lambda: case.detect(kinds="url"),
            lambda: case.detect(min_shared=0),
            lambda: case.campaign("C9"),
            lambda: case.report(tmp_path / "r.html", "tlh"),
            lambda: case.export("docx", tmp_path / "out"),
        ):
            with pytest.raises(demasque.UsageError):
                wrong()


def test_without_a_case() -> None:
    events = pa.table(
        {
            "account_id": [f"m{n}" for n in range(3) for _ in range(8)]
            + [f"o{n}" for n in range(99)],
            "trace_id": [*range(8)] * 3 + [100 + n // 3 for n in range(99)],
            "posted_at": [9000 * t + n for n in range(3) for t in range(8)]
            + [777 * n for n in range(99)],
        }
    )
    ties = demasque.find_ties(events, window="60s")
    assert set(ties["account_a"].to_pylist() + ties["account_b"].to_pylist()) == {"m0", "m1", "m2"}
    posts = pa.table(
        {"post_id": ["a", "b"], "text": ["One and the same text.", "one AND the same text"]}
    )
    families = demasque.find_copies(posts)["family"].to_pylist()
    assert families[0] == families[1]

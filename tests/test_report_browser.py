"""The report in a real browser: it opens, and the console has nothing to complain about."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from demasque.api import create_case
from demasque.campaigns import find_campaigns
from demasque.publish import write_report
from exports import write_posts
from hand_made import case_of, world

BROWSER = next(
    (
        path
        for name in ("chromium", "chromium-browser", "google-chrome")
        if (path := shutil.which(name))
    ),
    None,
)


@pytest.mark.skipif(BROWSER is None, reason="no chromium is installed here")
@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_report_opens_without_a_console_message(tmp_path: Path, language: str) -> None:
    with create_case(tmp_path / "case") as case:
        case.add(write_posts(tmp_path / "posts.csv"))
        case.detect(["60s"])
        report = case.report(tmp_path / "report.html", language)
    assert BROWSER is not None
    opened = subprocess.run(
        [
            *(BROWSER, "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"),
            *(
                "--enable-logging=stderr",
                "--log-level=0",
                f"--user-data-dir={tmp_path / 'profile'}",
            ),
            *("--dump-dom", report.as_uri()),
        ],
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    assert f'<html lang="{language}"' in opened.stdout
    assert "C1" in opened.stdout
    assert [line for line in opened.stderr.splitlines() if "CONSOLE" in line] == []


@pytest.mark.skipif(BROWSER is None, reason="no chromium is installed here")
def test_a_console_message_would_be_seen(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text("<script>console.error('here I am')</script>")
    assert BROWSER is not None
    opened = subprocess.run(
        [
            *(BROWSER, "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"),
            *(
                "--enable-logging=stderr",
                "--log-level=0",
                f"--user-data-dir={tmp_path / 'profile'}",
            ),
            *("--dump-dom", page.as_uri()),
        ],
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    assert any("CONSOLE" in line and "here I am" in line for line in opened.stderr.splitlines())


@pytest.mark.skipif(BROWSER is None, reason="no chromium is installed here")
def test_on_paper_evidence_is_sampled_and_pages_are_few(tmp_path: Path) -> None:
    tables = world(size=40, rounds=12)
    with case_of(tmp_path, tables) as store:
        find_campaigns(store)
        report = write_report(store, tmp_path / "report.html")
    paper = tmp_path / "report.pdf"
    assert BROWSER is not None
    subprocess.run(
        [
            *(BROWSER, "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"),
            *(f"--user-data-dir={tmp_path / 'profile'}", "--no-pdf-header-footer"),
            *(f"--print-to-pdf={paper}", report.as_uri()),
        ],
        capture_output=True,
        timeout=120,
        check=True,
    )
    assert len(re.findall(rb"/Type\s*/Page\b", paper.read_bytes())) <= 12

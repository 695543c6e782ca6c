"""Posts older than the web, or from the future, are kept, and said loudly."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import demasque

HEADER = "post_id,account_id,text,created_at\n"


def added(tmp_path: Path, rows: str, **options: str) -> list:
    path = tmp_path / "posts.csv"
    path.write_text(HEADER + rows, "utf-8")
    with demasque.open_case(tmp_path / "case", create=True) as case:
        return case.add(path, **options)


def test_posts_before_1995_and_after_tomorrow_are_named_with_how_many(tmp_path: Path) -> None:
    later = (datetime.now(UTC) + timedelta(days=40)).strftime("%Y-%m-%d")
    rows = f"1,a,x,1970-01-01 12:36:53\n2,b,x,{later}\n3,c,x,2024-05-01\n4,d,x,1994-12-31\n"
    (intake,) = added(tmp_path, rows)
    assert intake.posts == 4
    early, late = (warning for warning in intake.warnings if "kept" in warning)
    assert "2 posts fall before 1995, the earliest on 1970-01-01" in early
    assert f"1 posts fall after tomorrow, the latest on {later}" in late


def test_usual_times_are_said_nothing_of(tmp_path: Path) -> None:
    (intake,) = added(tmp_path, "1,a,x,1995-01-01\n2,b,x,2024-05-01\n")
    assert not intake.warnings


def test_what_stands_first_in_dates_can_be_said(tmp_path: Path) -> None:
    (intake,) = added(tmp_path, "1,a,x,01/05/2024\n2,b,x,02/05/2024\n", date_order="day")
    assert intake.posts == 2
    with demasque.open_case(tmp_path / "case") as case:
        posted = case._store.sql("SELECT posted_at FROM posts ORDER BY 1")["posted_at"].to_pylist()
    assert [at.month for at in posted] == [5, 5]

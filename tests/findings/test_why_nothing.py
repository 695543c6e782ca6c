"""Where nothing was found, a reader is told why in figures, and what to try."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from demasque.api import Case, create_case
from exports import write_posts

START = datetime(2024, 3, 4, 9, tzinfo=UTC)
WORDS = (
    "The old lighthouse keeper counts his green lanterns on the north shore tonight.",
    "We planted apple trees along the railway and watered them with old cans all summer.",
)


def write(path: Path, rows: list[tuple[str, str, str]]) -> Path:
    """Account, time as it is written, words."""
    lines = ["post_id,account_id,created_at,text,platform,urls,hashtags"]
    lines += [f"p{n},{who},{at},{text},x,," for n, (who, at, text) in enumerate(rows)]
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


def told(tmp_path: Path, rows: list[tuple[str, str, str]]) -> tuple[Case, str]:
    case = create_case(tmp_path / "case")
    case.add(write(tmp_path / "posts.csv", rows))
    case.detect()
    return case, "\n".join(case.why_nothing())


def at(hours: float) -> str:
    return (START + timedelta(hours=hours)).strftime("%Y-%m-%dT%H:%M:%SZ")


def test_what_is_shared_too_far_apart_points_to_a_wider_window(tmp_path: Path) -> None:
    rows = [
        (who, at(5 * n + 7 * m), text) for n, who in enumerate("ab") for m, text in enumerate(WORDS)
    ]
    case, said = told(tmp_path, [*rows, ("c", at(1), "Nobody else wrote these lonely words.")])
    with case:
        assert "2 things were left by two accounts or more: 2 of the kind text, by 2" in said
        assert "The two accounts that share most share 2; within the windows, 0" in said
        assert "A tie takes 2 shared" in said
        assert "try demasque detect --window 1d" in said
        assert "single post" not in said
        page = case.report(tmp_path / "report.html", "fr").read_text("utf-8")
    assert "Pourquoi rien n’a été trouvé" in page


def test_accounts_of_one_post_can_share_no_two_things(tmp_path: Path) -> None:
    case, said = told(tmp_path, [(f"a{n}", at(n), WORDS[0]) for n in range(12)])
    with case:
        assert "100% of the accounts have a single post here" in said
        assert "demasque narratives lists the most copied ones" in said
    assert "try demasque detect --window 1d" not in said


def test_times_to_the_day_are_named(tmp_path: Path) -> None:
    days = write(tmp_path / "days.csv", [(f"d{n}", f"2024-03-{n + 4:02}", "So.") for n in range(3)])
    with create_case(tmp_path / "case") as case:
        case.add(days.rename(tmp_path / "by_day.csv"))
        links = tmp_path / "links.csv"
        links.write_text(
            "post_id,account_id,created_at,text,platform,urls\n"
            f"l1,a,{at(1)},Yes.,y,https://example.org/one\nl2,b,{at(9)},No.,y,https://example.org/one\n"
        )
        case.add(links)
        case.detect()
        said = "\n".join(case.why_nothing())
    assert "60% of the posts the day is known and no time: try demasque detect --window 1d" in said


def test_a_case_in_which_nothing_is_shared_says_so(tmp_path: Path) -> None:
    case, said = told(tmp_path, [("a", at(1), WORDS[0]), ("b", at(2), WORDS[1])])
    with case:
        assert "Nothing that was looked for was left by two accounts." in said
        assert "share most" not in said


def test_nothing_is_said_where_a_campaign_was_found_or_nobody_looked(tmp_path: Path) -> None:
    with create_case(tmp_path / "case") as case:
        assert case.why_nothing() == ()
        case.add(write_posts(tmp_path / "posts.csv"))
        assert case.why_nothing() == ()
        case.detect(["60s"])
        assert case.campaigns().num_rows
        assert case.why_nothing() == ()


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_the_first_page_names_the_message_that_went_round(tmp_path: Path, lang: str) -> None:
    case, _ = told(tmp_path, [(f"a{n}", at(n), WORDS[0]) for n in range(12)])
    with case:
        page = case.report(tmp_path / "report.html", lang).read_text("utf-8")
    first = page[: page.index('id="findings"')]
    assert "lighthouse keeper" in first

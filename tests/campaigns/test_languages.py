"""In which languages a campaign posts: as the export says, else as all its posts read."""

from hashlib import blake2b
from pathlib import Path

import pytest

from demasque.campaigns import CampaignProfile, find_campaigns
from demasque.campaigns.languages import MOST_READ, margin
from demasque.campaigns.measuring import profile
from demasque.publish import write_report
from demasque.schema import POSTS
from hand_made import case_of, minutes, rows, world

ENGLISH = "The committee will publish the minutes of its meeting on Thursday morning."
FRENCH = "Le comité publiera le compte rendu de sa réunion jeudi matin prochain."


def written(english: int, french: int, **more: object) -> list[dict[str, object]]:
    texts = [ENGLISH] * english + [FRENCH] * french
    return [
        {
            "post": blake2b(str(n).encode(), digest_size=8).hexdigest(),
            "account": "op000",
            "platform": "facebook",
            "text": text,
        }
        | {"posted_at": minutes(n / 10), "time_precision": "second", "kind": "original"}
        | more
        for n, text in enumerate(texts)
    ]


def measured(folder: Path, posts: list[dict[str, object]], report: str = "") -> CampaignProfile:
    """The operation of the made-up world, with these posts for all that its members wrote."""
    tables = world()
    with case_of(folder, tables | {"posts": rows(POSTS, posts)}) as store:
        find_campaigns(store)
        if report:
            write_report(store, folder / report)
        return profile(store, "C1")


def test_all_posts_of_a_campaign_of_usual_size_are_read(tmp_path: Path) -> None:
    seen = measured(tmp_path, written(english=290, french=11))
    assert seen.languages == (("en", 290), ("fr", 11))
    assert (seen.languages_read, seen.languages_unstated) == (301, 301)
    assert seen.languages_margin == 0


def test_what_the_export_says_is_taken_as_it_is(tmp_path: Path) -> None:
    seen = measured(tmp_path, written(english=30, french=0, lang="nl"))
    assert seen.languages == (("nl", 30),)
    assert (seen.languages_read, seen.languages_unstated) == (0, 0)


def test_codes_for_no_language_are_no_language(tmp_path: Path) -> None:
    for n, code in enumerate(("und", "qme", "zxx", "")):
        (tmp_path / str(n)).mkdir()
        seen = measured(tmp_path / str(n), written(english=4, french=0, lang=code))
        assert seen.languages == (("en", 4),)


def test_of_a_very_large_campaign_some_are_read_and_the_report_says_how_many(
    tmp_path: Path,
) -> None:
    seen = measured(tmp_path, written(english=4_500, french=1_500), "report.html")
    assert (seen.languages_read, seen.languages_unstated) == (MOST_READ, 6_000)
    assert 0 < seen.languages_margin < 0.014
    counted = dict(seen.languages)
    assert abs(counted["fr"] / 6_000 - 0.25) <= 2 * seen.languages_margin
    page = (tmp_path / "report.html").read_text("utf-8")
    assert "read from 5,000 of 6,000 posts: each share is within 0.6%" in page


@pytest.mark.parametrize(
    ("read", "of", "expected"),
    [(10, 10, 0.0), (0, 0, 0.0), (5_000, 10**9, 0.01386), (5_000, 6_000, 0.00566)],
)
def test_the_margin_is_that_of_a_share_of_a_half(read: int, of: int, expected: float) -> None:
    assert margin(read, of) == pytest.approx(expected, abs=1e-5)

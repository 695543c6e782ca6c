"""Open data of groups that are too small: a sentence in either language, and no folder."""

from pathlib import Path

from command_line import Run

from demasque.campaigns import find_campaigns
from hand_made import case_of, world


def test_a_group_that_is_too_small_gives_a_sentence_and_no_folder(run: Run, tmp_path: Path) -> None:
    with case_of(tmp_path, world(size=8, rounds=4)) as store:
        find_campaigns(store)
    asked = ("export", "case", "--format", "open", "-o", "out")
    for more in ((), ("--campaign", "C1"), ("--campaign", "C1", "--lang", "fr")):
        done = run(*asked, *more)
        assert done.code == 2
        assert "10" in done.err
        assert ("C1" in done.err) == bool(more)
        assert "Traceback" not in done.err
        assert not (tmp_path / "out").exists()
    unknown = run(*asked, "--campaign", "C99")
    assert unknown.code == 2
    assert "C99" in unknown.err

"""The media benchmark counts copies found, strangers joined and templates joined, each once."""

import sys
from pathlib import Path

import pytest

pytest.importorskip("PIL", reason="the media benchmark needs the extra media")
sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks" / "media"))

from media_sets import LabelledFile
from recall import Recall, by_edit, by_template


def labelled(name: str, group: str, edit: str | None = None, **more: str) -> LabelledFile:
    original = Path(f"{group}.jpg") if edit else Path(name)
    return LabelledFile(Path(name), original, group, edit, **more)


FILES = [
    labelled("a.jpg", "a"),
    labelled("a1.jpg", "a", "gray"),
    labelled("a2.jpg", "a", "gray"),
    labelled("b.jpg", "b"),
    labelled("t1.jpg", "c", template="frame"),
    labelled("t2.jpg", "d", template="frame"),
    labelled("k1.jpg", "blank", card="blank"),
    labelled("k2.jpg", "blank", card="blank"),
]


def counted(**families: str) -> Recall:
    recall = Recall()
    by_pdq = [file.path.name == "a1.jpg" for file in FILES]
    given = {Path(f"{name}.jpg"): family for name, family in families.items()}
    recall.count(FILES, given, by_pdq)
    return recall


def test_a_copy_is_found_where_its_original_is() -> None:
    recall = counted(a="a", a1="a", a2="other")
    assert (recall.copies["gray"], recall.found["gray"], recall.by_pdq["gray"]) == (2, 1, 1)
    assert "| gray | 2 | 0.500 | 0.500 | 0.50 | 0.90 | **not reached** |" in by_edit(
        recall, {"gray": 0.9}
    )


def test_copies_that_found_each_other_but_not_the_original_are_told_apart() -> None:
    recall = counted(a="a", a1="other", a2="other")
    assert (recall.found["gray"], recall.with_any["gray"]) == (0, 2)


def test_a_copy_without_a_family_is_not_found() -> None:
    assert counted().found["gray"] == 0


def test_pairs_of_strangers_leave_out_copies_and_templates() -> None:
    # 28 pairs of 8 files: 3 of a's copies, 1 of the blank cards, 1 of the frame.
    recall = counted(a="a", b="a", t1="t", t2="t", k1="k", k2="k")
    assert recall.strangers == 23
    assert recall.joined == [("a.jpg", "b.jpg")]
    assert recall.template_joined == {"frame": 1, "blank": 1}
    assert "| frame | 1 | 1.000 | **not reached** |" in by_template(recall)

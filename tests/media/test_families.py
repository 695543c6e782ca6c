"""What users are promised of families of pictures."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from demasque.media import Fingerprint, gather
from demasque.media.families import part_links
from demasque.media.fingerprint import LocalFeatures
from demasque.schema import MEDIA_FAMILIES
from made_prints import Maker, made, mirrored


def families(prints: dict[str, Fingerprint]) -> dict[str, dict[str, Any]]:
    table = gather(prints)
    assert table.schema.equals(MEDIA_FAMILIES)
    return {row["media"]: row for row in table.to_pylist()}


def exemplars(prints: dict[str, Fingerprint]) -> dict[str, str]:
    return {name: row["exemplar"] for name, row in families(prints).items()}


def test_no_files_give_an_empty_table() -> None:
    assert gather({}).num_rows == 0


def test_every_file_has_one_row_and_one_alike_to_none_is_its_own_exemplar() -> None:
    make = Maker(1)
    found = families({name: made([make.view()]) for name in "cab"})
    assert list(found) == ["a", "b", "c"]
    assert all(row["exemplar"] == name and row["how"] == [] for name, row in found.items())


def test_a_picture_saved_anew_joins_its_original_and_says_how_far_it_is() -> None:
    make = Maker(2)
    view = make.view()
    found = families({"a": made([view]), "b": made([make.off(view, 7)])})
    assert found["b"]["exemplar"] == "a"
    assert (found["b"]["found_by"], found["b"]["distance"]) == ("pdq", 7.0)
    assert found["b"]["how"] == ["reencoded"]


def test_a_mirrored_picture_joins_and_is_called_mirrored_from_either_side() -> None:
    make = Maker(3)
    view = make.view()
    for first, second in (("a", "b"), ("b", "a")):
        found = families({first: made([view]), second: made([make.off(mirrored(view), 9)])})
        assert found["b"]["exemplar"] == "a"
        assert found["b"]["how"] == ["mirrored"]


def test_a_smaller_picture_is_called_rescaled() -> None:
    view = Maker(4).view()
    found = families({"a": made([view]), "b": made([view], size=(320, 240))})
    assert found["b"]["how"] == ["rescaled"]


def test_hashes_of_low_quality_join_nothing() -> None:
    view = Maker(5).view()
    assert exemplars({"a": made([view], quality=49), "b": made([view], quality=49)}) == {
        "a": "a",
        "b": "b",
    }


def test_a_chain_of_gradual_changes_is_not_one_family() -> None:
    make = Maker(6)
    chain = [make.view()]
    for _ in range(12):
        chain.append(make.off(chain[-1], 20))
    found = exemplars({f"{n:02}": made([view]) for n, view in enumerate(chain)})
    assert len(set(found.values())) > 1
    for name, exemplar in found.items():
        here, there = (chain[int(each)][0] for each in (name, exemplar))
        assert np.bitwise_count(here ^ there).sum() <= 31


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10**6), st.permutations(range(12)))
def test_the_order_of_files_changes_nothing_and_members_resemble_exemplars(
    seed: int, order: list[int]
) -> None:
    make = Maker(seed)
    views = [make.view() for _ in range(3)]
    prints = {f"{n:02}": made([make.off(views[n % 3], n * 2)]) for n in range(12)}
    table = gather(prints)
    names = list(prints)
    assert gather({names[n]: prints[names[n]] for n in order}).equals(table)
    for row in table.to_pylist():
        here, there = (prints[row[each]].hashes[0, 0] for each in ("media", "exemplar"))
        assert np.bitwise_count(here ^ there).sum() <= 31
        assert int(row["media"]) % 3 == int(row["exemplar"]) % 3


def test_the_exemplar_is_the_picture_that_most_resemble() -> None:
    make = Maker(8)
    view = make.view()
    prints = {name: made([make.off(view, 15)]) for name in "abcde"}
    prints["m"] = made([view])
    assert set(exemplars(prints).values()) == {"m"}


def test_a_still_joins_the_clip_that_shows_it_and_says_when() -> None:
    make = Maker(9)
    views = [make.view() for _ in range(10)]
    found = families({"clip": made(views, "video"), "a": made([make.off(views[4], 5)])})
    assert found["a"]["exemplar"] == "clip"
    assert "still" in found["a"]["how"]
    assert (found["a"]["exemplar_start"], found["a"]["exemplar_end"]) == (4.0, 5.0)


def test_pictures_that_only_a_slideshow_has_in_common_are_not_one_family() -> None:
    make = Maker(10)
    views = [make.view() for _ in range(10)]
    prints = {f"p{n}": made([views[n]]) for n in range(10)}
    found = exemplars({**prints, "show": made(views, "video")})
    assert len({found[f"p{n}"] for n in range(10)}) == 10


def test_clips_that_only_a_picture_has_in_common_are_not_one_family() -> None:
    make = Maker(11)
    shared = make.view()
    clips = {f"c{n}": made([shared, *(make.view() for _ in range(9))], "video") for n in range(5)}
    found = exemplars({**clips, "a": made([shared])})
    assert len({found[f"c{n}"] for n in range(5)}) == 5


def words(make: Maker) -> LocalFeatures:
    """Corners on a caption of its own."""
    points = np.zeros((60, 4), np.float32)
    points[:, 0], points[:, 1], points[:, 2] = np.linspace(0.1, 0.9, 60), 0.9, 0.02
    descriptors = make.rng.integers(0, 256, (60, 32), dtype=np.uint8)
    return LocalFeatures(points, descriptors, np.ones(60, np.bool_), 4 / 3)


def contents(prints: dict[str, Fingerprint]) -> set[str]:
    return {row["content"] for row in families(prints).values()}


def test_a_picture_on_which_everybody_writes_other_words_is_a_template() -> None:
    make = Maker(12)
    view = make.view()
    memes = {
        f"m{n}": replace(made([make.off(view, 6)]), features={0: words(make)}) for n in range(6)
    }
    assert contents(memes) == {"template"}


def test_a_picture_that_is_passed_on_with_its_words_is_content() -> None:
    make = Maker(13)
    view, caption = make.view(), words(make)
    copies = {f"m{n}": replace(made([make.off(view, 6)]), features={0: caption}) for n in range(6)}
    assert contents(copies) == {"content"}
    translated = {
        f"t{n}": replace(made([make.off(view, 6)]), features={0: words(make)}) for n in range(2)
    }
    assert contents(copies | translated) == {"content"}


def test_more_frames_than_may_be_compared_by_parts_are_counted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    make = Maker(14)
    prints = {f"{n}": replace(made([make.view()]), features={0: words(make)}) for n in range(5)}
    monkeypatch.setattr(part_links, "MOST_DESCRIBED", 3)
    table = gather(prints)
    assert b'"parts_not_compared": 2' in table.schema.metadata[b"demasque"]
    assert table.num_rows == 5

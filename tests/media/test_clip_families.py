"""What users are promised of families of clips."""

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from demasque.media import Fingerprint, gather
from made_prints import Maker, made, mirrored

View = NDArray[np.uint8]


def families(prints: dict[str, Fingerprint]) -> dict[str, dict[str, Any]]:
    return {row["media"]: row for row in gather(prints).to_pylist()}


def clip(make: Maker, seconds: int) -> list[View]:
    return [make.view() for _ in range(seconds)]


def copy(make: Maker, views: list[View], bits: int = 6) -> list[View]:
    return [make.off(view, bits) for view in views]


def sound(make: Maker, seconds: int) -> NDArray[np.uint32]:
    return make.rng.integers(0, 2**32, seconds * 8, dtype=np.uint32)


def test_a_clip_saved_anew_joins_and_is_shared_from_start_to_end() -> None:
    make = Maker(1)
    views = clip(make, 30)
    row = families({"a": made(views, "video"), "b": made(copy(make, views), "video")})["b"]
    assert row["exemplar"] == "a"
    assert (row["found_by"], row["how"], row["speed"]) == ("frames", ["reencoded"], 1.0)
    assert (row["start"], row["end"]) == (0.0, 30.0)
    assert (row["exemplar_start"], row["exemplar_end"]) == (0.0, 30.0)


def test_a_mirrored_clip_joins() -> None:
    make = Maker(2)
    views = clip(make, 20)
    copied = copy(make, [mirrored(view) for view in views])
    row = families({"a": made(views, "video"), "b": made(copied, "video")})["b"]
    assert (row["exemplar"], row["how"]) == ("a", ["mirrored"])


def test_a_shortened_clip_says_which_stretch_it_shows() -> None:
    make = Maker(3)
    views = clip(make, 40)
    found = families({"a": made(views, "video"), "b": made(copy(make, views[8:28]), "video")})
    row = found["b"]
    assert (row["exemplar"], row["how"]) == ("a", ["shortened"])
    assert (row["exemplar_start"], row["exemplar_end"]) == pytest.approx((8, 28), abs=1)


@pytest.mark.parametrize(("speed", "code"), [(1.25, "sped_up"), (0.8, "slowed")])
def test_a_clip_at_another_speed_joins_and_says_so(speed: float, code: str) -> None:
    make = Maker(4)
    views = clip(make, 60)
    places = np.arange(0, 60, speed).astype(int)
    copied = copy(make, [views[place] for place in places])
    row = families({"a": made(views, "video"), "b": made(copied, "video")})["b"]
    assert row["exemplar"] == "a"
    assert code in row["how"]
    assert row["speed"] == pytest.approx(speed, abs=0.05)


def test_a_common_intro_makes_no_family() -> None:
    make = Maker(5)
    for intro, rest in ((3, 2), (3, 30), (10, 5), (10, 20)):
        common = clip(make, intro)
        prints = {f"c{n}": made(copy(make, common) + clip(make, rest), "video") for n in range(6)}
        assert all(row["exemplar"] == name for name, row in families(prints).items())


def test_copies_with_end_cards_of_their_own_are_one_family() -> None:
    make = Maker(6)
    views = clip(make, 30)
    prints = {f"c{n}": made(copy(make, views) + clip(make, 4), "video") for n in range(4)}
    found = families(prints)
    assert len({row["exemplar"] for row in found.values()}) == 1
    assert found["c3"]["how"] == ["shortened", "extended"]


def test_clips_that_only_a_compilation_joins_are_not_one_family() -> None:
    make = Maker(7)
    parts = [clip(make, 12) for _ in range(5)]
    prints = {f"p{n}": made(copy(make, part), "video") for n, part in enumerate(parts)}
    compilation = made([view for part in parts for view in copy(make, part)], "video")
    found = families({**prints, "all": compilation})
    assert len({found[f"p{n}"]["exemplar"] for n in range(5)}) == 5


def test_one_speaker_before_one_wall_is_no_copy_when_the_words_are_others() -> None:
    make = Maker(8)
    wall = make.view()
    speeches = [sound(make, 20) for _ in range(2)]
    prints = {
        name: made(copy(make, [wall] * 20), "video", audio=speeches[n])
        for name, n in (("a", 0), ("b", 0), ("c", 1))
    }
    found = families(prints)
    assert [found[name]["exemplar"] for name in "abc"] == ["a", "a", "c"]


def test_the_same_music_under_other_pictures_joins_nothing() -> None:
    make = Maker(9)
    music = sound(make, 30)
    prints = {name: made(clip(make, 30), "video", audio=music) for name in "ab"}
    assert all(row["exemplar"] == name for name, row in families(prints).items())


def test_the_same_sound_supports_frames_of_which_few_agree() -> None:
    make = Maker(10)
    views, words = clip(make, 30), sound(make, 30)
    subtitled = [make.off(view, 4 if n % 2 == 0 else 60) for n, view in enumerate(views)]
    silent = {"a": made(views, "video"), "b": made(subtitled, "video")}
    spoken = {
        "a": made(views, "video", audio=words),
        "b": made(subtitled, "video", audio=words),
    }
    assert families(silent)["b"]["exemplar"] == "b"
    assert families(spoken)["b"]["exemplar"] == "a"


def test_another_sound_under_the_same_pictures_is_said() -> None:
    make = Maker(11)
    views = clip(make, 30)
    prints = {name: made(views, "video", audio=sound(make, 30)) for name in "ab"}
    assert families(prints)["b"]["how"] == ["resounded"]


def test_black_clips_are_not_one_family() -> None:
    view = Maker(12).view()
    prints = {name: made([view] * 10, "video", quality=0) for name in "ab"}
    assert all(row["exemplar"] == name for name, row in families(prints).items())

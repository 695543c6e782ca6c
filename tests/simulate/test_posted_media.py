"""The files of a world of posts: the operation's copies differ in every byte, others' do not."""

import hashlib
from collections import Counter, defaultdict
from pathlib import Path

import pyarrow.csv as pv
import pytest

from demasque.simulate import World, with_media_files, without_texts, world

pytest.importorskip("PIL", reason="drawn pictures need the extra media")
pytest.importorskip("av", reason="drawn clips need the extra media")


@pytest.fixture(scope="module")
def made() -> World:
    return world(seed=3, accounts=600, posts=6_000, days=4)


@pytest.fixture(scope="module")
def written(made: World, tmp_path_factory: pytest.TempPathFactory) -> tuple[World, Path]:
    folder = tmp_path_factory.mktemp("media")
    return with_media_files(made, folder, clips=6, memes=3, pictures=5), folder


def hashes(world: World) -> dict[str, str]:
    posts = world.posts
    return dict(zip(posts["post_id"].to_pylist(), posts["media_hash"].to_pylist(), strict=True))


def placed(world: World) -> set[str]:
    rows = world.placements.to_pylist()
    return {row["post_id"] for row in rows if row["group"] == "operation"}


def test_every_copy_of_the_operation_has_bytes_of_its_own(
    made: World, written: tuple[World, Path]
) -> None:
    before, after = hashes(made), hashes(written[0])
    mine = [post for post in placed(made) if before[post]]
    assert max(Counter(before[post] for post in mine).values()) > 1
    assert set(Counter(after[post] for post in mine).values()) == {1}


def test_the_hash_in_the_export_is_that_of_the_file(written: tuple[World, Path]) -> None:
    world, folder = written
    after, rows = hashes(world), pv.read_csv(folder / "media.csv").to_pylist()
    assert {path.name for path in folder.iterdir()} == {"media.csv", *(r["file"] for r in rows)}
    for row in rows:
        content = (folder / row["file"]).read_bytes()
        assert after[row["post"]] == hashlib.md5(content, usedforsecurity=False).hexdigest()


def test_the_operations_copies_are_clips_and_others_have_pictures(
    made: World, written: tuple[World, Path]
) -> None:
    before, mine = hashes(made), placed(made)
    contents = defaultdict(set)
    for row in pv.read_csv(written[1] / "media.csv").to_pylist():
        assert (row["post"] in mine) == row["file"].startswith("clip-")
        contents[row["file"].rsplit(".")[0][:9]].add(before[row["post"]])
    # Files named alike are what was one medium before.
    assert all(len(media) == 1 for name, media in contents.items() if name[:4] != "pict")


def test_nothing_else_of_the_world_changes(made: World, written: tuple[World, Path]) -> None:
    world = written[0]
    assert world.posts.drop(["media_hash"]).equals(made.posts.drop(["media_hash"]))
    assert world.labels.equals(made.labels)
    others = set(hashes(made)) - placed(made)
    named = set(pv.read_csv(written[1] / "media.csv")["post"].to_pylist())
    before, after = hashes(made), hashes(world)
    assert all(before[post] == after[post] for post in others - named)


def test_a_world_without_an_operation_has_no_clips(tmp_path: Path) -> None:
    from demasque.simulate import Operation

    calm = world(seed=3, accounts=600, posts=6_000, days=4, operation=Operation(accounts=0))
    with_media_files(calm, tmp_path, memes=2, pictures=2)
    assert not list(tmp_path.glob("clip-*"))
    assert list(tmp_path.glob("picture-*"))


def test_a_world_without_texts_has_no_words(made: World) -> None:
    silent = without_texts(made)
    assert silent.posts["text"].null_count == silent.posts.num_rows
    assert silent.posts["media_hash"].equals(made.posts["media_hash"])

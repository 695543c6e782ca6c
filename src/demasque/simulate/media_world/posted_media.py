"""The pictures and clips of a world of posts as small files: the operation's in other clothes.

Each copy of one of the operation's clips is edited in some way and written anew, so that no two
have the same bytes; what other people pass on is the same file, or encoded once more.
"""

import hashlib
import os
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.csv as pv

from demasque.simulate.cast import GROUPS, OPERATION
from demasque.simulate.media_world.clip_edits import CLIP_EDITS
from demasque.simulate.media_world.clip_files import write_clip
from demasque.simulate.media_world.drawn_clips import clip
from demasque.simulate.media_world.labelled_media import content_seed, write_picture
from demasque.simulate.media_world.picture_edits import EDITS
from demasque.simulate.media_world.scenes import picture
from demasque.simulate.post_world import World

CLOTHES: Final = (
    "re-encoded 240p",
    "12 fps",
    "trimmed",
    "mirrored",
    "gray",
    "logo",
    "subtitled",
    "letterbox",
    "crop 10 %",
    "cropped and subtitled",
)
"""What the operation does to a clip before an account posts it: one of these each."""

PASSED_ON: Final = ("jpeg q30", "webp q20", "resized to half")
"""What programs do to a picture that people pass on."""

_SIZE: Final = (192, 108)
_RATE: Final = 8.0
_SECONDS: Final = 3.0
_PICTURE: Final = (240, 180)
_MOST_POSTS: Final = 8  # of one meme, whose picture lies beside
_PARTS: Final = 1_000_000  # contents of one kind, apart from those of others


@dataclass(frozen=True)
class _Uses:
    """Posts with media, in order: their ids, platforms, days, and which medium."""

    post: list[str]
    platform: list[str]
    day: list[str]
    medium: list[str]
    placed: list[bool]  # by the operation, with others of its accounts


def with_media_files(
    made: World, folder: Path, *, clips: int = 150, memes: int = 10, pictures: int = 60
) -> World:
    """Write pictures and clips of a world's posts, and return the world with the files' hashes.

    Files are there of the ``clips`` that the operation placed on its busiest day, of the ``memes``
    that go round most, and of ``pictures`` that one person posted once; ``media.csv`` (file, post,
    platform) beside them says which is whose. ``media_hash`` is then the file's own where there is
    one, and another for each copy of the operation's clips where there is none: what is encoded
    anew has other bytes. Same arguments, same bytes. Needs Pillow and PyAV.
    """
    folder.mkdir(parents=True, exist_ok=True)
    uses, seed = _uses(made), int(made.parameters["seed"])
    rows = [
        *_clip_rows(uses, folder, seed, clips),
        *_meme_rows(uses, folder, seed, memes),
        *_picture_rows(uses, folder, seed, pictures),
    ]
    table = {
        "file": [file for file, _ in rows],
        "post": [uses.post[use] for _, use in rows],
        "platform": [uses.platform[use] for _, use in rows],
    }
    pv.write_csv(pa.table(table), folder / "media.csv")
    digests = {uses.post[use]: _digest((folder / file).read_bytes()) for file, use in rows}
    for post, medium, placed in zip(uses.post, uses.medium, uses.placed, strict=True):
        if placed:
            digests.setdefault(post, _digest(f"{medium} {post}".encode()))
    return replace(made, posts=_rehashed(made.posts, digests))


def without_texts(made: World) -> World:
    """Return a world whose posts have no words: no text, no language."""
    posts = made.posts
    for name in ("text", "lang"):
        nothing = pa.nulls(posts.num_rows, pa.string())
        posts = posts.set_column(posts.column_names.index(name), name, nothing)
    return replace(made, posts=posts)


def _uses(made: World) -> _Uses:
    shown = made.posts.filter(made.posts["media_hash"].is_valid()).sort_by("post_id")
    groups = made.placements["group"].to_pylist()
    posts = made.placements["post_id"].to_pylist()
    placed = {p for p, group in zip(posts, groups, strict=True) if group == GROUPS[OPERATION]}
    ids = shown["post_id"].to_pylist()
    return _Uses(
        ids,
        shown["platform"].to_pylist(),
        [moment[:10] for moment in shown["created_at"].to_pylist()],
        shown["media_hash"].to_pylist(),
        [post in placed for post in ids],
    )


def _clip_rows(uses: _Uses, folder: Path, seed: int, clips: int) -> Iterator[tuple[str, int]]:
    """Write the operation's clips of its busiest day, a file a post."""
    days = Counter(day for day, placed in zip(uses.day, uses.placed, strict=True) if placed)
    busiest = min(days, key=lambda day: (-days[day], day), default=None)
    mine = [
        use
        for use, (day, placed) in enumerate(zip(uses.day, uses.placed, strict=True))
        if placed and day == busiest
    ]
    media = list(enumerate(_by_medium(uses, mine)[:clips]))
    # Drawing and encoding let go of the interpreter's lock; each clip has its own random numbers.
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for rows in pool.map(lambda one: _copies_of(one[0], one[1], folder, seed), media):
            yield from rows


def _copies_of(number: int, copies: list[int], folder: Path, seed: int) -> list[tuple[str, int]]:
    """Write the copies of one clip, each in other clothes."""
    original = clip(content_seed(seed, number), _SECONDS, _RATE, _SIZE)
    # Coding sound takes longer than all else that is done to such a small clip.
    silent = original.changed(sound=original.sound[:0])
    clothes = np.random.default_rng([seed, 63, number]).permutation(CLOTHES)
    rows = []
    for place, use in enumerate(copies):
        rng = np.random.default_rng([seed, 60, number, place])
        edited = CLIP_EDITS[str(clothes[place % len(clothes)])](silent, rng)
        edited = edited.changed(bits=edited.bits * rng.uniform(0.8, 1.2))
        name = f"clip-{number:04d}-{place:02d}.mp4"
        write_clip(edited, folder / name)
        rows.append((name, use))
    return rows


def _meme_rows(uses: _Uses, folder: Path, seed: int, memes: int) -> Iterator[tuple[str, int]]:
    """Write what most people pass on: the same file for most of them."""
    others = [use for use, placed in enumerate(uses.placed) if not placed]
    shared = sorted(_by_medium(uses, others), key=lambda posts: (-len(posts), posts[0]))[:memes]
    for number, posts in enumerate(posts for posts in shared if len(posts) > 1):
        drawn = picture(content_seed(seed, _PARTS + number), *_PICTURE)
        name = f"meme-{number:03d}.jpg"
        write_picture(drawn, folder / name)
        for place, use in enumerate(posts[:_MOST_POSTS]):
            rng = np.random.default_rng([seed, 61, number, place])
            if rng.random() < 0.7:
                yield name, use
                continue
            edited = EDITS[str(rng.choice(PASSED_ON))](drawn, rng)
            again = f"meme-{number:03d}-{place:02d}.jpg"
            write_picture(edited, folder / again)
            yield again, use


def _picture_rows(uses: _Uses, folder: Path, seed: int, pictures: int) -> Iterator[tuple[str, int]]:
    """Write pictures that were posted once, a sample of them."""
    counts = Counter(uses.medium)
    once = [
        use
        for use, (medium, placed) in enumerate(zip(uses.medium, uses.placed, strict=True))
        if counts[medium] == 1 and not placed
    ]
    rng = np.random.default_rng([seed, 62])
    chosen = np.sort(rng.choice(len(once), min(pictures, len(once)), replace=False))
    for number, place in enumerate(chosen.tolist()):
        name = f"picture-{number:04d}.jpg"
        drawn = picture(content_seed(seed, 2 * _PARTS + number), *_PICTURE)
        write_picture(drawn, folder / name)
        yield name, once[place]


def _by_medium(uses: _Uses, chosen: Sequence[int]) -> list[list[int]]:
    """Return the uses of each medium, in the order in which the media first appear."""
    gathered: dict[str, list[int]] = {}
    for use in chosen:
        gathered.setdefault(uses.medium[use], []).append(use)
    return list(gathered.values())


def _digest(content: bytes) -> str:
    return hashlib.md5(content, usedforsecurity=False).hexdigest()


def _rehashed(posts: pa.Table, digests: dict[str, str]) -> pa.Table:
    """Return the posts with other hashes of media where ``digests`` has one for the post."""
    ids, hashes = posts["post_id"].to_pylist(), posts["media_hash"].to_pylist()
    own = [digests.get(post, given) for post, given in zip(ids, hashes, strict=True)]
    place = posts.column_names.index("media_hash")
    return posts.set_column(place, "media_hash", pa.array(own, pa.string()))

"""A folder of drawn pictures and clips, edited and labelled, and the posts they are in."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.csv as pv

from demasque.simulate.media_world.clip_edits import CLIP_EDITS
from demasque.simulate.media_world.clip_files import write_clip
from demasque.simulate.media_world.drawn_clips import DrawnClip, clip
from demasque.simulate.media_world.picture_edits import EDITS
from demasque.simulate.media_world.scenes import picture
from demasque.simulate.media_world.sketch import Rgb
from demasque.simulate.media_world.traps import CARDS, CLIP_TEMPLATES, TEMPLATES

LABELS: Final = pa.schema(
    [
        ("file", pa.string()),
        ("post", pa.string()),
        ("content", pa.string()),
        ("edit", pa.string()),
        ("template", pa.string()),
        ("card", pa.string()),
    ]
)


@dataclass(frozen=True)
class MediaWorld:
    """A folder of files, ``media.csv`` (file, post) in it, and the truth, also as ``labels.csv``.

    ``labels`` says of each file what its ``content`` is (files with the same content are copies),
    by which ``edit`` it was made (null: as it was), which ``template`` other contents have too, and
    whether it is a mere ``card``: blank or a logo, of no content.
    """

    folder: Path
    labels: pa.Table


@dataclass(frozen=True)
class _Sizes:
    picture: tuple[int, int]
    clip: tuple[int, int]
    seconds: float
    rate: float


def media_world(
    seed: int,
    folder: str | Path,
    *,
    pictures: int = 10,
    clips: int = 3,
    unrelated: int = 100,
    unrelated_clips: int = 6,
    same_template: int = 5,
    picture_size: tuple[int, int] = (480, 360),
    clip_size: tuple[int, int] = (320, 180),
    seconds: float = 10.0,
    rate: float = 24.0,
) -> MediaWorld:
    """Fill ``folder`` with each edit of ``pictures`` and ``clips``, and with what is no copy.

    ``unrelated`` pictures and ``unrelated_clips`` have nothing in common; of each template there
    are ``same_template`` files of other content. Same arguments, same bytes. Needs Pillow, and
    PyAV for clips; seeds below 100 are for development, figures in the docs use others.
    """
    place = Path(folder)
    place.mkdir(parents=True, exist_ok=True)
    sizes = _Sizes(picture_size, clip_size, seconds, rate)
    rows: list[dict[str, Any]] = []
    for name, made, truth in _drawn_pictures(seed, pictures, unrelated, same_template, sizes):
        write_picture(made, place / name)
        rows.append({"file": name, "post": f"post-{len(rows):06d}", **truth})
    for name, moving, truth in _drawn_clips(seed, clips, unrelated_clips, same_template, sizes):
        write_clip(moving, place / name)
        rows.append({"file": name, "post": f"post-{len(rows):06d}", **truth})
    labels = pa.Table.from_pylist(rows, LABELS)
    pv.write_csv(labels.select(["file", "post"]), place / "media.csv")
    pv.write_csv(labels, place.parent / f"{place.name}-labels.csv")
    return MediaWorld(place, labels)


def write_picture(made: Rgb, path: Path) -> Path:
    """Write a picture as what the path's suffix says and return the path. Needs Pillow."""
    from PIL import Image

    Image.fromarray(made).save(path, quality=88)
    return path


def content_seed(seed: int, number: int) -> int:
    """Return the seed of the ``number``-th content of a world: no two worlds share one."""
    return int(np.random.SeedSequence([seed, 53, number]).generate_state(2, np.uint64)[0] >> 1)


def _drawn_pictures(
    seed: int, pictures: int, unrelated: int, same_template: int, sizes: _Sizes
) -> Iterator[tuple[str, Rgb, dict[str, Any]]]:
    number = 0
    for number in range(pictures + unrelated):
        made = picture(content_seed(seed, number), *sizes.picture)
        content = f"picture {number}"
        yield f"p{number:05d}.jpg", made, {"content": content}
        if number < pictures:
            for place, (name, edit) in enumerate(EDITS.items()):
                edited = edit(made, np.random.default_rng([seed, 54, number, place]))
                file = f"p{number:05d}-{place:02d}.jpg"
                yield file, edited, {"content": content, "edit": name}
    for place, (name, template) in enumerate(TEMPLATES.items()):
        for other in range(same_template):
            number += 1
            made = picture(content_seed(seed, number), *sizes.picture)
            framed = template(made, np.random.default_rng([seed, 55, place]))
            truth = {"content": f"picture {number}", "template": name}
            yield f"t{place:02d}-{other:03d}.jpg", framed, truth
    for place, (name, card) in enumerate(CARDS.items()):
        for other in range(same_template):
            shown = card(np.random.default_rng([seed, 56, place]), *sizes.picture)
            noisy = EDITS["noise"](shown, np.random.default_rng([seed, 57, other]))
            yield f"c{place:02d}-{other:03d}.jpg", noisy, {"card": name}


def _drawn_clips(
    seed: int, clips: int, unrelated: int, same_template: int, sizes: _Sizes
) -> Iterator[tuple[str, DrawnClip, dict[str, Any]]]:
    def made(number: int) -> DrawnClip:
        return clip(content_seed(seed, 1_000_000 + number), sizes.seconds, sizes.rate, sizes.clip)

    number = 0
    for number in range(clips + unrelated):
        content, original = f"clip {number}", made(number)
        yield f"v{number:05d}.mp4", original, {"content": content}
        if number < clips:
            for place, (name, edit) in enumerate(CLIP_EDITS.items()):
                edited = edit(original, np.random.default_rng([seed, 58, number, place]))
                file = f"v{number:05d}-{place:02d}.mp4"
                yield file, edited, {"content": content, "edit": name}
    if not clips + unrelated:
        return
    for place, (name, template) in enumerate(CLIP_TEMPLATES.items()):
        for other in range(same_template):
            number += 1
            framed = template(made(number), np.random.default_rng([seed, 59, place]))
            truth = {"content": f"clip {number}", "template": name}
            yield f"w{place:02d}-{other:03d}.mp4", framed, truth

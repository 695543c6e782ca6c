"""Labelled files: drawn ones, and real ones edited the same way.

A file's ``original`` is the file it was made from, ``group`` whatever may rightly be taken for one
content; ``template`` and ``card`` are as in the simulator.
"""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow.csv as pv

from demasque.simulate import (
    CLIP_EDITS,
    EDITS,
    DrawnClip,
    media_world,
    write_clip,
    write_picture,
)

OUT = Path(__file__).parent.parent / "out" / "media"
REAL = Path(__file__).parents[3] / "shared" / "data" / "threatexchange_media_vectors"
PICTURE_FILES = ("pdq/reg-test-input/labelme-subset/*.jpg", "pdq/bridge-mods/aaa-orig.jpg")
UNUSABLE = ("q0003", "q0004")  # PDQ's quality is 3 and 4 of 100: there is next to nothing on them
SHOTS = ("chair", "pattern", "doorknob", "test-padded")  # the clips' names begin so
EDITED = ("chair-19", "chair-20", "chair-orig-22", "doorknob", "pattern-hd", "test-padded")
"""Three cuts of one recording, and the others once; the rest are these with bars and logos."""
LONGEST = 10.0  # seconds of a real clip that are edited
SIDE, RATE, SAMPLES = 320, 12.0, 16_000


@dataclass(frozen=True)
class LabelledFile:
    path: Path
    original: Path
    group: str
    edit: str | None = None
    template: str | None = None
    card: str | None = None

    @property
    def moving(self) -> bool:
        return self.path.suffix == ".mp4"


def drawn(
    seed: int, pictures: int, clips: int, unrelated: int, kept: bool = False
) -> list[LabelledFile]:
    """Files of one simulated world; with ``kept``, those that an earlier run made so."""
    folder = OUT / f"seed-{seed}-{pictures}-{clips}-{unrelated}"
    told = folder.parent / f"{folder.name}-labels.csv"
    if not (kept and told.exists()):
        shutil.rmtree(folder, ignore_errors=True)
        told.unlink(missing_ok=True)
        media_world(
            seed, folder, pictures=pictures, clips=clips, unrelated=unrelated, same_template=10
        )
    empty_is_null = pv.ConvertOptions(strings_can_be_null=True)
    rows = pv.read_csv(told, convert_options=empty_is_null).to_pylist()
    originals = {
        row["content"]: folder / row["file"]
        for row in rows
        if row["content"] and not row["edit"] and not row["template"]
    }
    return [
        LabelledFile(
            folder / row["file"],
            originals.get(row["content"], folder / row["file"]),
            f"{seed} {row['content'] or row['card']}",
            row["edit"],
            row["template"],
            row["card"],
        )
        for row in rows
    ]


def real(seed: int) -> list[LabelledFile]:
    """The test files that come with ThreatExchange, and our edits of them."""
    folder = OUT / f"real-{seed}"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return [*_real_pictures(folder, seed), *_real_clips(folder, seed)]


def _real_pictures(folder: Path, seed: int) -> Iterator[LabelledFile]:
    from PIL import Image

    for number, path in enumerate(sorted(p for glob in PICTURE_FILES for p in REAL.glob(glob))):
        if path.stem in UNUSABLE:
            continue
        image = Image.open(path).convert("RGB")
        image.thumbnail((640, 640))
        yield LabelledFile(path, path, path.stem)
        for place, (name, edit) in enumerate(EDITS.items()):
            edited = edit(np.asarray(image), np.random.default_rng([seed, number, place]))
            file = write_picture(edited, folder / f"{path.stem}-{place:02d}.jpg")
            yield LabelledFile(file, path, path.stem, name)


def _real_clips(folder: Path, seed: int) -> Iterator[LabelledFile]:
    for number, path in enumerate(sorted(REAL.glob("videos/*.mp4"))):
        group = next(shot for shot in SHOTS if path.stem.startswith(shot))
        yield LabelledFile(path, path, group)
        if not path.stem.startswith(EDITED):
            continue
        clip = read_clip(path)
        for place, (name, edit) in enumerate(CLIP_EDITS.items()):
            edited = edit(clip, np.random.default_rng([seed, 1_000 + number, place]))
            file = write_clip(edited, folder / f"{path.stem}-{place:02d}.mp4")
            yield LabelledFile(file, path, group, name)


def read_clip(path: Path) -> DrawnClip:
    """The first seconds of a clip, small, with its sound."""
    import av

    frames: list[np.ndarray] = []
    with av.open(str(path)) as file:
        for frame in file.decode(video=0):
            at = float(frame.time or 0.0)
            if at > LONGEST:
                break
            if len(frames) <= at * RATE:
                scale = min(SIDE / frame.width, 1.0)
                size = (round(frame.width * scale), round(frame.height * scale))
                frames.append(frame.reformat(*size, "rgb24").to_ndarray())
    sound = _sound(path)[: round(len(frames) / RATE * SAMPLES)]
    return DrawnClip(np.stack(frames), RATE, sound)


def _sound(path: Path) -> np.ndarray:
    import av

    parts = [np.zeros(0, np.float32)]
    with av.open(str(path)) as file:
        if file.streams.audio:
            resampler = av.AudioResampler("fltp", "mono", SAMPLES)
            for frame in file.decode(audio=0):
                parts += [part.to_ndarray()[0] for part in resampler.resample(frame)]
    return np.concatenate(parts)

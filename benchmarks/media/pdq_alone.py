"""What PDQ alone finds: a file against the one it was made from, as most programs compare them."""

from functools import cache
from pathlib import Path

import numpy as np
from media_sets import LabelledFile

DISTANCE = 31
LEAST_QUALITY = 50
SHARE = 0.5  # of a clip's frames, one a second


def found(file: LabelledFile) -> bool:
    made, original = hashes(file.path), hashes(file.original)
    if not len(made) or not len(original):
        return False
    apart = (made[:, None] != original[None]).sum(axis=2)
    return bool((apart.min(axis=1) <= DISTANCE).mean() >= SHARE)


@cache
def hashes(path: Path) -> np.ndarray:
    """PDQ of a picture, or of a clip's frames: bits (n, 256); frames of low quality left out."""
    import pdqhash

    pairs = [pdqhash.compute(pixels) for pixels in _pictures(path)]
    return np.array([bits for bits, quality in pairs if quality >= LEAST_QUALITY]).reshape(-1, 256)


def _pictures(path: Path) -> list[np.ndarray]:
    from PIL import Image

    if path.suffix != ".mp4":
        image = Image.open(path).convert("RGB")
        image.thumbnail((512, 512))
        return [np.asarray(image)]
    import av

    frames: list[np.ndarray] = []
    with av.open(str(path)) as clip:
        for frame in clip.decode(video=0):
            if float(frame.time or 0.0) >= len(frames):
                frames.append(frame.to_ndarray(format="rgb24"))
    return frames

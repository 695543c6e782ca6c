"""How many pictures a second, and how many seconds of clips: by one processor, in this process.

Seconds are the processor's own, so that other work on the machine does not count.

    python benchmarks/media/rates.py
"""

import sys
import tempfile
import time
from collections.abc import Iterable
from fractions import Fraction
from pathlib import Path

import av
import numpy as np

from demasque.media import fingerprint_file
from demasque.simulate import picture, write_picture

REAL = Path("../shared/data/threatexchange_media_vectors/videos/chair-22-sd-grey-bar.mp4")
PICTURES = 40
SCENE = 150
SCENES = 12


def main() -> int:
    print("| what | rate |\n|---|---|")
    for what, rate in rates():
        print(f"| {what} | {rate:,.0f} |")
    return 0


def rates() -> list[tuple[str, float]]:
    """What was measured, and how much of it is done a second."""
    with tempfile.TemporaryDirectory() as folder:
        sizes = {"640 x 480": (640, 480), "1,280 x 960": (1280, 960), "4,000 x 3,000": (4000, 3000)}
        found = []
        for size, (width, height) in sizes.items():
            count = PICTURES if width < 2_000 else 3
            files = [
                write_picture(picture(seed, width, height), Path(folder) / f"{width}-{seed}.jpg")
                for seed in range(count)
            ]
            for said, features in (("", False), (", with local features", True)):
                rate = count / processor_seconds(files, features)
                found.append((f"pictures a second, JPEG of {size}{said}", rate))
        films = [("MPEG-4, drawn, 640 x 360", *written_clip(Path(folder) / "clip.mp4"))]
        if REAL.exists():
            films.append(("H.264 of 480 x 720 (ThreatExchange's chair)", REAL, length(REAL)))
        for name, film, seconds in films:
            for said, features in (("", False), (", with local features of its scenes", True)):
                rate = seconds / processor_seconds([film], features)
                found.append((f"seconds of {name}, a second{said}", rate))
        return found


def length(film: Path) -> float:
    """Seconds of a clip."""
    return fingerprint_file(film, features=False).seconds or 0.0


def processor_seconds(files: Iterable[Path], features: bool) -> float:
    listed = list(files)
    fingerprint_file(listed[0], features)  # Packages are loaded, tables computed.
    start = time.process_time()
    for file in listed:
        fingerprint_file(file, features)
    return time.process_time() - start


def written_clip(path: Path) -> tuple[Path, float]:
    """A minute of scenes that a camera moves over, and its length."""
    with av.open(str(path), "w") as container:
        # Not x264, which is under the GPL.
        stream = container.add_stream("mpeg4", rate=30)
        stream.width, stream.height, stream.pix_fmt = 640, 360, "yuv420p"
        stream.bit_rate = 800_000
        grain = np.random.default_rng(0)
        for number in range(SCENE * SCENES):
            scene, step = divmod(number, SCENE)
            if step == 0:
                large = picture(scene, 900, 480)
            shown = large[step // 2 : step // 2 + 360, step : step + 640]
            pixels = np.clip(shown + grain.normal(0, 3, shown.shape), 0, 255).astype(np.uint8)
            frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(pixels), "rgb24")
            frame.pts, frame.time_base = number, Fraction(1, 30)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path, SCENE * SCENES / 30


if __name__ == "__main__":
    sys.exit(main())

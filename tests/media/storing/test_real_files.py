"""The whole way with real pictures and a clip, made here: decoded, fingerprinted, found again."""

from pathlib import Path

import numpy as np
import pytest

from demasque.case import CaseStore, verify
from demasque.ingest import add_files
from demasque.media import Fingerprint, add_media, fingerprint_files, stored_fingerprints
from media_folders import put

av = pytest.importorskip("av", reason="needs demasque[media]")
image = pytest.importorskip("PIL.Image", reason="needs demasque[media]")
pytest.importorskip("cv2", reason="needs demasque[media]")

POSTS = "post_id,account_id,created_at,text,platform\n1,ann,2024-01-01 10:00:00,hi,x\n"


def write_clip(path: Path, rng: np.random.Generator) -> None:
    with av.open(str(path), "w") as container:
        stream = container.add_stream("mpeg4", rate=10)
        stream.width, stream.height, stream.pix_fmt = 160, 96, "yuv420p"
        small = rng.integers(0, 255, (2, 6, 10, 3), np.uint8)
        for n in range(20):
            pixels = small[n // 10].repeat(16, 0).repeat(16, 1)
            container.mux(stream.encode(av.VideoFrame.from_ndarray(pixels, format="rgb24")))
        container.mux(stream.encode())


def test_pictures_and_clips_of_a_folder(tmp_path: Path) -> None:
    rng = np.random.default_rng(7)
    folder = tmp_path / "folder"
    put(folder, "posts.csv", POSTS)
    put(folder, "cut.jpg", b"\xff\xd8\xff\xe0 and no picture")
    put(folder, "media.csv", "file,post\npicture.png,1\nclip.mp4,1\ncut.jpg,1\n")
    pixels = rng.integers(0, 255, (12, 16, 3), np.uint8).repeat(20, 0).repeat(20, 1)
    image.fromarray(pixels).save(folder / "picture.png")
    write_clip(folder / "clip.mp4", rng)
    with CaseStore.create(tmp_path / "case") as case:
        add_files(case, [folder / "posts.csv"])
        added = add_media(case, folder, keep=True)
        assert (added.files, added.linked, added.copied) == (2, 2, 2)
        assert sum(added.rejected.values()) == 1
        assert added.first_rejects[0][:2] == ("cut.jpg", 0)
        found = {made.kind: made for made in stored_fingerprints(case).values()}
        for path, made in fingerprint_files([folder / "picture.png", folder / "clip.mp4"]):
            assert isinstance(made, Fingerprint), path
            kind = made.kind
            for field in ("at", "hashes", "reference", "quality", "scenes", "boxes"):
                assert np.array_equal(getattr(found[kind], field), getattr(made, field)), field
            assert found[kind].features.keys() == made.features.keys()
        assert verify(case) == []

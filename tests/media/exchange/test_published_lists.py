"""vPDQ lists that others published find the clips that they were made from, bars and all."""

from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pytest

from demasque.case import CaseStore
from demasque.media import Fingerprint, fingerprint_file, match_hashes, read_hash_list
from demasque.schema import MEDIA_FILES, MEDIA_FRAMES

pytest.importorskip("av", reason="needs the extra media")
pytest.importorskip("cv2", reason="needs the extra media")

VECTORS = Path(__file__).resolve().parents[4] / "shared" / "data" / "threatexchange_media_vectors"
CLIPS = ("chair-20-sd-bar", "pattern-sd-grey-bar")


def frames(name: str, made: Fingerprint) -> list[dict[str, object]]:
    return [
        {"media": name, "frame": frame, "at": float(at), "hashes": made.hashes[frame].tobytes()}
        | {"reference": made.reference[frame].tobytes(), "quality": int(made.quality[frame])}
        | {"scene": False}
        for frame, at in enumerate(made.at)
    ]


@pytest.mark.skipif(not VECTORS.exists(), reason="the shared real data is not here")
def test_a_published_list_finds_its_clip_and_no_other(tmp_path: Path) -> None:
    made = {name: fingerprint_file(VECTORS / "videos" / f"{name}.mp4", False) for name in CLIPS}
    now = datetime(2026, 1, 1, tzinfo=UTC)
    files = [
        {"media": name, "kind": "video", "bytes": 1, "kept": False, "added_at": now}
        for name in CLIPS
    ]
    rows = [row for name, each in made.items() for row in frames(name, each)]
    with CaseStore.create(tmp_path / "case") as store:
        store.replace(
            {
                "media_files": pa.Table.from_pylist(files, MEDIA_FILES),
                "media_frames": pa.Table.from_pylist(rows, MEDIA_FRAMES),
            }
        )
        for name in CLIPS:
            listed = read_hash_list(VECTORS / "vpdq_hashes" / f"{name}.txt")
            found = match_hashes(store, listed).table
            assert set(found["media"].to_pylist()) == {name}
            met = {row["frame"] for row in found.to_pylist() if row["distance"] <= 6}
            usable = {n for n, quality in enumerate(made[name].quality.tolist()) if quality >= 50}
            assert met >= usable

"""How long it takes to add a folder of pictures beside posts, and what is kept of them.

``media_folders.py [--pictures N] [--side PIXELS]``: draws pictures, lists them in a ``media.csv``,
and adds them to a new case: at first, again (nothing is new), and again with copies as evidence.
Beside it the same fingerprints alone, in as many processes. Prints Markdown.
"""

import argparse
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from PIL import Image

from demasque.case import CaseStore
from demasque.ingest import add_files
from demasque.media import add_media, fingerprint_files
from demasque.simulate import picture


def write_folder(folder: Path, count: int, side: int) -> Path:
    """Pictures, the table that says whose they are, and the export of their posts beside it."""
    media = folder / "media"
    media.mkdir()
    rows, posts = ["file,post,platform"], ["post_id,account_id,created_at,text,platform"]
    for n in range(count):
        Image.fromarray(picture(n, width=side, height=side * 3 // 4)).save(media / f"{n}.jpg")
        rows.append(f"{n}.jpg,{n},x")
        posts.append(f"{n},a{n % 50},2024-01-01 10:00:00,hi,x")
    (media / "media.csv").write_text("\n".join(rows) + "\n")
    (folder / "posts.csv").write_text("\n".join(posts) + "\n")
    return media


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    start = time.perf_counter()
    result = work()
    return time.perf_counter() - start, result


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pictures", type=int, default=1_000)
    parser.add_argument("--side", type=int, default=640)
    asked = parser.parse_args()
    with TemporaryDirectory() as name:
        folder = Path(name)
        media = write_folder(folder, asked.pictures, asked.side)
        paths = sorted(media.glob("*.jpg"))
        alone, _ = timed(lambda: list(fingerprint_files(paths)))
        with CaseStore.create(folder / "case") as case:
            add_files(case, [folder / "posts.csv"])
            first, added = timed(lambda: add_media(case, media))
            again, _ = timed(lambda: add_media(case, media))
            kept, copies = timed(lambda: add_media(case, media, keep=True))
            case.sql("CHECKPOINT")
            store = (case.path / "store.duckdb").stat().st_size
        assert (added.new, copies.copied) == (asked.pictures, asked.pictures)
    print(f"{asked.pictures:,} pictures, longest side {asked.side} pixels\n")
    print("| step | seconds | pictures a second |\n|---|---|---|")
    for step, seconds in (
        ("fingerprints alone", alone),
        ("added", first),
        ("the same folder again", again),
        ("again, with copies as evidence", kept),
    ):
        print(f"| {step} | {seconds:.1f} | {asked.pictures / seconds:,.0f} |")
    print(f"\nStore: {store / asked.pictures / 1024:.1f} KiB a picture.")


if __name__ == "__main__":
    main()

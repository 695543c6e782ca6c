"""How long a report takes, how large it is, and how many A4 pages, of a simulated case.

    make bench-report                                              the demo's world
    make bench-report BENCH='--accounts 100000 --posts 1000000'
    make bench-report BENCH='--media 0.5'                          half of the posts hold a clip

Pages are those that headless Chromium prints; without Chromium they are left out.
"""

import argparse
import re
import shutil
import subprocess
import tempfile
import time
from datetime import UTC, datetime
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from demasque.api import Case, create_case
from demasque.schema import TABLES
from demasque.simulate import world

LANGUAGES = ("en", "fr")


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--accounts", type=int, default=20_000)
    asked.add_argument("--posts", type=int, default=200_000)
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--media", type=float, default=0.0, help="share of posts with a clip")
    options = asked.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        made = world(options.seed, options.accounts, options.posts)
        files = made.write(place / "export", "csv")
        with create_case(place / "case") as case:
            case.add(files["posts"], files["accounts"])
            found = case.detect()
            groups = found.campaigns.num_rows
            if options.media:
                files = add_clips(case, options.media, options.seed)
                began = time.monotonic()
                seen = case.media_families().num_rows
                seconds = time.monotonic() - began
                share = f"{options.media:.0%}"
                print(f"{files:,} files in {share} of the posts, {seen:,} families listed in "
                      f"{seconds:.1f} s\n", flush=True)  # fmt: skip
            print(f"{options.posts:,} posts, {options.accounts:,} accounts, {groups} groups\n")
            print("| file | language | seconds | MB | A4 pages |\n|---|---|---|---|---|")
            for language in LANGUAGES:
                measure(case, place, language)


def add_clips(case: Case, share: float, seed: int) -> int:
    """Put files beside posts as adding and a detection would: families of skewed sizes, five copies
    of each, and one of 64 small pictures; how many files there are.
    """
    rng = np.random.default_rng(seed)
    posts = case.sql("SELECT post FROM posts ORDER BY post")["post"].combine_chunks()
    chosen = posts.filter(pa.array(rng.random(len(posts)) < share))
    families = max(1, len(chosen) // 10)
    family = (families * rng.random(len(chosen)) ** 3).astype(np.int64)
    copy = rng.integers(0, 5, len(chosen))
    used = np.unique(family * 5 + copy)
    names = {n: sha256(f"{seed} {n}".encode()).hexdigest() for n in used}
    names |= {n: sha256(f"{seed} {n}".encode()).hexdigest() for n in used // 5 * 5}
    files = sorted(names)
    now = datetime.now(UTC)
    drawn = [small_pictures(rng) for _ in range(64)]
    tables = {
        "media_in_posts": {
            "post": chosen,
            "media": [names[n] for n in family * 5 + copy],
        },
        "media_files": {
            "media": [names[n] for n in files],
            "kind": ["video"] * len(files),
            "bytes": [1] * len(files),
            "seconds": [30.0] * len(files),
            "thumbnail": [drawn[n % 64][0] for n in files],
            "blurred": [drawn[n % 64][1] for n in files],
            "kept": [False] * len(files),
            "added_at": [now] * len(files),
        },
        "media_families": {
            "media": [names[n] for n in files],
            "exemplar": [names[n // 5 * 5] for n in files],
            "content": ["content"] * len(files),
            "how": [["mirrored"] if n % 5 else [] for n in files],
            "found_by": ["frames"] * len(files),
        },
    }
    case._store.replace({name: _whole(name, columns) for name, columns in tables.items()})
    return len(files)


def small_pictures(rng: np.random.Generator) -> tuple[bytes, bytes]:
    """A picture of 64 pixels as WebP, clear and blurred."""
    from PIL import Image, ImageFilter

    coarse = Image.fromarray(rng.integers(0, 256, (9, 16, 3), dtype=np.uint8))
    clear = coarse.resize((64, 36), Image.Resampling.BICUBIC)
    made = []
    for picture in (clear, clear.filter(ImageFilter.GaussianBlur(8))):
        with BytesIO() as file:
            picture.save(file, "WEBP", quality=80)
            made.append(file.getvalue())
    return made[0], made[1]


def _whole(name: str, columns: dict[str, Any]) -> pa.Table:
    """A table of a case, with nulls where nothing is given."""
    schema = TABLES[name].schema
    size = len(next(iter(columns.values())))
    return pa.table({f.name: columns.get(f.name, pa.nulls(size, f.type)) for f in schema}, schema)


def measure(case: Case, place: Path, language: str) -> None:
    for name in ("report.html", "brief.html", "brief.pdf"):
        write = case.report if name.startswith("report") else case.brief
        began = time.monotonic()
        try:
            written = write(place / name, lang=language)
        except Exception as error:  # a machine without WeasyPrint has no PDF
            print(f"| {name} | {language} | {error} | | |")
            continue
        seconds = time.monotonic() - began
        size = written.stat().st_size / 1e6
        shown = pages(written, place) if name.endswith(".html") else "1"
        print(f"| {name} | {language} | {seconds:.1f} | {size:.2f} | {shown} |", flush=True)


def pages(page: Path, place: Path) -> str:
    """Print a page as a reader would, and count the sheets."""
    browser = shutil.which("chromium")
    if browser is None:
        return "–"
    paper = place / "paper.pdf"
    command = [browser, "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer"]
    command += [f"--user-data-dir={place / 'profile'}", f"--print-to-pdf={paper}", page.as_uri()]
    subprocess.run(command, capture_output=True, check=True)
    return str(len(re.findall(rb"/Type\s*/Page\b", paper.read_bytes())))


if __name__ == "__main__":
    main()

"""Is a group found by the words in its pictures alone, and is anybody else tied by them?

``make bench-picture-text`` runs it: five accounts post, in each of five rounds within a minute,
five different drawn pictures with the same line of words; twenty others post sixty pictures with
lines of their own. No post has a text. Markdown on stdout.

    python benchmarks/media/picture_text.py --seeds 1 2 3
"""

import argparse
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from PIL import Image, ImageDraw

import demasque
from demasque.simulate import picture
from demasque.simulate.media_world.sketch import font, some_words

GROUP, ROUNDS, OTHERS, ALONE = 5, 5, 20, 60
START = datetime(2024, 3, 1, 8, tzinfo=UTC)
DAY = 86_400


def written(folder: Path, seed: int) -> None:
    """Write a folder of posts and pictures."""
    rng = np.random.default_rng([seed, 60])
    posts, files = ["post_id,account_id,created_at,text,platform"], ["file,post"]

    def post(account: str, at: float, words: str) -> None:
        number = len(posts)
        image = Image.fromarray(picture(seed * 100_000 + number))
        draw = ImageDraw.Draw(image)
        draw.rectangle((0, 400, 640, 450), fill="black")
        draw.text((10, 408), words, "white", font(24))
        image.save(folder / f"{number}.jpg", quality=70)
        moment = (START + timedelta(seconds=float(at))).isoformat(timespec="seconds")
        posts.append(f"{number},{account},{moment},,x")
        files.append(f"{number}.jpg,{number}")

    for day in range(ROUNDS):
        words, start = some_words(rng, 5), day * DAY + rng.uniform(0, DAY / 2)
        for member in range(GROUP):
            post(f"group{member}", start + rng.uniform(0, 50), words)
    for _ in range(ALONE):
        post(f"other{rng.integers(OTHERS)}", rng.uniform(0, ROUNDS * DAY), some_words(rng, 5))
    (folder / "posts.csv").write_text("\n".join(posts) + "\n", "utf-8")
    (folder / "media.csv").write_text("\n".join(files) + "\n", "utf-8")


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3])
    print("| seed | pairs of the group tied, of 10 | other pairs tied | campaigns | detect, s |")
    print("|---|---|---|---|---|")
    for seed in options.parse_args().seeds:
        with TemporaryDirectory() as name, demasque.create_case(Path(name) / "case") as case:
            folder = Path(name) / "folder"
            folder.mkdir()
            written(folder, seed)
            case.add(folder)
            start = time.perf_counter()
            pairs = case.detect().detection.pairs
            seconds = time.perf_counter() - start
            names = case._store.names
            group = {names.one("account", "x", f"group{n}") for n in range(GROUP)}
            tied = case._store.sql("SELECT account_a, account_b FROM strengths").to_pylist()
            inside = sum({row["account_a"], row["account_b"]} <= group for row in tied)
            print(
                f"| {seed} | {inside} | {pairs - inside} | {case.campaigns().num_rows} "
                f"| {seconds:.0f} |"
            )


if __name__ == "__main__":
    main()

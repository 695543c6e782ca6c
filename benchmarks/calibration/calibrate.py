"""Does the false discovery rate hold, and what does it take to be found? Prints Markdown.

make bench-calibration                     200 organic worlds and more; a quarter of an hour
make bench-calibration BENCH='--worlds 2 --deals 2 --planted 1 --power 1 --only organic,dealt'
"""

import argparse
import time

from in_audiences import amplified
from parts import dealt, organic, planted, power, stars
from wrong_seeds import wrong_seeds

PARTS = {
    "organic": organic,
    "stars": stars,
    "amplified": amplified,
    "dealt": dealt,
    "planted": planted,
    "power": power,
    "seeds": wrong_seeds,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--worlds", type=int, default=20, help="organic worlds of each scene")
    parser.add_argument("--deals", type=int, default=20, help="deals of each real set")
    parser.add_argument("--planted", type=int, default=4, help="worlds of each scene and strength")
    parser.add_argument("--power", type=int, default=5, help="worlds of each cell")
    parser.add_argument("--groups", type=int, default=10, help="wrong seeds of each sort and size")
    parser.add_argument("--seed", type=int, default=0, help="other worlds: their first seed")
    parser.add_argument("--only", default=",".join(PARTS), help=f"among {', '.join(PARTS)}")
    options = parser.parse_args()
    sizes = {
        "organic": options.worlds,
        "stars": options.worlds,
        "amplified": options.planted,
        "dealt": options.deals,
        "planted": options.planted,
        "power": options.power,
        "seeds": options.groups,
    }
    for name in options.only.split(","):
        start = time.perf_counter()
        print(PARTS[name](sizes[name], options.seed))
        print(f"({name}: {time.perf_counter() - start:.0f} s)\n", flush=True)


if __name__ == "__main__":
    main()

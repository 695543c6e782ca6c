"""The same bytes as before? SHA-256 of every export of three cases, to be compared over a change.

    python benchmarks/unchanged/digests.py WORK > before.txt     (in the old checkout)
    python benchmarks/unchanged/digests.py WORK2 > after.txt     (in the new one)
    diff before.txt after.txt

The cases are the world of `demasque demo`, and two real sets where `../shared/data` has them. They
are given one pseudonym key, since exports hold pseudonyms; everything else is as a user gets it.
"""

import argparse
import contextlib
import hashlib
import os
import subprocess
import sys
from pathlib import Path

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
REAL = {
    "ira_congress_2016_early": DATA / "ira_congress_2016_early" / "posts.parquet",
    "german_elections": DATA / "coortweet" / "german_elections.parquet",
}
FORMATS = {"csv": "csv", "parquet": "parquet", "gexf": "network.gexf", "graphml": "network.graphml"}
COMMAND = "import sys; from demasque.cli import main; sys.exit(main(sys.argv[1:]))"


def demasque(*arguments: object) -> None:
    """Run the command of this environment; what it says goes to the error stream."""
    words = [str(argument) for argument in arguments]
    done = subprocess.run([sys.executable, "-c", COMMAND, *words], stdout=sys.stderr, check=False)
    if done.returncode:
        sys.exit(f"demasque {' '.join(words)}: exit code {done.returncode}")


def digests(name: str, files: list[Path], work: Path) -> None:
    """Make one case of some files, export it in every format, and print the digests."""
    case = work / name
    demasque("init", case)
    key = case / "pseudonym.key"
    key.chmod(0o600)
    key.write_text("07" * 32 + "\n")
    demasque("add", case, *files)
    demasque("detect", case)
    for form, target in FORMATS.items():
        out = work / f"{name}.{target}"
        demasque("export", case, "--format", form, "-o", out)
        for file in sorted(out.iterdir()) if out.is_dir() else [out]:
            digest = hashlib.sha256(file.read_bytes()).hexdigest()
            print(digest, name, form, file.name.removeprefix(f"{name}."), flush=True)


def main() -> None:
    """Print the digests of each case that can be made."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("work", type=Path, help="a folder for the cases; must not exist")
    parser.add_argument("--accounts", type=int, default=20_000)
    parser.add_argument("--posts", type=int, default=200_000)
    parser.add_argument("--only", help="one of: demo, " + ", ".join(REAL))
    given = parser.parse_args()
    given.work.mkdir(parents=True)
    os.environ.pop("DEMASQUE_LANG", None)
    if given.only in (None, "demo"):
        from demasque.simulate import world

        with contextlib.redirect_stdout(sys.stderr):
            written = world(1, given.accounts, given.posts).write(given.work / "export", "csv")
        digests("demo", [written["posts"], written["accounts"]], given.work)
    for name, file in REAL.items():
        if given.only not in (None, name):
            continue
        if file.exists():
            digests(name, [file], given.work)
        else:
            print(f"{name}: left out, since {file.name} is not beside the project", file=sys.stderr)


if __name__ == "__main__":
    main()

"""The tests of what runs on Spark, against each PySpark that docs/spark.md lists.

    make spark-versions                     all of them
    make spark-versions VERSIONS='4.0.5'    one

Each version has a virtual environment of its own in .venv-spark, with the other packages as
constraints.txt pins them.
"""

import subprocess
import sys
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parent.parent
VERSIONS: Final = ("4.0.5", "4.1.4", "4.2.1", "4.3.0")
"""The last of each line of PySpark 4 as of November 2026; the last one is pinned."""
SIGNS: Final = ("from spark_here import", "from standalone_cluster import")
"""What a file of tests has that asks for Spark."""
TOLERATED: Final = ("ResourceWarning", "pytest.PytestUnraisableExceptionWarning")
"""Warnings that are no errors here: PySpark 4.0 leaves its own sockets to the garbage collector."""


def main(versions: list[str]) -> int:
    """Test each version, print a table, and return how many failed."""
    files = [str(path) for path in sorted((ROOT / "tests").rglob("test_*.py")) if _asks(path)]
    told = {version: _tested(version, files) for version in versions or VERSIONS}
    print("| PySpark | tests |\n|---|---|")
    for version, (_, last) in told.items():
        print(f"| {version} | {last} |")
    return sum(code != 0 for code, _ in told.values())


def _asks(path: Path) -> bool:
    text = path.read_text("utf-8")
    return any(sign in text for sign in SIGNS)


def _tested(version: str, files: list[str]) -> tuple[int, str]:
    """Exit code and last line of the tests against one version."""
    folder = ROOT / ".venv-spark" / version
    python = folder / "bin" / "python"
    if not python.exists():
        _install(version, folder)
    tolerated = [word for name in TOLERATED for word in ("-W", f"ignore::{name}")]
    ran = subprocess.run(
        [python, "-m", "pytest", "-p", "no:cacheprovider", *tolerated, *files],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    print(ran.stdout, file=sys.stderr)
    return ran.returncode, (ran.stdout.strip().splitlines() or ["nothing ran"])[-1]


def _install(version: str, folder: Path) -> None:
    subprocess.run([sys.executable, "-m", "venv", folder], check=True)
    pinned = (ROOT / "constraints.txt").read_text("utf-8").splitlines()
    others = [line for line in pinned if not line.startswith("pyspark==")]
    constraints = folder / "others.txt"
    constraints.write_text("\n".join([*others, f"pyspark=={version}", ""]), "utf-8")
    install = [folder / "bin" / "python", "-m", "pip", "install", "--quiet"]
    subprocess.run([*install, "-c", constraints, "-e", f"{ROOT}[dev,spark]"], check=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

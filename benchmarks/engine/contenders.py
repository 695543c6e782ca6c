"""Who runs: each program with its environment, its question and its limits."""

import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
RUNNERS = HERE / "runners"
INSTALL_SECONDS = 600


@dataclass(frozen=True)
class Contender:
    """A program that answers 'who shared the same trace within 60 s?' in its own way."""

    name: str
    rule: str  # what it calls a tie
    runner: str
    package: str | None = None  # installed into an environment of its own


OURS = Contender("Démasque", "find_ties, 60 s, fdr 0.01", "ours.py")
CONTENDERS = (
    OURS,
    Contender("Démasque as CooRTweet", "60 s, weight >= 2", "replica.py"),
    Contender("CooRTweet", "60 s, weight >= 2", "coortweet.R"),
    Contender(
        "coordination-network-toolkit",
        "co_retweet, 60 s, weight >= 2",
        "qut.py",
        "coordination-network-toolkit==1.5.2",
    ),
    Contender(
        "coordinationz",
        "same minute, p < 0.001 by its shuffles",
        "coordinationz_bipartite.py",
        "coordinationz==0.2.2",
    ),
)


def interpreter(contender: Contender, environments: Path) -> tuple[list[str], str]:
    """The command that runs the contender's runner, or why there is none."""
    runner = str(RUNNERS / contender.runner)
    if contender.runner.endswith(".R"):
        return _r(runner)
    if contender.package is None:
        return [sys.executable, runner], ""
    home = environments / contender.name
    python = home / "bin" / "python"
    if not (home / ".ready").exists():
        problem = _install(home, python, contender.package)
        if problem:
            return [], problem
    return [str(python), runner], ""


def _install(home: Path, python: Path, package: str) -> str:
    try:
        for command in (
            [sys.executable, "-m", "venv", "--clear", str(home)],
            [str(python), "-m", "pip", "install", "--only-binary", ":all:", package],
        ):
            subprocess.run(
                command, check=True, capture_output=True, text=True, timeout=INSTALL_SECONDS
            )
    except subprocess.TimeoutExpired:
        return f"{package} did not install within {INSTALL_SECONDS} s"
    except subprocess.CalledProcessError as error:
        lines = (error.stderr or error.stdout or "").strip().splitlines()
        return f"{package} did not install: {lines[-1] if lines else 'no reason given'}"
    (home / ".ready").touch()
    return ""


def _r(runner: str) -> tuple[list[str], str]:
    rscript = shutil.which("Rscript")
    if rscript is None:
        return [], "there is no R on this machine"
    has_package = subprocess.run(
        [rscript, "-e", "library(CooRTweet)"], capture_output=True, check=False
    )
    if has_package.returncode:
        return [], "R is here, the package CooRTweet is not"
    return [rscript, runner], ""

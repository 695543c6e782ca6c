"""How long a report takes, how large it is, and how many A4 pages, of a simulated case.

    make bench-report                                              the demo's world
    make bench-report BENCH='--accounts 100000 --posts 1000000'

Pages are those that headless Chromium prints; without Chromium they are left out.
"""

import argparse
import re
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

from demasque.api import Case, create_case
from demasque.simulate import world

LANGUAGES = ("en", "fr")


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--accounts", type=int, default=20_000)
    asked.add_argument("--posts", type=int, default=200_000)
    asked.add_argument("--seed", type=int, default=1)
    options = asked.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        made = world(options.seed, options.accounts, options.posts)
        files = made.write(place / "export", "csv")
        with create_case(place / "case") as case:
            case.add(files["posts"], files["accounts"])
            found = case.detect()
            groups = found.campaigns.num_rows
            print(f"{options.posts:,} posts, {options.accounts:,} accounts, {groups} groups\n")
            print("| file | language | seconds | MB | A4 pages |\n|---|---|---|---|---|")
            for language in LANGUAGES:
                measure(case, place, language)


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

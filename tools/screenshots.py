"""Pictures of the page for README and docs/web.md, from the simulated world of `demasque demo`.

``make screenshots`` runs this; it takes Debian's Chromium and the scripts of ``make web``. Nobody
real is in the pictures. Pseudonyms differ from run to run, as the key of each case does.
"""

import argparse
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from playwright.sync_api import sync_playwright

ROOT: Final = Path(__file__).parents[1]
PICTURES: Final = ROOT / "docs/pictures"
WORLD: Final = ROOT / "benchmarks/out/screenshots"
DEMO: Final = ("--seed", "1", "--accounts", "6000", "--posts", "60000")
MOST_BYTES: Final = 200_000
DEMASQUE: Final = (str(Path(sys.executable).with_name("demasque")),)


@dataclass(frozen=True)
class Shot:
    """One picture. ``link``: the first link to such an address on the page is followed first."""

    name: str
    address: str
    link: str | None = None
    part: str | None = None  # the element at which the picture begins
    width: int = 1200
    height: int = 800
    dark: bool = False
    lang: str = "en"


SHOTS: Final = (
    Shot("group", "/campaigns/C1"),
    Shot("network", "/campaigns/C1/network", height=960),
    Shot("tie", "/campaigns/C1", link="/ties/", part="#pairs"),
    Shot("next", "/next"),
    Shot("message-dark", "/messages", link="/messages/", dark=True),
    Shot("groups-phone", "/campaigns", width=390, height=844, lang="fr"),
)


@contextmanager
def served(case: Path) -> Iterator[str]:
    """Serve the case as a user does; the address that lets one browser in."""
    command = [*DEMASQUE, "serve", str(case), "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout is not None
        try:
            yield running.stdout.readline().strip()
        finally:
            running.terminate()


def take(page: Any, base: str, shot: Shot, folder: Path) -> Path:
    """Take one picture."""
    page.set_viewport_size({"width": shot.width, "height": shot.height})
    page.emulate_media(color_scheme="dark" if shot.dark else "light", reduced_motion="reduce")
    page.goto(f"{base}{shot.address}?lang={shot.lang}", wait_until="networkidle")
    if shot.link is not None:
        page.locator(f'main a[href^="{shot.link}"]').first.click()
        page.wait_for_load_state("networkidle")
    if shot.part is not None:
        page.locator(shot.part).first.evaluate("each => each.scrollIntoView()")
    path = folder / f"{shot.name}.png"
    page.screenshot(path=path)
    return path


def main() -> None:
    """Make the world unless there is one, serve it, and take every picture."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--case", type=Path, help="a case that is there; none: the demo's")
    parser.add_argument("--out", type=Path, default=PICTURES)
    parser.add_argument("--only", nargs="*", help="names of pictures")
    asked = parser.parse_args()
    case = asked.case or WORLD / "case"
    if not case.exists():
        subprocess.run([*DEMASQUE, "demo", "--out", str(WORLD), *DEMO], check=True)
    chromium = shutil.which("chromium")
    if chromium is None:
        sys.exit("Pictures take Chromium: apt-get install chromium")
    asked.out.mkdir(parents=True, exist_ok=True)
    with served(case) as way_in, sync_playwright() as started:
        browser = started.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page()
        page.goto(way_in)
        for shot in SHOTS:
            if not asked.only or shot.name in asked.only:
                path = take(page, way_in.partition("/?")[0], shot, asked.out)
                print(f"{path}: {path.stat().st_size:,} bytes")
                if path.stat().st_size > MOST_BYTES:
                    sys.exit(f"{path.name} is larger than {MOST_BYTES:,} bytes.")
        browser.close()


if __name__ == "__main__":
    main()

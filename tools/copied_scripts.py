"""Copy the scripts of others that pages use into the package, with their licences.

``make web`` runs this after npm has fetched what package-lock.json pins, checked by its hashes.
``versions.json`` is written last: it says what is there, and that all of it is.
"""

import json
import shutil
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[1]
VENDOR: Final = Path("src/demasque/web/static/vendor")

# sigma 3.0.3 rather than 4.0.4: before that one its fourth version was published as alphas only,
# and drawing of up to 10,000 accounts was tried with the third.
FILES: Final = {
    "graphology": ("dist/graphology.umd.min.js", "LICENSE.txt"),
    "htmx.org": ("dist/htmx.min.js", "LICENSE"),
    "sigma": ("dist/sigma.min.js", "LICENSE.txt"),
    "uplot": ("dist/uPlot.iife.min.js", "dist/uPlot.min.css", "LICENSE"),
}
"""What of each package is copied: files made for browsers, which need no build."""


def copy(root: Path = ROOT) -> dict[str, str]:
    """Copy them from ``root``'s node_modules; return the version of each package."""
    vendor, versions = root / VENDOR, {}
    shutil.rmtree(vendor, ignore_errors=True)
    vendor.mkdir(parents=True)
    for package, files in FILES.items():
        source = root / "node_modules" / package
        for file in files:
            path = source / file
            name = f"{package}-LICENCE.txt" if path.name.startswith("LICENSE") else path.name
            shutil.copyfile(path, vendor / name)
        versions[package] = json.loads((source / "package.json").read_text("utf-8"))["version"]
    (vendor / "versions.json").write_text(json.dumps(versions, indent=2, sort_keys=True) + "\n")
    return versions


if __name__ == "__main__":
    print(", ".join(f"{package} {version}" for package, version in copy().items()))

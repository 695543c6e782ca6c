"""Folders made by hand, as programs lay files beside posts; a fingerprint that needs no package."""

import json
import zipfile
from collections.abc import Iterator, Sequence
from hashlib import sha256
from pathlib import Path

import numpy as np

from demasque.errors import Sentence
from demasque.media import Fingerprint

ABSENT = Sentence("no packages")
DAMAGED = Sentence("it is no picture and no clip")


def picture(seed: int) -> bytes:
    """A tiny picture that nobody drew (PPM): every seed another."""
    return b"P6 2 2 255\n" + sha256(str(seed).encode()).digest()[:12]


def fingerprint_of(path: Path) -> Fingerprint | Sentence:
    """A stand-in: what differs between files differs here, and damaged files are refused."""
    content = path.read_bytes()
    if not content.startswith(b"P6"):
        return DAMAGED
    digest = np.frombuffer(sha256(content).digest(), np.uint8)
    return Fingerprint(
        kind="image",
        width=2,
        height=2,
        seconds=None,
        at=np.zeros(1),
        hashes=np.tile(digest, (1, 8, 1)),
        quality=np.array([77], np.uint8),
        scenes=np.array([0]),
        boxes=np.array([[0, 0.125, 1, 0.875]], np.float32),
        features={},
        audio=np.array([1, 2, 3], np.uint32),
        thumbnail=b"thumbnail",
        blurred=b"blurred",
        container={"encoder": "by hand"},
    )


def fingerprint_files(
    paths: Sequence[Path], *_: object
) -> Iterator[tuple[Path, Fingerprint | Sentence]]:
    """The stand-in for the process with limits."""
    for path in paths:
        yield path, fingerprint_of(path)


def write(folder: Path, **files: bytes | str | object) -> Path:
    """Files by name ('__' is a slash, '_dot_' a dot)."""
    for name, content in files.items():
        put(folder, name, content)
    return folder


def put(folder: Path, name: str, content: bytes | str | object) -> Path:
    """One file of a folder; what is no text is written as JSON."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    if not isinstance(content, bytes | str):
        content = json.dumps(content)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def zipped(folder: Path, target: Path) -> Path:
    """A folder as a zip."""
    with zipfile.ZipFile(target, "w") as archive:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                archive.write(path, path.relative_to(folder).as_posix())
    return target

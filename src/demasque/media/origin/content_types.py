"""What is a file by its first bytes? Its name says nothing that can be relied on."""

from pathlib import Path
from typing import Final

_STARTS: Final = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"\x1aE\xdf\xa3", "video/webm"),
    (b"ID3", "audio/mpeg"),
    (b"\xff\xfb", "audio/mpeg"),
    (b"OggS", "audio/ogg"),
    (b"fLaC", "audio/flac"),
)
_RIFF: Final = {b"WEBP": "image/webp", b"AVI ": "video/avi", b"WAVE": "audio/wav"}
_STILL_BRANDS: Final = {
    b"avif": "image/avif", b"avis": "image/avif", b"heic": "image/heic", b"heix": "image/heic",
    b"mif1": "image/heif",
}  # fmt: skip


def content_type(path: Path) -> str | None:
    """The MIME type of a picture, clip or recording; None for anything else.

    Playlists, which name other files and addresses, are among what it does not know, so nothing
    that trusts it opens one. Raises OSError where the file cannot be read.
    """
    with path.open("rb") as file:
        start = file.read(16)
    if start[:4] == b"RIFF":
        return _RIFF.get(start[8:12])
    if start[4:8] == b"ftyp":
        return _STILL_BRANDS.get(start[8:12], "video/mp4")
    return next((mime for magic, mime in _STARTS if start.startswith(magic)), None)

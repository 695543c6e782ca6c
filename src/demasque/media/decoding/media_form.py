"""What is a file? Its first bytes say it; its name may be wrong, and is only noted."""

import os
import stat
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from demasque.errors import DemasqueError, Sentence

HEAD: Final = 4096
"""Bytes that are looked at: past tags that some recorders write first."""


class UnreadableError(DemasqueError):
    """A file that is not read, with the reason; its place is not in the sentence."""


def damaged(form: str) -> UnreadableError:
    """Say that a file is not all that its first bytes promise."""
    return UnreadableError(
        Sentence(
            "It begins like {form}, but cannot be read: it is damaged or cut short.", form=form
        )
    )


@dataclass(frozen=True)
class MediaForm:
    """A form of files that is read.

    ``read_by`` says which package reads it, and ``reader`` what that package calls it: only this
    reader is tried, so that no file can choose another one (a list of addresses, a script).
    ``endings`` are those of its names.
    """

    name: str
    read_by: Literal["pillow", "av"]
    reader: str
    endings: tuple[str, ...]
    matches: Callable[[bytes], bool]

    @property
    def animated(self) -> bool:
        """Whether several pictures in it are shown one after the other."""
        return self.reader in ("GIF", "WEBP", "PNG", "AVIF")


def _starts(*beginnings: bytes) -> Callable[[bytes], bool]:
    return lambda head: head.startswith(beginnings)


def _riff(kind: bytes) -> Callable[[bytes], bool]:
    return lambda head: head[:4] == b"RIFF" and head[8:12] == kind


def _iso(*brands: bytes) -> Callable[[bytes], bool]:
    """ISO 14496-12: the first box names the brand; without brands, any first box will do."""
    if brands:
        return lambda head: head[4:8] == b"ftyp" and head[8:12] in brands
    return lambda head: head[4:8] in (b"ftyp", b"moov", b"mdat", b"free", b"skip", b"wide")


def _ebml(head: bytes) -> bool:
    return head.startswith(b"\x1a\x45\xdf\xa3") and (
        b"webm" in head[:64] or b"matroska" in head[:64]
    )


def _transport_stream(head: bytes) -> bool:
    """MPEG-2 transport stream: packets of 188 bytes, each beginning with 0x47."""
    return len(head) >= 3 * 188 and all(head[at] == 0x47 for at in (0, 188, 376))


def _mp3(head: bytes) -> bool:
    return head.startswith(b"ID3") or (
        len(head) > 2 and head[0] == 0xFF and head[1] in (0xFB, 0xF3, 0xF2, 0xFA)
    )


def _adts(head: bytes) -> bool:
    return len(head) > 2 and head[0] == 0xFF and head[1] in (0xF1, 0xF9)


FORMS: Final = (
    MediaForm(
        "JPEG", "pillow", "JPEG", (".jpg", ".jpeg", ".jpe", ".jfif"), _starts(b"\xff\xd8\xff")
    ),
    MediaForm("PNG", "pillow", "PNG", (".png", ".apng"), _starts(b"\x89PNG\r\n\x1a\n")),
    MediaForm("GIF", "pillow", "GIF", (".gif",), _starts(b"GIF87a", b"GIF89a")),
    MediaForm("WebP", "pillow", "WEBP", (".webp",), _riff(b"WEBP")),
    MediaForm("AVIF", "pillow", "AVIF", (".avif",), _iso(b"avif", b"avis")),
    MediaForm("BMP", "pillow", "BMP", (".bmp", ".dib"), _starts(b"BM")),
    MediaForm("TIFF", "pillow", "TIFF", (".tif", ".tiff"), _starts(b"II*\0", b"MM\0*")),
    MediaForm("MP4", "av", "mp4", (".mp4", ".m4v", ".mov", ".m4a", ".3gp", ".qt"), _iso()),
    MediaForm("Matroska", "av", "matroska", (".mkv", ".webm", ".mka"), _ebml),
    MediaForm("AVI", "av", "avi", (".avi",), _riff(b"AVI ")),
    MediaForm("Flash video", "av", "flv", (".flv",), _starts(b"FLV\x01")),
    MediaForm("MPEG transport stream", "av", "mpegts", (".ts", ".mts", ".m2ts"), _transport_stream),
    MediaForm("MPEG", "av", "mpeg", (".mpg", ".mpeg", ".vob"), _starts(b"\0\0\x01\xba")),
    MediaForm(
        "Windows Media",
        "av",
        "asf",
        (".wmv", ".asf", ".wma"),
        _starts(b"\x30\x26\xb2\x75\x8e\x66\xcf\x11"),
    ),
    MediaForm("Ogg", "av", "ogg", (".ogg", ".ogv", ".oga", ".opus"), _starts(b"OggS")),
    MediaForm("WAV", "av", "wav", (".wav",), _riff(b"WAVE")),
    MediaForm("FLAC", "av", "flac", (".flac",), _starts(b"fLaC")),
    MediaForm("MP3", "av", "mp3", (".mp3",), _mp3),
    MediaForm("AAC", "av", "aac", (".aac",), _adts),
)
"""Those that are read, the first that matches first."""


def open_regular(path: Path) -> int:
    """Open a file and return its descriptor; links, folders, pipes and devices are refused.

    Raises:
        UnreadableError: if it is none, or cannot be opened.
    """
    try:
        if path.is_symlink():
            raise UnreadableError(
                Sentence("The file is a link to another place, and is not followed.")
            )
        # Without waiting: a pipe that nobody writes to would never open.
        opened = os.open(
            path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
        )
    except OSError as error:
        raise UnreadableError(
            Sentence("The file cannot be opened: {why}.", why=error.strerror)
        ) from error
    if not stat.S_ISREG(os.fstat(opened).st_mode):
        os.close(opened)
        raise UnreadableError(Sentence("This is no file, but a folder, a pipe or a device."))
    return opened


def form_of(path: Path) -> MediaForm:
    """Return what a file is, by its first bytes.

    Raises:
        UnreadableError: if it is nothing that is read; the sentence says what it is instead.
    """
    with open(open_regular(path), "rb") as file:
        head = file.read(HEAD)
    for form in FORMS:
        if form.matches(head):
            return form
    raise UnreadableError(_what_else(head))


def _what_else(head: bytes) -> Sentence:
    if not head:
        return Sentence("The file is empty.")
    if head.startswith(b"PK\x03\x04"):
        return Sentence(
            "This is an archive (ZIP) and neither a picture nor a clip; unpack it first."
        )
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        return Sentence("This is a page or a drawing in text (HTML, SVG, XML), which is not read.")
    return Sentence("This is neither a picture, nor a clip, nor a recording of a known form.")


def misnamed(path: Path, form: MediaForm) -> bool:
    """Whether the name ends as those of another form do."""
    ending = path.suffix.lower()
    return ending not in form.endings and any(ending in other.endings for other in FORMS)

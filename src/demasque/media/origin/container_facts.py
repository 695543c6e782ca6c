"""What does a clip or recording say of the program that wrote it? Container and streams."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

_FORMATS: Final = {
    "video/mp4": "mov", "video/webm": "matroska", "video/avi": "avi", "audio/mpeg": "mp3",
    "audio/ogg": "ogg", "audio/flac": "flac", "audio/wav": "wav",
}  # fmt: skip
"""FFmpeg's reader for each type. It is told which one to use: left to guess, it would follow the
addresses in a playlist."""

_KEYS: Final = (
    ("brand", ("major_brand",)),
    ("encoder", ("encoder", "encoding_tool")),
    ("software", ("com.apple.quicktime.software", "com.android.version")),
    ("make", ("com.apple.quicktime.make", "com.android.manufacturer", "make")),
    ("created_at", ("com.apple.quicktime.creationdate", "creation_time", "date")),
)
"""What is taken, and from which keys, in order. All else stays in the file: places, titles, names,
serial numbers."""

_PLACES: Final = ("location", "gps", "com.apple.quicktime.location")


def container_facts(path: Path, mime: str) -> dict[str, str]:
    """What the container and its streams say, by the names of :data:`ORIGIN_NAMES`; empty where
    they cannot be read, or PyAV is missing.
    """
    if mime not in _FORMATS:
        return {}
    try:
        import av
    except ImportError:
        return {}
    options = {"protocol_whitelist": "file"}
    try:
        with av.open(str(path), format=_FORMATS[mime], options=options) as container:
            said = _taken(container.metadata)
            said["container"] = container.format.name.split(",")[0]
            for stream in container.streams:
                if stream.type in ("video", "audio") and stream.codec_context is not None:
                    said.setdefault(f"{stream.type}_codec", stream.codec_context.name)
                    said = _taken(stream.metadata) | said
            return said
    except (av.FFmpegError, OSError, ValueError, UnicodeError):
        return {}


def _taken(metadata: Mapping[str, str]) -> dict[str, str]:
    written = {key.lower(): value for key, value in metadata.items()}
    said = {}
    for name, keys in _KEYS:
        values = [written[key] for key in keys if written.get(key)]
        if values:
            said[name] = values[0]
    if any(key.startswith(_PLACES) for key in written):
        said["place"] = "left out"
    return said

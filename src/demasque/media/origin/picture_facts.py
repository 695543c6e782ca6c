"""What does a picture say of the camera or program that made it? EXIF, XMP and text chunks."""

import re
from pathlib import Path
from typing import Any, Final

from demasque.media.origin.credentials import AI_SOURCES

_IFD_EXIF, _IFD_GPS = 0x8769, 0x8825
_MAKE, _SOFTWARE, _CHANGED, _TAKEN = 0x010F, 0x0131, 0x0132, 0x9003

_SOURCE_TYPE: Final = re.compile(rb"cv\.iptc\.org/newscodes/digitalsourcetype/([A-Za-z]{3,60})")
_TOOL: Final = re.compile(rb"<xmp:CreatorTool>([^<]{1,200})</|xmp:CreatorTool=\"([^\"]{1,200})\"")
_XMP_READ: Final = 1 << 20  # bytes

_PROMPTS: Final = ("parameters", "prompt", "workflow", "sd-metadata", "invokeai_metadata")
"""Text chunks in which generators of pictures keep what they were asked for. That one is there is
said; the words in it are not kept."""


def picture_facts(path: Path) -> dict[str, str]:
    """What a picture's metadata say, by the names of :data:`ORIGIN_NAMES`.

    Places, serial numbers, the model of the camera, names and titles are left out. Empty where the
    picture cannot be read, or Pillow is missing.
    """
    try:
        from PIL import Image
    except ImportError:
        return {}
    try:
        with Image.open(path) as picture:
            said = {"container": str(picture.format).lower()}
            said |= _of_xmp(picture.info)
            said |= _of_exif(picture)
    except Exception:  # hostile metadata: Pillow raises what its parsers of them raise
        return {}
    return said


def _of_exif(picture: Any) -> dict[str, str]:
    exif = picture.getexif()
    detail = exif.get_ifd(_IFD_EXIF)
    values = {
        "make": exif.get(_MAKE),
        "software": exif.get(_SOFTWARE),
        "created_at": _as_iso(detail.get(_TAKEN) or exif.get(_CHANGED)),
    }
    said = {name: str(value) for name, value in values.items() if value}
    if exif.get_ifd(_IFD_GPS):
        said["place"] = "left out"
    return said


def _as_iso(moment: object) -> str | None:
    """EXIF's 2024:05:01 10:00:00 as 2024-05-01 10:00:00; of no zone that is known."""
    return str(moment).replace(":", "-", 2) if moment else None


def _of_xmp(info: dict[Any, Any]) -> dict[str, str]:
    said = {}
    xmp = info.get("xmp") or info.get("XML:com.adobe.xmp") or b""
    packet = (xmp.encode("utf-8", "replace") if isinstance(xmp, str) else bytes(xmp))[:_XMP_READ]
    if tool := _TOOL.search(packet):
        said["software"] = (tool[1] or tool[2]).decode("utf-8", "replace")
    types = sorted({found.decode("ascii") for found in _SOURCE_TYPE.findall(packet)})
    if types:
        said["source_type"] = ", ".join(types)
    if any(kind in AI_SOURCES for kind in types):
        said["ai"] = "stated"
    if any(key in info for key in _PROMPTS):
        said["generation_parameters"] = "present"
    return said

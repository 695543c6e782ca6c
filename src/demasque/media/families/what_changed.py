"""What was changed between a copy and its exemplar, from sizes, boxes, hashes and stretches."""

import io
from typing import Final

import numpy as np
from numpy.typing import NDArray

from demasque.media.families.family_links import Link, covered_share
from demasque.media.families.frame_corpus import FrameCorpus, barest
from demasque.media.families.how_changed import HOW
from demasque.media.families.moving.sound_likeness import sound_verdict
from demasque.media.families.part_links import PartPairs
from demasque.media.fingerprint import Fingerprint

_TURNS: Final = ((), ("rotated",), ("rotated",), ("rotated",), ("mirrored", "rotated"),
                 ("mirrored",), ("mirrored", "rotated"), ("mirrored", "rotated"))  # fmt: skip
"""By orientation, in the order of ``pdqhash.compute_dihedral``."""

_SIZE: Final = 0.02  # relative; rounding to even sides stays below
_BOX: Final = 0.03  # of the area; codecs' black lines at an edge stay below
_LENGTH: Final = (1.5, 0.05)  # seconds, and share: one-a-second frames tell no less
_PACE: Final = 0.04  # the step between speeds tried is .05
_COLOUR: Final = (0.8, 14.0)  # ratio of saturations; grey levels of mean brightness
_ALL: Final = 0.9  # of the cells: rounding takes the outer ones of some
_TURNED: Final = 1.5  # degrees
_OVERLAID: Final = 0.03  # of the points lie on words or signs


def changes(corpus: FrameCorpus, member: int, link: Link, parts: PartPairs) -> list[str]:
    """Codes of :data:`HOW` for one link from a member (its ``a``) to its exemplar (its ``b``)."""
    own, exemplar = corpus.prints[member], corpus.prints[int(link["b"])]
    found = set(_TURNS[max(0, int(link["orientation"]))])
    found |= _framing(own, exemplar)
    if link["part"] >= 0:
        found |= _geometry(corpus, member, int(link["part"]), parts)
    found |= _overlay(own, exemplar) or _colours(own, exemplar)
    if own.kind == exemplar.kind != "image":
        found |= _time(corpus, member, link)
    elif own.kind != exemplar.kind:
        found.add("still" if own.kind == "image" else "moving")
    if not found & {"cropped", "uncropped", "framed", "unframed", "rotated", "still", "moving"}:
        found |= _size(own, exemplar)
    return [code for code in HOW if code in found] or ["reencoded"]


def _framing(own: Fingerprint, exemplar: Fingerprint) -> set[str]:
    """Bars and frames, by what trimming left of each."""
    here, there = barest(own), barest(exemplar)
    if there - here > _BOX:
        return {"framed"}
    return {"unframed"} if here - there > _BOX else set()


def _geometry(corpus: FrameCorpus, member: int, part: int, parts: PartPairs) -> set[str]:
    """What of either lies outside of the other, and how it is turned, by how parts lie."""
    forth = corpus.file[parts.a[part]] == member
    covers = np.array([parts.covers_a[part], parts.covers_b[part]])[:: 1 if forth else -1]
    own, exemplar = covered_share(covers).tolist()
    found = {"cropped"} if exemplar < _ALL else set()
    if own < _ALL:
        found.add("uncropped")
    (xx, xy, _), (yx, yy, _) = parts.matrix[part].tolist()
    a, b = (corpus.prints[int(corpus.file[side[part]])] for side in (parts.a, parts.b))
    wide_a, wide_b = ((each.width or 1) / (each.height or 1) for each in (a, b))
    mirror = -1 if parts.mirrored[part] else 1
    # From fractions of sides to lengths: both pictures one high.
    across, down = mirror * xx * wide_b / wide_a + yy, mirror * yx / wide_a - xy * wide_b
    if abs(np.degrees(np.arctan2(down, across))) > _TURNED:
        found.add("rotated")
    return found


def _overlay(own: Fingerprint, exemplar: Fingerprint) -> set[str]:
    """Text or signs on the copy where the exemplar has next to none."""
    here, there = _overlaid(own), _overlaid(exemplar)
    return {"overlaid"} if here >= _OVERLAID and here > 2 * there else set()


def _overlaid(print_: Fingerprint) -> float:
    """The share of local features that lie on text or other overlays."""
    flags = [each.overlaid for each in print_.features.values()]
    points = sum(each.size for each in flags)
    return sum(int(each.sum()) for each in flags) / points if points else 0.0


def _colours(own: Fingerprint, exemplar: Fingerprint) -> set[str]:
    """Colours gone or come, or brightness moved, by the thumbnails."""
    if own.kind != exemplar.kind or not own.thumbnail or not exemplar.thumbnail:
        return set()
    (here, here_light), (there, there_light) = _tone(own), _tone(exemplar)
    low, high = sorted((here, there))
    faded = high > 10 and low < _COLOUR[0] * high
    return {"recoloured"} if faded or abs(here_light - there_light) > _COLOUR[1] else set()


def _tone(print_: Fingerprint) -> tuple[float, float]:
    """How far a pixel's colours are apart in what trimming leaves, and how light it is: means."""
    from PIL import Image

    with Image.open(io.BytesIO(print_.thumbnail)) as opened:
        pixels: NDArray[np.float64] = np.asarray(opened.convert("RGB"), np.float64)
    left, top, right, bottom = np.median(print_.boxes, axis=0).tolist()
    rows, columns = pixels.shape[:2]
    pixels = pixels[
        int(top * rows) : max(int(bottom * rows), int(top * rows) + 1),
        int(left * columns) : max(int(right * columns), int(left * columns) + 1),
    ]
    return float(np.ptp(pixels, axis=2).mean()), float(pixels.mean())


def _time(corpus: FrameCorpus, member: int, link: Link) -> set[str]:
    """What of either clip is not in the other, and at which pace it runs."""
    found = set()
    seconds, share = _LENGTH
    lengths = corpus.seconds(member), corpus.seconds(int(link["b"]))
    shared = link["end_a"] - link["start_a"], link["end_b"] - link["start_b"]
    for code, length, stretch in zip(("extended", "shortened"), lengths, shared, strict=True):
        if length - stretch > max(seconds, share * length):
            found.add(code)
    # The speed of this clip, the exemplar's being 1.
    if abs(link["speed"] - 1) > _PACE:
        found.add("sped_up" if link["speed"] > 1 else "slowed")
    elif _sounds_other(corpus, member, link):
        found.add("resounded")
    return found


def _sounds_other(corpus: FrameCorpus, member: int, link: Link) -> bool:
    own, exemplar = corpus.prints[member], corpus.prints[int(link["b"])]
    start, end = float(link["start_a"]), float(link["end_a"])
    offset = float(link["start_b"]) - start
    return sound_verdict(own.audio, exemplar.audio, offset, start, end) == "other"


def _size(own: Fingerprint, exemplar: Fingerprint) -> set[str]:
    if not (own.width and own.height and exemplar.width and exemplar.height):
        return set()
    ratios = own.width / exemplar.width, own.height / exemplar.height
    return {"rescaled"} if any(abs(ratio - 1) > _SIZE for ratio in ratios) else set()

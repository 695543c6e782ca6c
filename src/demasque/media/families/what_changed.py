"""What was changed between a copy and its exemplar, from sizes, boxes, hashes and stretches."""

import io
from typing import Final

import numpy as np
from numpy.typing import NDArray

from demasque.media.families.family_links import Links
from demasque.media.families.frame_corpus import FrameCorpus
from demasque.media.families.how_changed import HOW
from demasque.media.families.sound_likeness import sound_verdict
from demasque.media.fingerprint import Fingerprint

_TURNS: Final = ((), ("rotated",), ("rotated",), ("rotated",), ("mirrored", "rotated"),
                 ("mirrored",), ("mirrored", "rotated"), ("mirrored", "rotated"))  # fmt: skip
"""By orientation, in the order of ``pdqhash.compute_dihedral``."""

_SIZE: Final = 0.02  # relative; rounding to even sides stays below
_BOX: Final = 0.03  # of a side; codecs' black lines at an edge stay below
_LENGTH: Final = (1.5, 0.05)  # seconds, and share: one-a-second frames tell no less
_PACE: Final = 0.04  # the step between speeds tried is .05
_COLOUR: Final = (0.5, 30.0)  # ratio of saturations; grey levels of mean brightness


def changes(corpus: FrameCorpus, member: int, link: Links) -> list[str]:
    """Codes of :data:`HOW` for one link from a member (its ``a``) to its exemplar (its ``b``)."""
    own, exemplar = corpus.prints[member], corpus.prints[int(link["b"])]
    found = set(_TURNS[max(0, int(link["orientation"]))])
    found |= _framing(own, exemplar)
    found |= _overlay(own, exemplar)
    found |= _colours(own, exemplar)
    if own.kind == exemplar.kind == "video":
        found |= _time(corpus, member, link)
    elif own.kind != exemplar.kind:
        found.add("still" if own.kind == "image" else "moving")
    if not found & {"cropped", "uncropped", "framed", "unframed", "rotated", "still", "moving"}:
        found |= _size(own, exemplar)
    return [code for code in HOW if code in found] or ["reencoded"]


def _framing(own: Fingerprint, exemplar: Fingerprint) -> set[str]:
    """Bars and frames, by what trimming left of each."""
    here, there = _trimmed_away(own), _trimmed_away(exemplar)
    if here - there > _BOX:
        return {"framed"}
    return {"unframed"} if there - here > _BOX else set()


def _trimmed_away(print_: Fingerprint) -> float:
    """The larger share of a side that trimming took, in the middle one of the frames."""
    if not len(print_.boxes):
        return 0.0
    left, top, right, bottom = np.median(print_.boxes, axis=0).tolist()
    return float(max(1 - (right - left), 1 - (bottom - top)))


def _overlay(own: Fingerprint, exemplar: Fingerprint) -> set[str]:
    """Text or signs on the copy where the exemplar has next to none."""
    here, there = _overlaid(own), _overlaid(exemplar)
    return {"overlaid"} if here >= 0.05 and here > 2 * there else set()


def _overlaid(print_: Fingerprint) -> float:
    """The share of local features that lie on text or other overlays."""
    flags = [each.overlaid for each in print_.features.values()]
    points = sum(each.size for each in flags)
    return sum(int(each.sum()) for each in flags) / points if points else 0.0


def _colours(own: Fingerprint, exemplar: Fingerprint) -> set[str]:
    """Colours gone or come, or brightness moved, by the thumbnails."""
    if own.kind != exemplar.kind or not own.thumbnail or not exemplar.thumbnail:
        return set()
    (here, here_light), (there, there_light) = map(_tone, (own.thumbnail, exemplar.thumbnail))
    low, high = sorted((here, there))
    faded = high > 10 and low < _COLOUR[0] * high
    return {"recoloured"} if faded or abs(here_light - there_light) > _COLOUR[1] else set()


def _tone(thumbnail: bytes) -> tuple[float, float]:
    """Mean difference between a pixel's strongest and weakest colour, and mean lightness."""
    from PIL import Image

    with Image.open(io.BytesIO(thumbnail)) as opened:
        pixels: NDArray[np.float64] = np.asarray(opened.convert("RGB"), np.float64)
    return float(np.ptp(pixels, axis=2).mean()), float(pixels.mean())


def _time(corpus: FrameCorpus, member: int, link: Links) -> set[str]:
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


def _sounds_other(corpus: FrameCorpus, member: int, link: Links) -> bool:
    own, exemplar = corpus.prints[member], corpus.prints[int(link["b"])]
    start, end = float(link["start_a"]), float(link["end_a"])
    offset = float(link["start_b"]) - start
    return sound_verdict(own.audio, exemplar.audio, offset, start, end) == "other"


def _size(own: Fingerprint, exemplar: Fingerprint) -> set[str]:
    if not (own.width and own.height and exemplar.width and exemplar.height):
        return set()
    ratios = own.width / exemplar.width, own.height / exemplar.height
    return {"rescaled"} if any(abs(ratio - 1) > _SIZE for ratio in ratios) else set()

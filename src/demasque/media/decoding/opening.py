"""Open a file as what it is: a picture, a clip or a recording."""

import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from demasque.errors import Sentence
from demasque.media.decoding.animation import Animation
from demasque.media.decoding.clip import Clip
from demasque.media.decoding.film import Film, described, open_container
from demasque.media.decoding.media_form import (
    MediaForm,
    UnreadableError,
    damaged,
    form_of,
    misnamed,
)
from demasque.media.decoding.pixels import BROKEN, rgb_of
from demasque.media.decoding.sound import sound_of

if TYPE_CHECKING:
    from PIL import Image


@dataclass(frozen=True, eq=False)
class Opened:
    """What a file holds: a still picture or a clip, and its sound; a recording has sound alone.

    ``picture`` is uint8 (height, width, 3), its longest side at most 640 pixels; ``width`` and
    ``height`` are the file's own.
    """

    width: int | None
    height: int | None
    seconds: float | None
    picture: NDArray[np.uint8] | None
    clip: Clip | None
    sound: NDArray[np.uint32]
    said: dict[str, str]


def open_media(path: Path) -> Opened:
    """Open a file by its content.

    Raises:
        UnreadableError: with the reason, if it is nothing that is read, damaged, or too large.
    """
    form = form_of(path)
    said = {"format": form.name}
    if misnamed(path, form):
        said["named"] = path.suffix.lower()
    if form.read_by == "pillow":
        return _picture(path, form, said)
    return _recorded(path, form, said)


def _picture(path: Path, form: MediaForm, said: dict[str, str]) -> Opened:
    from PIL import Image

    silent = np.empty(0, np.uint32)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Of size, which is looked at here, and of odd tags.
            with Image.open(path, formats=(form.reader,)) as image:
                said |= _picture_says(image)
                if getattr(image, "n_frames", 1) > 1 and form.animated:
                    clip = Animation(path, form.reader, image.size)
                    clip.said.update(said)
                    return Opened(image.width, image.height, None, None, clip, silent, clip.said)
                width, height = _upright_sides(image)
                return Opened(width, height, None, rgb_of(image), None, silent, said)
    except Image.DecompressionBombError as error:
        raise UnreadableError(
            Sentence("The picture says that it has more pixels than are read.")
        ) from error
    except BROKEN as error:
        # Of one that is cut short the rest would show as one grey, and two of them would be alike.
        raise damaged(form.name) from error


def _upright_sides(image: "Image.Image") -> tuple[int, int]:
    from demasque.media.decoding.pixels import ORIENTATION_TAG

    lying = image.getexif().get(ORIENTATION_TAG) in (5, 6, 7, 8)
    return (image.height, image.width) if lying else image.size


def _picture_says(image: "Image.Image") -> dict[str, str]:
    software = image.info.get("Software") or image.getexif().get(0x0131)
    return {"software": "".join(filter(str.isprintable, str(software)))[:200]} if software else {}


def _recorded(path: Path, form: MediaForm, said: dict[str, str]) -> Opened:
    with open_container(path, form) as container:
        kinds = {stream.type for stream in container.streams}
        said |= described(container)
        seconds = container.duration / 1_000_000 if container.duration else None
        cover = _is_cover(container)
        sound = sound_of(container) if "audio" in kinds else np.empty(0, np.uint32)
    if "video" in kinds and not cover:
        clip = Film(path, form)
        clip.said.update(said)
        return Opened(clip.width, clip.height, clip.seconds, None, clip, sound, clip.said)
    if "audio" not in kinds:
        raise UnreadableError(
            Sentence("It begins like {form}, but holds neither pictures nor sound.", form=form.name)
        )
    return Opened(None, None, seconds, None, None, sound, said)


def _is_cover(container: Any) -> bool:
    """Whether the only picture is a recording's cover."""
    return all(
        bool(stream.disposition & stream.disposition.attached_pic)
        for stream in container.streams.video
    )

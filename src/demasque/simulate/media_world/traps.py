"""What has a template in common and nothing else: files that must not be taken for copies."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Final

import numpy as np

from demasque.simulate.media_world.app_frames import (
    app_screen,
    logo_card,
    lower_third,
    meme_frame,
)
from demasque.simulate.media_world.clip_edits import ClipEdit, edited_frames, with_intro
from demasque.simulate.media_world.drawn_clips import DrawnClip
from demasque.simulate.media_world.melodies import melody
from demasque.simulate.media_world.picture_edits import EDITS, PictureEdit
from demasque.simulate.media_world.sketch import Rgb


def blank(rng: np.random.Generator, width: int, height: int) -> Rgb:
    """Return a picture of one colour, with a compressor's noise."""
    shown = np.empty((height, width, 3), np.float32)
    shown[:] = rng.integers(0, 256, 3)
    return np.clip(shown + rng.normal(0, 1.0, shown.shape), 0, 255).astype(np.uint8)


TEMPLATES: Final[Mapping[str, PictureEdit]] = {
    **{f"app screen {app + 1}": partial(app_screen, app=app) for app in range(5)},
    "lower third": lower_third,
    "meme frame": meme_frame,
    "subtitle bar": EDITS["subtitle bar"],
    "logo": EDITS["logo"],
    "tiled watermark": EDITS["tiled watermark"],
}
"""Templates of pictures: with the same chance, the same to the letter round any picture."""

CARDS: Final[Mapping[str, Callable[[np.random.Generator, int, int], Rgb]]] = {
    "blank": blank,
    "logo only": logo_card,
}
"""Pictures that show nothing, or nothing but a logo."""


def _same_tune(clip: DrawnClip, rng: np.random.Generator) -> DrawnClip:
    return clip.changed(sound=melody(rng, clip.seconds))


def _with_outro(clip: DrawnClip, rng: np.random.Generator) -> DrawnClip:
    framed = with_intro(clip, rng)
    intro = len(framed.frames) - len(clip.frames)
    start = len(framed.sound) - len(clip.sound)
    return clip.changed(
        frames=np.concatenate([clip.frames, framed.frames[:intro]]),
        sound=np.concatenate([clip.sound, framed.sound[:start]]),
    )


CLIP_TEMPLATES: Final[Mapping[str, ClipEdit]] = {
    "same intro": with_intro,
    "same outro": _with_outro,
    "same lower third": lambda clip, rng: edited_frames(clip, rng, lower_third),
    "same app screen": lambda clip, rng: edited_frames(clip, rng, partial(app_screen, app=0)),
    "same tune": _same_tune,
}
"""Templates of clips: with the same chance, the same on any clip of the same length."""

"""What people and programs do to a clip before they post it again: one function per edit."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Final

import numpy as np

from demasque.simulate.media_world.app_frames import logo_card
from demasque.simulate.media_world.drawn_clips import DrawnClip
from demasque.simulate.media_world.melodies import SAMPLES, melody, resampled
from demasque.simulate.media_world.picture_edits import EDITS, PictureEdit, resized

ClipEdit = Callable[[DrawnClip, np.random.Generator], DrawnClip]

INTRO_SECONDS: Final = 3.0


def edited_frames(clip: DrawnClip, rng: np.random.Generator, *edits: PictureEdit) -> DrawnClip:
    """Return the clip with the same edits, at the same places, on every frame."""
    seed = int(rng.integers(0, 1 << 40))
    frames = []
    for frame in clip.frames:
        for number, edit in enumerate(edits):
            frame = edit(frame, np.random.default_rng([seed, number]))
        frames.append(frame)
    return clip.changed(frames=np.stack(frames))


def _framewise(*names: str) -> ClipEdit:
    return lambda clip, rng: edited_frames(clip, rng, *(EDITS[name] for name in names))


def _smaller(clip: DrawnClip, _: np.random.Generator) -> DrawnClip:
    """As 240p is made of 360p: two thirds the size, at a low rate of bits."""
    height, width = (side * 2 // 3 for side in clip.frames.shape[1:3])
    frames = np.stack([resized(frame, width, height) for frame in clip.frames])
    return clip.changed(frames=frames, bits=0.07)


def _at_rate(clip: DrawnClip, _: np.random.Generator, rate: float) -> DrawnClip:
    places = np.arange(0, len(clip.frames), clip.rate / rate).astype(np.int64)
    return clip.changed(frames=clip.frames[places], rate=rate)


def cut(clip: DrawnClip, start: float, end: float) -> DrawnClip:
    """Return the stretch from ``start`` to ``end``, in seconds."""
    frames = clip.frames[round(start * clip.rate) : round(end * clip.rate)]
    return clip.changed(
        frames=frames, sound=clip.sound[round(start * SAMPLES) : round(end * SAMPLES)]
    )


def _trimmed(clip: DrawnClip, rng: np.random.Generator) -> DrawnClip:
    """Without 15 to 40 % of its length, at the start, at the end or at both."""
    lost = rng.uniform(0.15, 0.4) * clip.seconds
    start = lost * float(rng.choice([0.0, 1.0, rng.random()]))
    return cut(clip, start, clip.seconds - (lost - start))


def _at_speed(clip: DrawnClip, _: np.random.Generator, speed: float) -> DrawnClip:
    places = np.arange(0, len(clip.frames), speed).astype(np.int64)
    return clip.changed(frames=clip.frames[places], sound=resampled(clip.sound, speed))


def _new_sound(clip: DrawnClip, rng: np.random.Generator) -> DrawnClip:
    return clip.changed(sound=melody(rng, clip.seconds))


def _silent(clip: DrawnClip, _: np.random.Generator) -> DrawnClip:
    return clip.changed(sound=clip.sound[:0])


def with_intro(clip: DrawnClip, rng: np.random.Generator) -> DrawnClip:
    """Return the clip after some seconds of a card with a logo, the same for the same ``rng``."""
    height, width = clip.frames.shape[1:3]
    card = logo_card(rng, width, height)
    intro = np.repeat(card[None], round(INTRO_SECONDS * clip.rate), axis=0)
    sound = melody(rng, INTRO_SECONDS) if len(clip.sound) else clip.sound
    return clip.changed(
        frames=np.concatenate([intro, clip.frames]), sound=np.concatenate([sound, clip.sound])
    )


def _in_turn(*edits: ClipEdit) -> ClipEdit:
    def edit(clip: DrawnClip, rng: np.random.Generator) -> DrawnClip:
        for each in edits:
            clip = each(clip, rng)
        return clip

    return edit


CLIP_EDITS: Final[Mapping[str, ClipEdit]] = {
    "re-encoded 240p": _smaller,
    "12 fps": partial(_at_rate, rate=12.0),
    "trimmed": _trimmed,
    "speed 1.1": partial(_at_speed, speed=1.1),
    "slowed 0.9": partial(_at_speed, speed=0.9),
    "mirrored": _framewise("mirrored"),
    "gray": _framewise("gray"),
    "recoloured": _framewise("recoloured"),
    "logo": _framewise("logo"),
    "subtitled": _framewise("subtitle bar"),
    "lower third": _framewise("lower third"),
    "letterbox": _framewise("letterbox"),
    "blurred bars": _framewise("blurred bars"),
    "crop 10 %": _framewise("crop 10 %"),
    "cropped and subtitled": _framewise("crop 10 %", "subtitle bar"),
    "app screen": _framewise("app screenshot"),
    "new sound": _new_sound,
    "no sound": _silent,
    "intro added": with_intro,
    "mirrored, cropped, subtitled, trimmed": _in_turn(
        _framewise("mirrored", "crop 10 %", "subtitle bar"), _trimmed
    ),
}
"""Every edit of clips, by name."""

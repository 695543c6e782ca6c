"""What people and programs do to a picture before they post it again: one function per edit.

Each takes a picture and a source of chance, and returns the picture in its new clothes. The same
chance puts the same thing at the same place: so does :mod:`.clip_edits` with each frame of a clip.
"""

from collections.abc import Callable, Mapping
from functools import partial
from io import BytesIO
from typing import TYPE_CHECKING, Final

import numpy as np

from demasque.simulate.media_world.app_frames import app_screen, lower_third, meme_frame
from demasque.simulate.media_world.sketch import Rgb, font, some_words

if TYPE_CHECKING:
    from PIL.Image import Image

PictureEdit = Callable[[Rgb, np.random.Generator], Rgb]

_WHITE: Final = (255, 255, 255)


def _image(picture: Rgb) -> "Image":
    from PIL import Image

    return Image.fromarray(picture)


def _encoded(picture: Rgb, _: np.random.Generator, form: str, quality: int) -> Rgb:
    """As it comes back from a lossy file."""
    from PIL import Image

    file = BytesIO()
    _image(picture).save(file, form, quality=quality)
    return np.asarray(Image.open(file).convert("RGB"))


def _gray(picture: Rgb, _: np.random.Generator) -> Rgb:
    return np.asarray(_image(picture).convert("L").convert("RGB"))


def _contrast(picture: Rgb, rng: np.random.Generator) -> Rgb:
    from PIL import ImageEnhance

    factor = rng.choice([0.6, 0.7, 1.3, 1.5])
    return np.asarray(ImageEnhance.Contrast(_image(picture)).enhance(float(factor)))


def _brightness(picture: Rgb, rng: np.random.Generator) -> Rgb:
    from PIL import ImageEnhance

    factor = rng.choice([0.7, 0.8, 1.2, 1.3])
    return np.asarray(ImageEnhance.Brightness(_image(picture)).enhance(float(factor)))


def _recolour(picture: Rgb, rng: np.random.Generator) -> Rgb:
    """Another white point, and stronger or weaker colours."""
    from PIL import ImageEnhance

    gains = rng.uniform(0.75, 1.25, 3)
    tinted = np.clip(picture * gains, 0, 255).astype(np.uint8)
    strength = float(rng.choice([0.4, 0.6, 1.6, 2.0]))
    return np.asarray(ImageEnhance.Color(_image(tinted)).enhance(strength))


def _noise(picture: Rgb, rng: np.random.Generator) -> Rgb:
    grain = rng.normal(0, rng.uniform(8, 16), picture.shape)
    return np.clip(picture + grain, 0, 255).astype(np.uint8)


def _blur(picture: Rgb, rng: np.random.Generator) -> Rgb:
    from PIL import ImageFilter

    radius = float(rng.uniform(1.0, 2.0)) * picture.shape[1] / 640
    return np.asarray(_image(picture).filter(ImageFilter.GaussianBlur(radius)))


def resized(picture: Rgb, width: int, height: int) -> Rgb:
    """Return the picture at another size."""
    from PIL import Image

    size = (max(width, 8), max(height, 8))
    return np.asarray(_image(picture).resize(size, Image.Resampling.LANCZOS))


def _half(picture: Rgb, _: np.random.Generator) -> Rgb:
    return resized(picture, picture.shape[1] // 2, picture.shape[0] // 2)


def _thumbnail(picture: Rgb, _: np.random.Generator) -> Rgb:
    scale = 128 / max(picture.shape[:2])
    return resized(picture, round(picture.shape[1] * scale), round(picture.shape[0] * scale))


def _mirror(picture: Rgb, _: np.random.Generator) -> Rgb:
    return np.ascontiguousarray(picture[:, ::-1])


def _turned(picture: Rgb, _: np.random.Generator, quarters: int) -> Rgb:
    return np.ascontiguousarray(np.rot90(picture, quarters))


def _tilted(picture: Rgb, rng: np.random.Generator) -> Rgb:
    """Turned by some three degrees, the corners cut off."""
    from PIL import Image

    angle = float(rng.choice([-1, 1]) * rng.uniform(2.0, 4.0))
    turned = _image(picture).rotate(angle, Image.Resampling.BICUBIC)
    share = np.sin(np.radians(abs(angle)))
    height, width = picture.shape[:2]
    dx, dy = round(height * share / 2), round(width * share / 2)
    return np.asarray(turned.crop((dx, dy, width - dx, height - dy)))


def _logo(picture: Rgb, rng: np.random.Generator) -> Rgb:
    """A mark in a corner."""
    from PIL import ImageDraw

    shown = _image(picture)
    draw = ImageDraw.Draw(shown)
    height, width = picture.shape[:2]
    size = rng.uniform(0.1, 0.18) * width
    x = float(rng.choice([0.02 * width, 0.98 * width - size]))
    y = float(rng.choice([0.02 * height, 0.98 * height - 0.6 * size]))
    colour = tuple(int(part) for part in rng.integers(0, 256, 3))
    draw.rounded_rectangle((x, y, x + size, y + 0.6 * size), 0.1 * size, fill=colour)
    words = some_words(rng, 1)[:5]
    draw.text((x + 0.1 * size, y + 0.1 * size), words, fill=_WHITE, font=font(0.35 * size))
    return np.asarray(shown)


def _watermark(picture: Rgb, rng: np.random.Generator) -> Rgb:
    """Words all over, at a slant, half transparent."""
    from PIL import Image, ImageDraw

    height, width = picture.shape[:2]
    side = round(1.5 * max(width, height))
    mask = Image.new("L", (side, side), 0)
    draw = ImageDraw.Draw(mask)
    size = rng.uniform(0.035, 0.06) * width
    words = some_words(rng, 2)
    for row, y in enumerate(np.arange(0, side, 3.0 * size)):
        for x in np.arange(-(row % 2) * 4 * size, side, 9 * size):
            draw.text((float(x), float(y)), words, fill=90, font=font(size))
    mask = mask.rotate(30)
    left, top = (side - width) // 2, (side - height) // 2
    shown = _image(picture)
    shown.paste(_WHITE, (0, 0), mask.crop((left, top, left + width, top + height)))
    return np.asarray(shown)


def _subtitle(picture: Rgb, rng: np.random.Generator) -> Rgb:
    """A dark bar near the lower edge, with a line of words."""
    from PIL import ImageDraw

    shown = _image(picture)
    draw = ImageDraw.Draw(shown)
    height, width = picture.shape[:2]
    size = rng.uniform(0.055, 0.085) * height
    top = rng.uniform(0.8, 0.86) * height
    draw.rectangle((0, top, width, top + 1.6 * size), fill=(0, 0, 0))
    words = some_words(rng, int(rng.integers(3, 7)))
    draw.text((0.06 * width, top + 0.2 * size), words, fill=_WHITE, font=font(size))
    return np.asarray(shown)


def _caption(picture: Rgb, rng: np.random.Generator) -> Rgb:
    """Two lines of large words with an outline, over the picture itself."""
    from PIL import ImageDraw

    shown = _image(picture)
    draw = ImageDraw.Draw(shown)
    height, width = picture.shape[:2]
    size = rng.uniform(0.08, 0.11) * height
    colour = (255, 235, 60) if rng.random() < 0.4 else _WHITE
    for y in (0.04, float(rng.choice([0.15, 0.85]))):
        words = some_words(rng, int(rng.integers(2, 5)))
        stroke = {"stroke_width": max(round(size / 12), 1), "stroke_fill": (0, 0, 0)}
        draw.text((0.05 * width, y * height), words, fill=colour, font=font(size), **stroke)
    return np.asarray(shown)


def _sticker(picture: Rgb, rng: np.random.Generator) -> Rgb:
    """A round sticker whose width is some 30 % of the picture's."""
    from PIL import ImageDraw

    shown = _image(picture)
    draw = ImageDraw.Draw(shown)
    height, width = picture.shape[:2]
    half = 0.15 * width
    x = rng.uniform(half, width - half)
    y = rng.uniform(half, max(height - half, half + 1))
    colour = tuple(int(part) for part in rng.integers(60, 256, 3))
    box = (x - half, y - half, x + half, y + half)
    draw.ellipse(box, fill=colour, outline=_WHITE, width=max(width // 100, 1))
    for side in (-1, 1):
        eye = x + side * 0.4 * half
        dot = (eye - half / 9, y - 0.4 * half, eye + half / 9, y - 0.1 * half)
        draw.ellipse(dot, fill=(0, 0, 0))
    mouth = (x - half / 2, y - half / 4, x + half / 2, y + half / 2)
    draw.arc(mouth, 10, 170, (0, 0, 0), max(round(half / 18), 1))
    return np.asarray(shown)


def _padded(picture: Rgb, dx: int, dy: int, colour: tuple[int, ...]) -> Rgb:
    height, width = picture.shape[:2]
    shown = np.empty((height + 2 * dy, width + 2 * dx, 3), np.uint8)
    shown[:] = colour
    shown[dy : dy + height, dx : dx + width] = picture
    return shown


def _letterbox(picture: Rgb, rng: np.random.Generator) -> Rgb:
    """Bars above and below, black most often."""
    bar = round(picture.shape[0] * rng.uniform(0.1, 0.3))
    colour = (0, 0, 0) if rng.random() < 0.8 else _WHITE
    return _padded(picture, 0, bar, colour)


def _blurred_bars(picture: Rgb, rng: np.random.Generator) -> Rgb:
    """Upright 9:16, the room above and below filled with the picture, enlarged and blurred."""
    from PIL import Image, ImageFilter

    height, width = picture.shape[:2]
    tall = max(round(width * 16 / 9), height)
    scale = tall / height
    back = _image(picture).resize((round(width * scale), tall))
    left = (back.width - width) // 2
    back = back.crop((left, 0, left + width, tall))
    back = back.filter(ImageFilter.GaussianBlur(width * rng.uniform(0.03, 0.06)))
    shown: Image.Image = back
    shown.paste(_image(picture), (0, (tall - height) // 2))
    return np.asarray(shown)


def _border(picture: Rgb, rng: np.random.Generator) -> Rgb:
    edge = round(picture.shape[1] * rng.uniform(0.03, 0.08))
    return _padded(picture, edge, edge, tuple(int(part) for part in rng.integers(0, 256, 3)))


def cropped(picture: Rgb, rng: np.random.Generator, share: float) -> Rgb:
    """Return the picture without ``share`` of its width and of its height, off centre."""
    height, width = picture.shape[:2]
    cut_x, cut_y = round(width * share), round(height * share)
    left, top = (round(cut * float(rng.beta(0.6, 0.6))) for cut in (cut_x, cut_y))
    return np.ascontiguousarray(picture[top : top + height - cut_y, left : left + width - cut_x])


def _picture_in_picture(picture: Rgb, rng: np.random.Generator) -> Rgb:
    """The picture at half its size or more, upon another one."""
    from demasque.simulate.media_world.scenes import picture as other

    height, width = picture.shape[:2]
    shown = np.array(other(int(rng.integers(1 << 40, 1 << 41)), width, height))
    scale = rng.uniform(0.5, 0.7)
    inner = resized(picture, round(width * scale), round(height * scale))
    left = int(rng.integers(0, width - inner.shape[1]))
    top = int(rng.integers(0, height - inner.shape[0]))
    shown[top : top + inner.shape[0], left : left + inner.shape[1]] = inner
    return shown


EDITS: Final[Mapping[str, PictureEdit]] = {
    "jpeg q30": partial(_encoded, form="JPEG", quality=30),
    "jpeg q10": partial(_encoded, form="JPEG", quality=10),
    "webp q20": partial(_encoded, form="WEBP", quality=20),
    "gray": _gray,
    "contrast": _contrast,
    "brightness": _brightness,
    "recoloured": _recolour,
    "noise": _noise,
    "blur": _blur,
    "resized to half": _half,
    "128-pixel thumbnail": _thumbnail,
    "mirrored": _mirror,
    "rotated 90": partial(_turned, quarters=1),
    "rotated 180": partial(_turned, quarters=2),
    "rotated 270": partial(_turned, quarters=3),
    "tilted 3 degrees": _tilted,
    "logo": _logo,
    "tiled watermark": _watermark,
    "subtitle bar": _subtitle,
    "lower third": lower_third,
    "caption": _caption,
    "sticker 30 %": _sticker,
    "letterbox": _letterbox,
    "blurred bars": _blurred_bars,
    "border": _border,
    "crop 5 %": partial(cropped, share=0.05),
    "crop 10 %": partial(cropped, share=0.10),
    "crop 20 %": partial(cropped, share=0.20),
    "crop 30 %": partial(cropped, share=0.30),
    "app screenshot": app_screen,
    "picture in picture": _picture_in_picture,
    "meme bar": meme_frame,
}
"""Every edit of pictures, by name."""

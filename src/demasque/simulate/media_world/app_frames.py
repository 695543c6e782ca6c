"""What is put around or over pictures and is the same on many: app frames, memes, lower thirds."""

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from demasque.simulate.media_world.sketch import Rgb, font, some_words

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageDraw import ImageDraw

Colour = tuple[int, int, int]


class App(NamedTuple):
    """How one app looks on a telephone: lengths are fractions of the screen's width."""

    paper: Colour
    ink: Colour
    accent: Colour
    head: float
    margin: float
    lines: int
    caption_above: bool
    icons: int


APPS: Final = (
    App((255, 255, 255), (20, 20, 20), (29, 120, 242), 0.13, 0.0, 2, True, 4),
    App((16, 18, 24), (235, 235, 235), (29, 155, 240), 0.11, 0.13, 3, True, 5),
    App((255, 255, 255), (38, 38, 38), (225, 48, 108), 0.10, 0.0, 2, False, 3),
    App((222, 234, 246), (0, 0, 0), (60, 150, 90), 0.09, 0.06, 1, False, 1),
    App((246, 246, 246), (25, 25, 25), (200, 30, 30), 0.08, 0.03, 4, False, 4),
)
"""Five apps, light and dark; nobody's real one."""


def app_screen(picture: Rgb, rng: np.random.Generator, app: int | None = None) -> Rgb:
    """Return a telephone's screen with the picture in a post of an app."""
    chosen = int(rng.integers(0, len(APPS))) if app is None else app
    look = APPS[chosen]
    width = picture.shape[1]
    screen, draw = _blank_screen(width, round(width * 1.9), look)
    y = _status_bar(draw, width, look, rng)
    y = _author(draw, width, y, look, rng)
    if look.caption_above:
        y = _lines(draw, width, y, look, rng)
    y = _put_in(screen, picture, y, look)
    y = _icons(draw, width, y, look)
    if not look.caption_above:
        y = _lines(draw, width, y, look, rng)
    while y < screen.height - 0.3 * width:
        y = _lines(draw, width, _author(draw, width, y + 0.02 * width, look, rng), look, rng)
    _tabs(draw, screen, look)
    return np.asarray(screen)


def _blank_screen(width: int, height: int, look: App) -> "tuple[Image, ImageDraw]":
    from PIL import Image, ImageDraw

    screen = Image.new("RGB", (width, height), look.paper)
    return screen, ImageDraw.Draw(screen)


def _status_bar(draw: "ImageDraw", width: int, look: App, rng: np.random.Generator) -> float:
    clock = f"{rng.integers(0, 24):02d}:{rng.integers(0, 60):02d}"
    draw.text((0.05 * width, 0.015 * width), clock, fill=look.ink, font=font(0.035 * width))
    for place in (0.86, 0.91):
        box = (place * width, 0.02 * width, (place + 0.035) * width, 0.045 * width)
        draw.rectangle(box, fill=look.ink)
    return 0.07 * width


def _author(draw: "ImageDraw", width: int, y: float, look: App, rng: np.random.Generator) -> float:
    size = look.head * width
    left = 0.03 * width
    colour = tuple(int(part) for part in rng.integers(40, 220, 3))
    draw.ellipse((left, y + 0.1 * size, left + 0.8 * size, y + 0.9 * size), fill=colour)
    name = some_words(rng, 2)
    draw.text((left + size, y + 0.12 * size), name, fill=look.ink, font=font(0.3 * size))
    grey = tuple((ink + paper) // 2 for ink, paper in zip(look.ink, look.paper, strict=True))
    place = (left + size, y + 0.52 * size)
    draw.text(place, f"@{some_words(rng, 1).lower()}", fill=grey, font=font(0.24 * size))
    draw.rounded_rectangle(
        (0.78 * width, y + 0.25 * size, 0.96 * width, y + 0.7 * size),
        0.2 * size,
        outline=look.accent,
        width=2,
    )
    return y + size


def _lines(draw: "ImageDraw", width: int, y: float, look: App, rng: np.random.Generator) -> float:
    left = max(look.margin, 0.03) * width
    for _ in range(look.lines):
        words = some_words(rng, int(rng.integers(3, 7)))
        draw.text((left, y), words, fill=look.ink, font=font(0.038 * width))
        y += 0.055 * width
    return y + 0.01 * width


def _put_in(screen: "Image", picture: Rgb, y: float, look: App) -> float:
    from PIL import Image

    margin = look.margin * screen.width
    wide = round(screen.width - margin - (0.03 * screen.width if margin else 0))
    tall = round(wide * picture.shape[0] / picture.shape[1])
    screen.paste(Image.fromarray(picture).resize((wide, tall)), (round(margin), round(y)))
    return float(y + tall + 0.02 * screen.width)


def _icons(draw: "ImageDraw", width: int, y: float, look: App) -> float:
    size = 0.05 * width
    for number in range(look.icons):
        left = max(look.margin, 0.04) * width + number * 0.18 * width
        box = (left, y, left + size, y + size)
        if number % 2:
            draw.rounded_rectangle(box, size / 4, outline=look.ink, width=max(width // 200, 1))
        else:
            draw.ellipse(box, outline=look.ink, width=max(width // 200, 1))
    return y + 1.5 * size


def _tabs(draw: "ImageDraw", screen: "Image", look: App) -> None:
    width, top = screen.width, screen.height - 0.12 * screen.width
    draw.rectangle((0, top, width, screen.height), fill=look.paper)
    draw.line((0, top, width, top), fill=look.accent, width=2)
    for number in range(5):
        left = (0.07 + 0.2 * number) * width
        box = (left, top + 0.03 * width, left + 0.06 * width, top + 0.09 * width)
        draw.rectangle(box, fill=look.accent if number == 0 else look.ink)


def lower_third(picture: Rgb, rng: np.random.Generator) -> Rgb:
    """Return the picture with a channel's band over its lower part, and the channel's mark."""
    from PIL import Image, ImageDraw

    shown = Image.fromarray(picture)
    draw = ImageDraw.Draw(shown)
    height, width = picture.shape[:2]
    top = rng.uniform(0.74, 0.8) * height
    band, badge = (tuple(int(part) for part in rng.integers(0, 160, 3)) for _ in range(2))
    draw.rectangle((0, top, width, 0.93 * height), fill=band)
    draw.rectangle((0, top, 0.2 * width, 0.93 * height), fill=badge)
    size = 0.065 * height
    draw.text((0.03 * width, top + size / 2), "News", fill=(255, 255, 255), font=font(size))
    words = some_words(rng, 4), some_words(rng, 6)
    draw.text((0.23 * width, top + 4), words[0], fill=(255, 255, 255), font=font(size))
    draw.text((0.23 * width, top + 4 + size), words[1], fill=(230, 230, 120), font=font(0.7 * size))
    box = (0.84 * width, 0.05 * height, 0.96 * width, 0.14 * height)
    draw.rounded_rectangle(box, size / 4, fill=badge)
    draw.text((0.86 * width, 0.06 * height), some_words(rng, 1)[:4], fill=band, font=font(size))
    return np.asarray(shown)


def meme_frame(picture: Rgb, rng: np.random.Generator) -> Rgb:
    """Return the picture under a white bar with two lines of words, a thin frame around both."""
    from PIL import Image, ImageDraw

    height, width = picture.shape[:2]
    bar, edge = round(0.26 * height), max(width // 60, 2)
    shown = Image.new("RGB", (width + 2 * edge, height + bar + 2 * edge), (255, 255, 255))
    shown.paste(Image.fromarray(picture), (edge, bar + edge))
    draw = ImageDraw.Draw(shown)
    for line in range(2):
        words = some_words(rng, 5)
        place = (0.04 * width, edge + line * 0.45 * bar)
        draw.text(place, words, fill=(0, 0, 0), font=font(0.36 * bar))
    return np.asarray(shown)


def logo_card(rng: np.random.Generator, width: int, height: int) -> Rgb:
    """Return a plain card that shows nothing but a logo, the same for the same ``rng``."""
    from PIL import Image, ImageDraw

    paper, ink = (tuple(int(part) for part in rng.integers(0, 256, 3)) for _ in range(2))
    shown = Image.new("RGB", (width, height), paper)
    draw = ImageDraw.Draw(shown)
    size = 0.22 * height
    x, y = 0.5 * width, 0.42 * height
    draw.ellipse((x - size, y - size, x + size, y + size), fill=ink)
    draw.polygon(
        [(x - size / 2, y + size / 2), (x, y - size / 2), (x + size / 2, y + size / 2)], paper
    )
    place = (x - 1.1 * size, y + 1.2 * size)
    draw.text(place, some_words(rng, 1), fill=ink, font=font(0.6 * size))
    return np.asarray(shown)

"""Pictures drawn for tests of local features, and what is done to pictures."""

import numpy as np
from numpy.typing import NDArray

Picture = NDArray[np.uint8]


def drawing(seed: int, height: int = 360, width: int = 480) -> Picture:
    """Overlapping polygons of many sizes on a smooth ground, with a little noise."""
    import cv2

    draw = np.random.default_rng(seed)
    image = np.empty((height, width, 3), np.float32)
    image[:] = draw.uniform(60, 200, 3)
    for _ in range(90):
        angles = np.sort(draw.uniform(0, 2 * np.pi, draw.integers(3, 8)))
        radius = np.exp(draw.uniform(np.log(8), np.log(110)))
        at = draw.uniform(0, 1, 2) * (width, height)
        corners = at + radius * np.stack([np.cos(angles), np.sin(angles)], 1)
        colour = tuple(float(c) for c in draw.uniform(0, 255, 3))
        cv2.fillPoly(image, [corners.astype(np.int32)], colour)
    noisy = cv2.GaussianBlur(image, (0, 0), 0.7) + draw.normal(0, 2, image.shape)
    return np.clip(noisy, 0, 255).astype(np.uint8)


def subtitled(picture: Picture) -> Picture:
    """The same two lines of white words on a black bar."""
    import cv2

    made = picture.copy()
    height, width = made.shape[:2]
    made[round(0.8 * height) : round(0.96 * height), 20 : width - 20] = 0
    for row, words in enumerate(("what they never told us", "of the vote in this town")):
        place = (30, round(0.87 * height) + 24 * row)
        cv2.putText(made, words, place, cv2.FONT_HERSHEY_SIMPLEX, 0.8, (255,) * 3, 2, cv2.LINE_AA)
    return made


def on_a_screen(picture: Picture) -> Picture:
    """The picture in an app's screen, the same to the letter round any picture."""
    import cv2

    height, width = picture.shape[:2]
    screen = np.full((height * 5 // 2, width, 3), 250, np.uint8)
    screen[:40] = (20, 90, 200)
    words = ("Chirper", "a person @person", "what everybody must see", "and hand on to others")
    for row, line in enumerate(words):
        place = (12, 30 + 34 * row)
        cv2.putText(screen, line, place, cv2.FONT_HERSHEY_SIMPLEX, 0.8, (30,) * 3, 2, cv2.LINE_AA)
    screen[160 : 160 + height] = picture
    for place in range(40, width, 90):
        cv2.circle(screen, (place, 200 + height), 14, (60,) * 3, 3, cv2.LINE_AA)
    return screen

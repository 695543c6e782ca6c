"""Descriptors: the fast kernel is the slow sum, and a mirrored picture's are a permutation."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from demasque.media.features.gradient_bits import gradient_bits, gradient_numbers, mirrored_bits


def weights() -> NDArray[np.float32]:
    off = np.arange(16) - 7.5
    return np.exp(-(off[:, None] ** 2 + off[None] ** 2) / 128).astype(np.float32)


def slow_numbers(grey: NDArray[np.uint8], x: float, y: float, angle: float) -> NDArray[np.float64]:
    """The sum as the docstring says it: trigonometry, one gradient at a time."""
    height, width = grey.shape
    turn = np.deg2rad(angle)

    def shade(i: float, j: float) -> float:
        column = x + 1.8 * (np.cos(turn) * j - np.sin(turn) * i)
        row = y + 1.8 * (np.sin(turn) * j + np.cos(turn) * i)
        column, row = np.clip(column, 0, width - 1.001), np.clip(row, 0, height - 1.001)
        c, r = int(column), int(row)
        right, below = column - c, row - r
        square = grey[r : r + 2, c : c + 2].astype(float)
        return float(np.array([1 - below, below]) @ square @ np.array([1 - right, right]))

    numbers = np.zeros((4, 4, 8))
    for i in range(16):
        for j in range(16):
            down = shade(i - 6.5, j - 7.5) - shade(i - 8.5, j - 7.5)
            across = shade(i - 7.5, j - 6.5) - shade(i - 7.5, j - 8.5)
            strength = weights()[i, j] * np.hypot(across, down)
            eighths = (np.arctan2(down, across) % (2 * np.pi)) * 4 / np.pi
            for row in range(4):
                for column in range(4):
                    near = max(1 - abs(row - ((i + 0.5) / 4 - 0.5)), 0)
                    near *= max(1 - abs(column - ((j + 0.5) / 4 - 0.5)), 0)
                    for direction in range(8):
                        apart = abs(eighths - direction)
                        towards = max(1 - min(apart, 8 - apart), 0)
                        numbers[row, column, direction] += strength * near * towards
    return numbers.reshape(-1)


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_the_kernel_is_the_sum_that_it_says(seed: int) -> None:
    draw = np.random.default_rng(seed)
    grey = draw.integers(0, 256, (40, 50), np.uint8)
    at = (draw.uniform(0, 1, (1, 3)) * (49, 39, 360)).astype(np.float32)
    shapes, starts = np.array([[40, 50]]), np.array([0])
    fast = gradient_numbers(grey.ravel(), shapes, starts, np.array([0]), at, weights())[0]
    slow = slow_numbers(grey, *at[0].astype(float))
    assert np.abs(fast - slow).max() <= 0.02 * slow.max()


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_mirrored_bits_are_those_of_the_mirrored_picture(seed: int) -> None:
    draw = np.random.default_rng(seed)
    grey = draw.integers(0, 256, (60, 80), np.uint8)
    at = (draw.uniform(0.3, 0.7, (20, 3)) * (79, 59, 360)).astype(np.float32)
    there = at.copy()
    there[:, 0], there[:, 2] = 79 - at[:, 0], 180 - at[:, 2]
    # Turned by half a circle, as the mirror turns the axis that angles are counted from.
    straight = gradient_bits([grey], np.zeros(20, np.int64), at)
    flipped = gradient_bits([grey[:, ::-1].copy()], np.zeros(20, np.int64), there)
    differing = np.unpackbits(mirrored_bits(straight) ^ flipped, axis=1).sum(axis=1)
    assert differing.max() <= 4  # roundings at the brink of a comparison


def test_mirroring_twice_changes_nothing() -> None:
    bits = np.random.default_rng(0).integers(0, 256, (50, 32), np.uint8)
    assert np.array_equal(mirrored_bits(mirrored_bits(bits)), bits)


@pytest.mark.parametrize("brighter", [40, -40])
def test_brightness_and_contrast_leave_the_bits(brighter: int) -> None:
    draw = np.random.default_rng(5)
    grey = draw.integers(90, 160, (60, 60), np.uint8)
    at = (draw.uniform(0.3, 0.7, (20, 3)) * (59, 59, 360)).astype(np.float32)
    changed = (grey.astype(np.int64) + brighter).astype(np.uint8)
    octaves = np.zeros(20, np.int64)
    same = gradient_bits([grey], octaves, at) ^ gradient_bits([changed], octaves, at)
    assert np.unpackbits(same, axis=1).sum(axis=1).max() <= 4

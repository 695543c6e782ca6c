"""The fuzzer's seeds, and what it once broke: all are read, or refused with a sentence."""

import contextlib
from pathlib import Path

import pytest
from reading import read_file

from demasque.errors import DemasqueError
from demasque.sources import SOURCES

SEEDS = sorted((Path(__file__).parent / "seeds").iterdir())


def test_every_source_has_a_seed() -> None:
    # A seed of a format is called like it, with a number: reddit-0.csv.
    names = {seed.stem.rsplit("-", 1)[0] for seed in SEEDS}
    assert {source.id for source in SOURCES} <= names


@pytest.mark.parametrize("seed", SEEDS, ids=lambda seed: seed.name)
def test_seeds_are_read_as_whatever_they_are_called(seed: Path) -> None:
    for source in (None, *(source.id for source in SOURCES)):
        with contextlib.suppress(DemasqueError):
            read_file(seed, source)

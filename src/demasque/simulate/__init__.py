"""Which truth do we test against? Labelled worlds made of numbers, for tests, benchmarks, the demo.

``world`` makes posts for the whole pipeline, with an operation, benign groups and labels;
``traits`` makes worlds in which a known campaign shows some traits and not others.
``events`` makes organic event tables by the hundred, ``audiences`` those of stars, ``plant`` adds
coordination of known strength, ``deal`` takes it out again; ``benchmark_events`` makes as many
events as a machine can hold. ``picture`` and ``clip`` draw what ``EDITS`` and ``CLIP_EDITS``
change; ``media_world`` is a folder of such files with labels (the extra ``media``).
``fortnight`` makes a stream, hour by hour, with an operation that is removed and comes back.
Nobody real is in them. See docs/simulator.md.
"""

from typing import TYPE_CHECKING

from demasque.doors import opened

# Its folder bears the same name.
from demasque.simulate.media_world.labelled_media import media_world

if TYPE_CHECKING:
    from demasque.simulate.audience_world import audiences
    from demasque.simulate.benchmark import benchmark_events, co_occurrences
    from demasque.simulate.benign import Benign
    from demasque.simulate.cast import GROUPS
    from demasque.simulate.event_world import SCENES, START, EventWorld, Habits, events
    from demasque.simulate.feeds.fortnight import (
        FeedFile,
        Fortnight,
        Phase,
        fortnight,
        quiet_fortnight,
    )
    from demasque.simulate.media_world.clip_edits import CLIP_EDITS, ClipEdit
    from demasque.simulate.media_world.clip_files import write_clip
    from demasque.simulate.media_world.drawn_clips import CLIP_KINDS, DrawnClip, clip
    from demasque.simulate.media_world.labelled_media import MediaWorld, write_picture
    from demasque.simulate.media_world.picture_edits import EDITS, PictureEdit
    from demasque.simulate.media_world.posted_media import with_media_files, without_texts
    from demasque.simulate.media_world.scenes import SCENES as PICTURE_KINDS
    from demasque.simulate.media_world.scenes import picture
    from demasque.simulate.media_world.traps import CARDS, CLIP_TEMPLATES, TEMPLATES
    from demasque.simulate.operation import Operation
    from demasque.simulate.planting import deal, plant
    from demasque.simulate.post_world import World, world
    from demasque.simulate.trait_worlds.trait_kinds import OF_ACCOUNTS, TRAITS
    from demasque.simulate.trait_worlds.trait_world import TraitWorld, traits
else:
    __getattr__, __dir__ = opened(__name__)

__all__ = [
    "CARDS",
    "CLIP_EDITS",
    "CLIP_KINDS",
    "CLIP_TEMPLATES",
    "EDITS",
    "GROUPS",
    "OF_ACCOUNTS",
    "PICTURE_KINDS",
    "SCENES",
    "START",
    "TEMPLATES",
    "TRAITS",
    "Benign",
    "ClipEdit",
    "DrawnClip",
    "EventWorld",
    "FeedFile",
    "Fortnight",
    "Habits",
    "MediaWorld",
    "Operation",
    "Phase",
    "PictureEdit",
    "TraitWorld",
    "World",
    "audiences",
    "benchmark_events",
    "clip",
    "co_occurrences",
    "deal",
    "events",
    "fortnight",
    "media_world",
    "picture",
    "plant",
    "quiet_fortnight",
    "traits",
    "with_media_files",
    "without_texts",
    "world",
    "write_clip",
    "write_picture",
]

"""The process that reads files from strangers: paths in, what is seen or reasons out.

A path comes on standard input; on standard output go the kind of answer and its bytes
(:mod:`demasque.child_process`).
"""

import os
import sys
import tempfile
from collections.abc import Callable
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Final, cast

import msgspec

from demasque.child_process import answers_only, end_with_parent, receive, send
from demasque.errors import DemasqueError, Sentence
from demasque.media.fingerprints.limits import (
    Limits,
    bound_memory,
    bound_time,
    died,
)

Look = Callable[..., bytes]
"""Looks at the file at a path."""

READY: Final = "ready"
READ: Final = "read"
REFUSED: Final = "refused"


def main(arguments: str) -> None:
    """Answer until standard input ends; ``arguments`` are the limits and options, as JSON."""
    options = msgspec.json.decode(arguments)
    limits = Limits(**options["limits"])
    end_with_parent()
    answers = answers_only()
    _load_packages()
    look = partial(_named(options["look"]), **options["options"])
    _rehearse(look)
    bound_memory(limits)
    send(answers, (READY, b""))
    while (asked := receive(sys.stdin.buffer)) is not None:
        bound_time(limits)
        path = Path(os.fsdecode(msgspec.msgpack.decode(asked)))
        send(answers, _answer(path, look))


def _load_packages() -> None:
    """Load what will be needed, before memory is bound: libraries are not what a file costs."""
    import av
    import cv2
    from PIL import Image

    av.logging.set_level(av.logging.PANIC)
    cv2.setNumThreads(1)
    Image.init()


def _rehearse(look: Callable[[Path], bytes]) -> None:
    """Look at a picture of ours: what libraries load and compile at first use is no file's cost."""
    from PIL import Image

    with tempfile.TemporaryDirectory() as folder:
        ours = Path(folder, "rehearsal.png")
        Image.linear_gradient("L").convert("RGB").save(ours)
        _answer(ours, look)


def _named(look: str) -> Look:
    module, _, name = look.partition(":")
    return cast("Look", getattr(import_module(module), name))


def _answer(path: Path, look: Callable[[Path], bytes]) -> tuple[str, bytes]:
    try:
        return READ, look(path)
    except DemasqueError as error:
        return REFUSED, _recorded(error.sentence)
    except MemoryError:
        return REFUSED, _recorded(died())
    except Exception as error:
        # Whatever a library raises at a file made to break it: the next file is read all the same.
        return REFUSED, _recorded(
            Sentence("It cannot be read: {error}.", error=f"{type(error).__name__}: {error}"[:200])
        )


def _recorded(sentence: Sentence) -> bytes:
    return msgspec.json.encode(sentence.record())

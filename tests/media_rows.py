"""Media beside the posts of `hand_made.world`: clips of an operation, a person's picture, a frame.

Small pictures are made by a function that is given, since most tests need bytes and no picture.
"""

from collections.abc import Callable
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import pyarrow as pa

from demasque.campaigns import find_campaigns
from demasque.case import CaseStore
from demasque.schema import (
    AVATAR_FILES,
    MEDIA_FAMILIES,
    MEDIA_FILES,
    MEDIA_FRAMES,
    MEDIA_IN_POSTS,
    MEDIA_ORIGINS,
    MEDIA_WORDS,
    VENUE_LIST,
)
from hand_made import START, case_of, rows, world

Draw = Callable[[str, bool], bytes]
"""The small picture of a file by its name, clear or blurred."""

CLIPS = ("clip", "clip-mirrored", "clip-subtitled")
VICTIM = ("victim", "victim-cropped")
CHANGES = {"clip-mirrored": ["mirrored"], "clip-subtitled": ["overlaid", "shortened"]}
CHANGES |= {"victim-cropped": ["cropped"]}
NAMES = (*CLIPS, *VICTIM, "template", "once")


def media(name: str) -> str:
    """The SHA-256 of a file of this name."""
    return sha256(name.encode()).hexdigest()


def plain(name: str, blurred: bool) -> bytes:
    """Bytes that stand in no other place."""
    return b"RIFF" + sha256(f"{name} {blurred}".encode()).digest() * 6


def exemplar(name: str) -> str:
    return media(name.partition("-")[0])


def pdq(name: str) -> bytes:
    """Eight orientations that lie far from those of any other name."""
    return b"".join(sha256(f"{name} {turn}".encode()).digest() for turn in range(8))


def media_tables(posts: pa.Table, draw: Draw = plain) -> dict[str, pa.Table]:
    """Rows of all media tables: each comment of the operation holds the clip in one of its forms.

    The account op000 posts the picture of the person besides, bystander1 a copy of it, and it is
    the avatar of bystander0.
    """
    files = [
        {"media": media(name), "kind": "video" if name in CLIPS else "image", "bytes": 9_000}
        | {"width": 640, "height": 360, "seconds": 34.0 if name in CLIPS else None, "kept": False}
        | {"thumbnail": draw(name, False), "blurred": draw(name, True), "added_at": START}
        for name in NAMES
    ]
    used = []
    comments = [row for row in posts.to_pylist() if row["kind"] == "comment"]
    for n, row in enumerate(comments):
        used.append({"post": row["post"], "media": media(CLIPS[n % 3])})
    own = {row["account"]: row["post"] for row in posts.to_pylist() if row["kind"] == "original"}
    used += [
        {"post": own["op000"], "media": media("victim-cropped")},
        {"post": own["bystander1"], "media": media("victim")},
        {"post": own["bystander2"], "media": media("template")},
        {"post": own["op001"], "media": media("template")},
        {"post": own["bystander3"], "media": media("once")},
    ]
    families = [
        {"media": media(name), "exemplar": exemplar(name), "how": CHANGES.get(name, [])}
        | {"content": "template" if name == "template" else "content", "found_by": "pdq"}
        | (
            {"start": 0.0, "end": 20.0, "exemplar_start": 3.0, "exemplar_end": 23.0, "speed": 1.0}
            if name in CLIPS
            else {}
        )
        for name in NAMES
    ]
    frames = [
        {"media": media(name), "frame": 0, "at": 0.0, "hashes": pdq(name), "quality": 100}
        | {"scene": True}
        for name in NAMES
    ]
    return {
        "media_files": rows(MEDIA_FILES, files),
        "media_frames": rows(MEDIA_FRAMES, frames),
        "media_in_posts": rows(MEDIA_IN_POSTS, used),
        "avatar_files": rows(
            AVATAR_FILES, [{"account": "bystander0", "media": media("victim-cropped")}]
        ),
        "media_families": rows(MEDIA_FAMILIES, families),
        "media_words": rows(
            MEDIA_WORDS,
            [
                {
                    "media": media("clip"),
                    "how": "read",
                    "at": 1.0,
                    "reader": "r",
                    "text": "THE GREEN LIGHTHOUSE",
                },
                {
                    "media": media("victim"),
                    "how": "read",
                    "at": 0.0,
                    "reader": "r",
                    "text": "HER OWN WORDS",
                },
            ],
        ),
        "media_origins": rows(
            MEDIA_ORIGINS, [{"media": media("clip"), "name": "encoder", "value": "Lavf60.3.100"}]
        ),
    }


def with_media(folder: Path, draw: Draw = plain, private: tuple[str, ...] = ()) -> CaseStore:
    """Make a case of the operation and its clips; ``private`` accounts are private persons'.

    Pairs of its accounts are tied by the clip besides.
    """
    tables = world()
    tables |= media_tables(tables["posts"], draw)
    listed = [{"account": each, "kind": "private_person", "name": None} for each in private]
    tables["venue_list"] = rows(VENUE_LIST, listed)
    tables["ties"] = pa.concat_tables([tables["ties"], _ties_by_media(tables["ties"])])
    tables["events"] = pa.concat_tables([tables["events"], _events_of_media(tables)])
    known = {"kind": "media", "trace": 7, "value": media("clip")}
    tables["traces"] = pa.concat_tables([tables["traces"], rows(tables["traces"].schema, [known])])
    store = case_of(folder, tables)
    find_campaigns(store)
    return store


def _ties_by_media(ties: pa.Table) -> pa.Table:
    found = [row | {"kind": "media"} for row in ties.to_pylist() if row["kind"] == "text"]
    return rows(ties.schema, found)


def _events_of_media(tables: dict[str, pa.Table]) -> pa.Table:
    comments = [row for row in tables["posts"].to_pylist() if row["kind"] == "comment"]
    found = [
        {"kind": "media", "account": row["account"], "trace": 7, "post": row["post"]}
        | {"at": row["posted_at"] + timedelta(seconds=0)}
        for row in comments
    ]
    return rows(tables["events"].schema, found)

"""Fingerprints to families: who is a copy of whom, in which clothes."""

import json
from collections.abc import Mapping
from typing import Any

import numpy as np
import pyarrow as pa

from demasque.media.families.distance_thresholds import distance_threshold
from demasque.media.families.family_links import FOUND_BY, Link, Links, twin_link
from demasque.media.families.frame_corpus import FrameCorpus, barest
from demasque.media.families.moving.clip_links import clip_links
from demasque.media.families.moving.clip_parts import clip_part_links
from demasque.media.families.moving.recording_links import recording_links
from demasque.media.families.part_links import PartPairs, described_frames, part_links, part_pairs
from demasque.media.families.plain_pictures import Content, content_of
from demasque.media.families.shared_templates import is_template
from demasque.media.families.star_families import StarFamilies, star_families
from demasque.media.families.view_pairs import picture_links, still_links, view_pairs
from demasque.media.families.what_changed import changes
from demasque.media.families.whole_pictures import whole_pairs
from demasque.media.fingerprint import Fingerprint
from demasque.progress import Progress, quiet
from demasque.schema import MEDIA_FAMILIES


def gather(
    fingerprints: Mapping[str, Fingerprint], progress: Progress = quiet, seed: int = 0
) -> pa.Table:
    """Which files are one picture, clip or recording in other clothes?

    Args:
        fingerprints: by the file's SHA-256 in hexadecimal.
        progress: called as ``progress(step, done, total)``.
        seed: draws the unrelated pictures that the threshold is read from.

    Returns:
        One row a file, sorted by name, with the columns of ``media_families``; a file alike to
        none is its own exemplar. The metadata under ``demasque`` are the thresholds, as JSON.
        The same files give the same table in any order.
    """
    if not fingerprints:
        return MEDIA_FAMILIES.empty_table().replace_schema_metadata({"demasque": "{}"})
    corpus = FrameCorpus.of(fingerprints)
    threshold = distance_threshold(corpus, seed)
    links, parts, left_out = _links(corpus, threshold, progress)
    clips = np.array([each.kind != "image" for each in corpus.prints], np.bool_)
    whole = np.array([barest(each) for each in corpus.prints])
    copies = np.bincount(corpus.twin_of, minlength=len(corpus))
    families = star_families(links, clips, whole, copies)
    record = {"threshold": threshold, "files": len(corpus), "parts_not_compared": left_out}
    return _table(corpus, families, parts).replace_schema_metadata({"demasque": json.dumps(record)})


def _links(corpus: FrameCorpus, threshold: int, progress: Progress) -> tuple[Links, PartPairs, int]:
    """All links between files: by whole pictures and frames first, then by parts of those left."""
    still = np.array([each.kind == "image" for each in corpus.prints], np.bool_)
    pairs = view_pairs(corpus, threshold, progress)
    whole = np.concatenate(
        [
            picture_links(corpus, pairs, still),
            picture_links(corpus, whole_pairs(corpus), still),
            still_links(corpus, pairs, still),
            clip_links(corpus, pairs, threshold, progress),
            recording_links(corpus, progress),
        ]
    )
    described, left_out = described_frames(corpus, whole)
    parts = part_pairs(corpus, described, whole, progress)
    in_part = part_links(corpus, parts, still)
    moving = clip_part_links(corpus, parts, threshold, progress)
    return np.concatenate([whole, in_part, moving]), parts, left_out


def _table(corpus: FrameCorpus, families: StarFamilies, parts: PartPairs) -> pa.Table:
    content = [content_of(each) for each in corpus.prints]
    for exemplar in _templates(corpus, families):
        content[exemplar] = "template"
    rows = [_row(corpus, families, parts, content, file) for file in range(len(corpus))]
    return pa.Table.from_pylist(rows, MEDIA_FAMILIES)


def _templates(corpus: FrameCorpus, families: StarFamilies) -> list[int]:
    """Exemplars of families of pictures, alike as a whole, each with words of its own."""
    whole = families.link < 0
    linked = families.links[families.link[~whole]]
    whole[~whole] = (linked["orientation"] == 0) & (linked["part"] < 0)
    still = np.array([each.kind == "image" for each in corpus.prints], np.bool_)
    files = np.flatnonzero(whole & still & (corpus.twin_of == np.arange(len(corpus))))
    files = files[np.argsort(families.exemplar[files], kind="stable")]
    if not files.size:
        return []
    exemplars, firsts = np.unique(families.exemplar[files], return_index=True)
    return [
        int(exemplar)
        for exemplar, own in zip(exemplars, np.split(files, firsts[1:]), strict=True)
        if is_template([corpus.prints[file] for file in own.tolist()])
    ]


def _row(
    corpus: FrameCorpus,
    families: StarFamilies,
    parts: PartPairs,
    content: list[Content],
    file: int,
) -> dict[str, Any]:
    """What ``media_families`` says of one file."""
    stands = int(corpus.twin_of[file])
    exemplar = int(families.exemplar[stands])
    row = {
        "media": corpus.files[file],
        "exemplar": corpus.files[exemplar],
        "content": content[exemplar],
    }
    if exemplar == file:
        return row | {"how": [], "found_by": "same_bytes", "distance": 0.0}
    link: Link = (
        twin_link(file, exemplar) if exemplar == stands else families.links[families.link[stands]]
    )
    return row | {
        "how": changes(corpus, file, link, parts),
        "found_by": FOUND_BY[link["found_by"]],
        "distance": _known(link["distance"]),
        "start": _known(link["start_a"]),
        "end": _known(link["end_a"]),
        "exemplar_start": _known(link["start_b"]),
        "exemplar_end": _known(link["end_b"]),
        "speed": _known(link["speed"]),
    }


def _known(value: float) -> float | None:
    """A number, or null where there is none."""
    return None if np.isnan(value) else float(value)

"""Check an evidence pack without unpacking it: its checksums, its manifest, its custody log.

A pack comes from somebody else: it is read as hostile (:mod:`safe_archives`).
"""

import os
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, Final
from zipfile import ZipFile, ZipInfo

from demasque.errors import UsageError
from demasque.publish.evidence_pack.check_custody import first_broken, withheld
from demasque.publish.evidence_pack.pack_values import (
    FORMAT,
    LOG,
    MANIFEST,
    STAMP,
    SUMS,
    PackCheck,
)
from demasque.publish.evidence_pack.safe_archives import (
    UnsafeArchive,
    hash_inside,
    json_inside,
    opened_archive,
    read_inside,
)
from demasque.publish.evidence_pack.time_stamping import stamped_time
from demasque.sentences import Sentence

_LINE: Final = re.compile(r"([0-9a-f]{64})  (.+)")
_MOST_STAMP: Final = 1 << 20


def verify_pack(path: str | os.PathLike[str]) -> PackCheck:
    """Check that an evidence pack is as it was made; nothing of it is unpacked or run.

    Says what does not fit in ``problems``, an empty list of which proves that files, checksums,
    manifest and custody log agree with one another. Somebody who makes all of them anew is found
    out only by a time stamp, or by the hash that the sender's custody log keeps (``sha256``).

    Raises:
        UsageError: there is no such file, or it is no evidence pack that can be read.
    """
    where = Path(path)
    try:
        with where.open("rb") as file:
            archive, entries = opened_archive(file)
            with archive:
                return _checked(where, archive, entries)
    except UnsafeArchive as error:
        raise UsageError(
            "{file} is not read as an evidence pack: {reason}.", file=where, reason=error.reason
        ) from error
    except OSError as error:
        raise UsageError(
            "{path} cannot be read: {reason}.", path=where, reason=error.strerror or error
        ) from error


def _checked(where: Path, archive: ZipFile, entries: Mapping[str, ZipInfo]) -> PackCheck:
    for name in (SUMS, MANIFEST, LOG):
        if name not in entries:
            raise UnsafeArchive(Sentence("it holds no {name}", name=name))
    manifest = json_inside(archive, entries[MANIFEST])
    if manifest.get("format") != FORMAT:
        raise UnsafeArchive(Sentence("its manifest is that of something else"))
    sums = read_inside(archive, entries[SUMS])
    problems = [*_files(archive, entries, sums), *_manifest(manifest, sums)]
    lines = read_inside(archive, entries[LOG]).splitlines()
    broken = first_broken(lines)
    if broken is not None:
        problems.append(
            Sentence("custody.log, line {line}: it is not as it was written.", line=str(broken))
        )
    stamped_at = None
    if STAMP in entries:
        answer = read_inside(archive, entries[STAMP], _MOST_STAMP)
        problem, stamped_at = _stamp(answer, sums)
        problems += [problem] if problem is not None else []
    return PackCheck(
        where,
        _told(manifest, "case"),
        _told(manifest, "campaign"),
        len(entries),
        sha256(sums).hexdigest(),
        len(lines),
        0 if broken is not None else withheld(lines),
        STAMP in entries,
        stamped_at,
        tuple(problems),
    )


def _files(archive: ZipFile, entries: Mapping[str, ZipInfo], sums: bytes) -> Iterator[Sentence]:
    """Where the files differ from the list of checksums."""
    listed = _listed(sums)
    for name, digest in sorted(listed.items()):
        if name not in entries:
            yield Sentence("{name} is on the list of checksums and is not there.", name=name)
        elif not _is_as_listed(archive, entries[name], digest):
            yield Sentence("{name} was changed.", name=name)
    for name in sorted(set(entries) - set(listed) - {SUMS, STAMP}):
        yield Sentence("{name} is not on the list of checksums: it was added.", name=name)


def _is_as_listed(archive: ZipFile, entry: ZipInfo, digest: str) -> bool:
    with suppress(UnsafeArchive):
        return hash_inside(archive, entry) == digest
    return False


def _listed(sums: bytes) -> dict[str, str]:
    lines = [_LINE.fullmatch(line) for line in sums.decode("utf-8", "replace").splitlines()]
    return {found[2]: found[1] for found in lines if found is not None}


def _manifest(manifest: Mapping[str, Any], sums: bytes) -> Iterator[Sentence]:
    """Where the manifest differs from the list of checksums, which holds the manifest as well."""
    files = manifest.get("files")
    told = {
        str(each.get("name")): str(each.get("sha256"))
        for each in (files if isinstance(files, list) else [])
        if isinstance(each, dict)
    }
    listed = {name: digest for name, digest in _listed(sums).items() if name != MANIFEST}
    if told != listed:
        yield Sentence("The manifest and the list of checksums name different files.")


def _stamp(answer: bytes, sums: bytes) -> tuple[Sentence | None, datetime | None]:
    """What is wrong with the time stamp, if it can be told, and its time."""
    try:
        problem, at = stamped_time(answer, sums)
    except UsageError:
        return None, None
    if problem is None:
        return None, at
    return Sentence("The time stamp does not fit: {reason}.", reason=problem), None


def _told(manifest: Mapping[str, Any], name: str) -> str | None:
    value = manifest.get(name)
    return value[:200] if isinstance(value, str) else None

"""Web archives that an analyst brings: does their own list of hashes hold?

Checked is what WACZ 1.1.1 (Webrecorder, https://specs.webrecorder.net/wacz/1.1.1/) states: a
``datapackage.json`` that lists each file with its size and hash, a WARC file under ``archive/``,
and, where there is one, the digest of that list. Signatures (WACZ-AUTH) are not checked.
"""

import os
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import IO, Any, Final
from zipfile import ZipFile, ZipInfo

from demasque.errors import UsageError, readable
from demasque.publish.evidence_pack.safe_archives import (
    UnsafeArchive,
    hash_inside,
    json_inside,
    opened_archive,
)
from demasque.sentences import Sentence

_LIST: Final = "datapackage.json"
_DIGEST: Final = "datapackage-digest.json"
_HASH: Final = re.compile(r"(sha256|md5):([0-9a-f]{64}|[0-9a-f]{32})")
_WARC: Final = re.compile(r"archive/.+\.warc(\.gz)?")


def wacz_paths(given: Iterable[str | os.PathLike[str]]) -> tuple[Path, ...]:
    """The web archives meant: files as they are named, and of folders those that end in .wacz.

    Raises:
        UsageError: there is no such file, or a folder holds none.
    """
    found: list[Path] = []
    for path in map(Path, given):
        inside = sorted(each for each in path.glob("*.wacz")) if path.is_dir() else [path]
        if not inside:
            raise UsageError("There is no file that ends in .wacz in {path}.", path=path)
        found += inside
    for path in found:
        if not path.is_file():
            raise UsageError("There is no file {path}.", path=path)
    return tuple(dict.fromkeys(found))


def check_wacz(file: IO[bytes], name: str) -> None:
    """Check a web archive against its own list. It is read as hostile, and nothing is unpacked.

    Raises:
        UsageError: it is no WACZ file, its list and its files differ, or it is built to do harm.
    """
    try:
        archive, entries = opened_archive(file)
        with archive:
            _check_list(archive, entries)
    except UnsafeArchive as error:
        raise UsageError(
            "{file} does not go into the pack: {reason}. Export it anew from the tool that "
            "captured it.",
            file=readable(name),
            reason=error.reason,
        ) from error


def _check_list(archive: ZipFile, entries: Mapping[str, ZipInfo]) -> None:
    if _LIST not in entries:
        raise UnsafeArchive(Sentence("it has no datapackage.json, so that it is no WACZ file"))
    listed = _resources(json_inside(archive, entries[_LIST]))
    for name, (size, algorithm, digest) in listed.items():
        if name not in entries:
            raise UnsafeArchive(Sentence("{name} is listed in it and is not there", name=name))
        if (
            entries[name].file_size != size
            or hash_inside(archive, entries[name], algorithm) != digest
        ):
            raise UnsafeArchive(Sentence("{name} is not as its list says", name=name))
    others = sorted(set(entries) - set(listed) - {_LIST, _DIGEST})
    if others:
        raise UnsafeArchive(Sentence("{name} is in it and not on its list", name=others[0]))
    if not any(_WARC.fullmatch(name) for name in listed):
        raise UnsafeArchive(Sentence("it holds no WARC file"))
    if _DIGEST in entries:
        _check_digest(archive, entries)


def _resources(package: Mapping[str, Any]) -> dict[str, tuple[int, str, str]]:
    """By name, what the list says of each file: size, kind of hash, hash."""
    if not isinstance(package.get("wacz_version"), str):
        raise UnsafeArchive(Sentence("its datapackage.json names no version of WACZ"))
    resources = package.get("resources")
    if not isinstance(resources, list) or not resources:
        raise UnsafeArchive(Sentence("its datapackage.json lists no files"))
    listed: dict[str, tuple[int, str, str]] = {}
    for each in resources:
        told = each if isinstance(each, dict) else {}
        path, size = told.get("path"), told.get("bytes")
        kind = _HASH.fullmatch(str(told.get("hash")))
        if not isinstance(path, str) or type(size) is not int or kind is None or path in listed:
            raise UnsafeArchive(
                Sentence("its datapackage.json lists a file without path, size or hash")
            )
        listed[path] = (size, kind[1], kind[2])
    return listed


def _check_digest(archive: ZipFile, entries: Mapping[str, ZipInfo]) -> None:
    told = json_inside(archive, entries[_DIGEST])
    kind = _HASH.fullmatch(str(told.get("hash")))
    if kind is None or hash_inside(archive, entries[_LIST], kind[1]) != kind[2]:
        raise UnsafeArchive(Sentence("{name} is not as its list says", name=_LIST))

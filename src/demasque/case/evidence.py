"""The evidence: every input file once, by the hash of its content, compressed and read-only.

``evidence/SHA256SUMS`` is about the files as they are stored, so that plain ``sha256sum -c`` checks
them; ``evidence/files.jsonl`` says what each was called and its own hash before compression.
"""

import json
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from hashlib import file_digest, sha256
from pathlib import Path

import zstandard

from demasque.atomic import put_in_place, sync_folder, write_file
from demasque.errors import DemasqueError, readable

_BLOCK = 1 << 20
_AS_IT_IS = (b"\x1f\x8b", b"\x28\xb5\x2f\xfd", b"PAR1")  # gzip, zstd, Parquet


@dataclass(frozen=True, slots=True)
class StoredFile:
    """One file of evidence: ``sha256`` is the original's, ``stored_sha256`` of what is kept."""

    sha256: str
    name: str
    size: int
    stored: str
    stored_sha256: str


class Evidence:
    """The folder that keeps the input files."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._list = folder / "files.jsonl"
        self._sums = folder / "SHA256SUMS"

    def files(self) -> dict[str, StoredFile]:
        """Every stored file by the SHA-256 of the original. DemasqueError for a damaged list."""
        if not self._list.exists():
            return {}
        stored = {}
        for number, line in enumerate(self._list.read_bytes().splitlines(), 1):
            try:
                file = StoredFile(**json.loads(line))
            except (ValueError, TypeError) as error:
                raise DemasqueError(
                    "{file}, line {number}: this does not describe a file of evidence. The "
                    "list was changed by something other than demasque; restore it from a "
                    "copy.",
                    file=self._list,
                    number=number,
                ) from error
            stored[file.sha256] = file
        return stored

    def path(self, digest: str) -> Path:
        """Where the stored form of a file is. KeyError for an unknown one."""
        return self.folder / self.files()[digest].stored

    def keep_as_it_is(self, sources: Mapping[str, Path]) -> None:
        """Store files by their SHA-256, not compressed: pictures and clips shrink no further.

        A file that is stored already stays. Raises DemasqueError for one whose content is not of
        this hash any more.
        """
        known = self.files()
        new: dict[str, StoredFile] = {}
        for digest, source in sources.items():
            if digest in known or digest in new:
                continue
            temporary = self.folder / f".incoming-{os.getpid()}"
            with source.open("rb") as stream:
                found, size, stored = _copy(stream, temporary, compress=False)
            if found != digest:
                temporary.unlink()
                raise DemasqueError(
                    "{name} was changed while it was added: add it again.", name=source.name
                )
            temporary.chmod(0o444)
            put_in_place(temporary, self.folder / digest)
            new[digest] = StoredFile(digest, readable(source.name), size, digest, stored)
        if new:
            self._write_lists({**known, **new})

    def keep(self, source: Path) -> StoredFile:
        """Store a file, unless its content is stored already; returns what is kept.

        The copy is complete on disk under a temporary name before it gets its own, and the lists
        come last: a kill at any moment leaves at worst a file that the next call replaces.
        """
        known = self.files()
        temporary = self.folder / f".incoming-{os.getpid()}"
        with source.open("rb") as stream:
            packed = stream.read(4).startswith(_AS_IT_IS)
            stream.seek(0)
            if packed:
                digest = file_digest(stream, "sha256").hexdigest()
                if digest in known:
                    return known[digest]
                stream.seek(0)
            digest, size, stored_digest = _copy(stream, temporary, compress=not packed)
        if digest in known:
            temporary.unlink()
            return known[digest]
        name = digest if packed else f"{digest}.zst"
        temporary.chmod(0o444)
        put_in_place(temporary, self.folder / name)
        file = StoredFile(digest, readable(source.name), size, name, stored_digest)
        self._write_lists({**known, digest: file})
        return file

    def remove(self, digests: Iterable[str]) -> None:
        """Take files out, from the lists first; done again, it completes what a kill cut short."""
        gone = set(digests)
        files = self.files()
        left = {digest: file for digest, file in files.items() if digest not in gone}
        if len(left) < len(files) or not self._sums_are_of(files):
            self._write_lists(left)
        for digest in gone:
            for name in (digest, f"{digest}.zst"):
                (self.folder / name).unlink(missing_ok=True)
        sync_folder(self.folder)

    def _write_lists(self, files: dict[str, StoredFile]) -> None:
        lines = [json.dumps(asdict(file), ensure_ascii=False) + "\n" for file in files.values()]
        write_file(self._list, "".join(lines).encode())
        write_file(self._sums, _sums(files.values()))

    def changed(self) -> Iterator[str]:
        """Names of files in the folder that are missing, or not as they were stored.

        A stored file is compared with its own hash and, unpacked, with the hash of the original,
        which the custody log holds too.
        """
        files = self.files()
        for file in files.values():
            if not _as_stored(self.folder / file.stored, file):
                yield file.stored
        if files and not self._sums_are_of(files):
            yield self._sums.name

    def _sums_are_of(self, files: Mapping[str, StoredFile]) -> bool:
        written = self._sums.read_bytes() if self._sums.is_file() else b""
        return written == _sums(files.values())

    def foreign(self) -> Iterator[str]:
        """Names of files in the folder that are in no list; those a killed command left are none.

        Such a file is complete and named by its content: adding it again puts it on the lists.
        """
        known = {file.stored for file in self.files().values()} | {self._list.name, self._sums.name}
        for path in sorted(self.folder.iterdir()):
            hidden = path.name.startswith(".")
            if path.name not in known and not hidden and not _named_by_content(path):
                yield readable(path.name)

    def clear_leftovers(self) -> None:
        """Remove what killed commands left half written, and complete the sums that one left.

        Between the list and the sums a kill leaves sums that lack the last file, and nothing else.
        """
        for path in self.folder.glob(".incoming-*"):
            path.unlink()
        with suppress(DemasqueError):  # a damaged list is for those who need the list
            files = self.files()
            if files and self._sums_are_of(dict(list(files.items())[:-1])):
                write_file(self._sums, _sums(files.values()))


def _sums(files: Iterable[StoredFile]) -> bytes:
    """What ``sha256sum -c`` reads."""
    return "".join(sorted(f"{file.stored_sha256}  {file.stored}\n" for file in files)).encode()


def _named_by_content(path: Path) -> bool:
    if not path.is_file():
        return False
    with path.open("rb") as stream:
        stored = file_digest(stream, "sha256").hexdigest()
    return _as_stored(path, StoredFile(path.name.removesuffix(".zst"), "", 0, path.name, stored))


def _as_stored(path: Path, file: StoredFile) -> bool:
    if not path.is_file():
        return False
    with path.open("rb") as stream:
        if file_digest(stream, "sha256").hexdigest() != file.stored_sha256:
            return False
        if file.stored == file.sha256:
            return file.sha256 == file.stored_sha256
        stream.seek(0)
        original = sha256()
        try:
            for block in zstandard.ZstdDecompressor().read_to_iter(stream, read_size=_BLOCK):
                original.update(block)
        except zstandard.ZstdError:
            return False
    return original.hexdigest() == file.sha256


def _copy(stream: object, target: Path, *, compress: bool) -> tuple[str, int, str]:
    """Copy a stream: (SHA-256 of what was read, its size, SHA-256 of what was written)."""
    read, written, size = sha256(), sha256(), 0
    # Packed in threads of its own while this one hashes.
    packer = zstandard.ZstdCompressor(level=1, threads=2).compressobj() if compress else None
    with target.open("wb") as out:

        def put(data: bytes) -> None:
            written.update(data)
            out.write(data)

        while block := stream.read(_BLOCK):  # type: ignore[attr-defined]
            read.update(block)
            size += len(block)
            put(packer.compress(block) if packer else block)
        if packer:
            put(packer.flush())
        out.flush()
        os.fsync(out.fileno())
    return read.hexdigest(), size, written.hexdigest()

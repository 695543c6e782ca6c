"""The evidence: every input file once, by the hash of its content, compressed and read-only.

``evidence/SHA256SUMS`` is about the files as they are stored, so that plain ``sha256sum -c`` checks
them; ``evidence/files.jsonl`` says what each was called and its own hash before compression.
"""

import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from hashlib import file_digest, sha256
from pathlib import Path

import zstandard

from demasque.case.durable import sync_folder, write_file

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

    def files(self) -> dict[str, StoredFile]:
        """Every stored file by the SHA-256 of the original."""
        if not self._list.exists():
            return {}
        lines = self._list.read_text("utf-8").splitlines()
        stored = (StoredFile(**json.loads(line)) for line in lines)
        return {file.sha256: file for file in stored}

    def path(self, digest: str) -> Path:
        """Where the stored form of a file is. KeyError for an unknown one."""
        return self.folder / self.files()[digest].stored

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
        temporary.replace(self.folder / name)
        file = StoredFile(digest, source.name, size, name, stored_digest)
        self._write_lists({**known, digest: file})
        return file

    def _write_lists(self, files: dict[str, StoredFile]) -> None:
        lines = [json.dumps(asdict(file), ensure_ascii=False) + "\n" for file in files.values()]
        sums = sorted(f"{file.stored_sha256}  {file.stored}\n" for file in files.values())
        sync_folder(self.folder)
        write_file(self._list, "".join(lines).encode())
        write_file(self.folder / "SHA256SUMS", "".join(sums).encode())

    def changed(self) -> Iterator[str]:
        """Names of stored files that are missing, or not as they were stored."""
        for file in self.files().values():
            path = self.folder / file.stored
            if not path.is_file():
                yield file.stored
                continue
            with path.open("rb") as stream:
                if file_digest(stream, "sha256").hexdigest() != file.stored_sha256:
                    yield file.stored

    def clear_leftovers(self) -> None:
        """Remove what killed commands left half written."""
        for path in self.folder.glob(".incoming-*"):
            path.unlink()


def _copy(stream: object, target: Path, *, compress: bool) -> tuple[str, int, str]:
    """Copy a stream: (SHA-256 of what was read, its size, SHA-256 of what was written)."""
    read, written, size = sha256(), sha256(), 0
    packer = zstandard.ZstdCompressor(level=1).compressobj() if compress else None
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

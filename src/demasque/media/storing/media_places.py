"""Where the files beside posts lie now: in the evidence, where the user has them, or in a zip."""

import shutil
import tempfile
import weakref
from collections.abc import Iterator, Mapping
from pathlib import Path

from demasque.case import UNPACKED_FOLDERS, CaseStore, FilePlace
from demasque.sources import unpack_member


class MediaPlaces(Mapping[str, Path]):
    """SHA-256 -> the path of the file, for those that are where they were added, or in evidence.

    A file in a zip is unpacked when it is asked for, into a folder that goes with this object. One
    that is gone, or has another size now, is not there. Whether the zip still holds a file is seen
    only then, and KeyError says that it does not: ask by ``get``.
    """

    def __init__(self, store: CaseStore) -> None:
        self._case = store.path
        self._unpacked: dict[str, Path] = {}
        self._folder: Path | None = None
        self._sizes: dict[str, int] = {}
        self._places: dict[str, FilePlace] = {}
        noted, evidence = store.places.read(), store.evidence.files()
        rows = store.sql("SELECT media, bytes, kept FROM media_files ORDER BY media").to_pylist()
        for row in rows:
            media, size = row["media"], row["bytes"]
            places = noted.get(media, [])
            if row["kept"] and media in evidence:
                places = [FilePlace(str(store.evidence.path(media))), *places]
            place = next((each for each in places if _is_there(each, size)), None)
            if place is not None:
                self._sizes[media], self._places[media] = size, place

    def __getitem__(self, media: str) -> Path:
        place = self._places[media]
        if place.member is None:
            return Path(place.path)
        if media not in self._unpacked:
            target = self._scratch() / f"{media}{Path(place.member).suffix.lower()[:8]}"
            if not unpack_member(Path(place.path), place.member, target, self._sizes[media]):
                raise KeyError(media)
            self._unpacked[media] = target
        return self._unpacked[media]

    def __contains__(self, media: object) -> bool:
        return media in self._places  # and nothing is unpacked to see it

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)

    def _scratch(self) -> Path:
        if self._folder is None:
            self._folder = Path(tempfile.mkdtemp(prefix=UNPACKED_FOLDERS, dir=self._case))
            weakref.finalize(self, shutil.rmtree, self._folder, ignore_errors=True)
        return self._folder


def file_paths(store: CaseStore) -> MediaPlaces:
    """SHA-256 -> where each file beside posts lies now; files that are not there are left out."""
    return MediaPlaces(store)


def _is_there(place: FilePlace, size: int) -> bool:
    path = Path(place.path)
    try:
        return path.is_file() and (place.member is not None or path.stat().st_size == size)
    except OSError:
        return False

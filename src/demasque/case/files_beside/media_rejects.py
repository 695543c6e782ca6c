"""What could not be used of folders of files beside posts: rows of their lists, and files.

Names of files may name people, so they stand in no table: ``media-rejects.jsonl``, in the case's
folder and readable by its owner only, says them, one JSON line each. Anonymising, forgetting and
purging remove it; adding the folder again writes its lines anew.
"""

import json
import os
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path

from demasque.atomic import sync_folder, write_file
from demasque.errors import DemasqueError


@dataclass(frozen=True, slots=True)
class RejectedFile:
    """A row of a folder's list, or (``line`` None) a file in it, that could not be used.

    ``file`` is the list, or the file, in the ``folder`` (or zip). ``place`` tells folders of one
    name apart: the SHA-256 of where it lay, "" in a list of before that was kept.
    """

    folder: str
    file: str
    line: int | None
    reason: str
    place: str = ""


class MediaRejects:
    """The rejected rows and files of one case's folders."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def read(self) -> list[RejectedFile]:
        """All of them, folders in the order of adding. DemasqueError for a damaged list."""
        lines = self.path.read_bytes().splitlines() if self.path.exists() else []
        try:
            return [RejectedFile(**json.loads(line)) for line in lines]
        except (ValueError, TypeError) as error:
            raise DemasqueError(
                "{file} is damaged. Remove it, and add the folders again.", file=self.path
            ) from error

    def replace(
        self, folder: str, path: Path, rejected: Iterable[tuple[str, int | None, str]]
    ) -> None:
        """Put what was rejected of a folder in the place of what was at an earlier adding.

        ``path`` is where the folder, or zip, lies: another of the same name elsewhere keeps its
        own. Each of ``rejected`` is a file, a line and the reason. Rows that do not say their place
        go with the first folder of that name.
        """
        before = self.read()
        place = sha256(os.fsencode(path.resolve())).hexdigest()
        others = (row for row in before if row.folder != folder or row.place not in ("", place))
        new = (RejectedFile(folder, file, line, reason, place) for file, line, reason in rejected)
        after = [*others, *new]
        if after != before:
            lines = (json.dumps(asdict(row)) + "\n" for row in after)
            write_file(self.path, "".join(lines).encode(), mode=0o600)

    def clear(self) -> None:
        """Remove the list."""
        if self.path.exists():
            self.path.unlink()
            sync_folder(self.path.parent)

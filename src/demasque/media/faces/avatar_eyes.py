"""Eyes in the profile pictures that were added to a case: looked for once a file."""

from dataclasses import dataclass
from typing import Final

import pyarrow as pa

from demasque.case import CaseStore
from demasque.errors import Sentence
from demasque.media.faces.eye_finder import can_find_eyes
from demasque.media.faces.eye_positions import look_for_eyes, row_of
from demasque.media.storing import file_paths
from demasque.media.words.readable_frames import is_still
from demasque.progress import Progress, quiet
from demasque.schema import MEDIA_EYES

_NOT_LOOKED_AT: Final = """
    SELECT DISTINCT media FROM avatar_files ANTI JOIN media_eyes USING (media) ORDER BY media"""


@dataclass(frozen=True)
class AvatarEyes:
    """How many profile pictures were looked at just now, and of how many the file is gone.

    ``left_out`` counts those that wait for the extra `faces`.
    """

    looked_at: int = 0
    gone: int = 0
    left_out: int = 0

    @property
    def warnings(self) -> tuple[Sentence, ...]:
        """What a user should know of pictures that were not looked at."""
        warnings = []
        if self.left_out:
            warnings.append(
                Sentence.counted(
                    "Eyes were not looked for in {n} profile picture: pip install "
                    "'demasque[faces]', and detect again.",
                    "Eyes were not looked for in {n} profile pictures: pip install "
                    "'demasque[faces]', and detect again.",
                    self.left_out,
                )
            )
        if self.gone:
            warnings.append(
                Sentence.counted(
                    "{n} profile picture is not where it was when it was added, and was not "
                    "looked at: put it back, or add the folder again.",
                    "{n} profile pictures are not where they were when they were added, and were "
                    "not looked at: put them back, or add the folder again.",
                    self.gone,
                )
            )
        return tuple(warnings)


def measure_avatars(store: CaseStore, progress: Progress = quiet) -> AvatarEyes:
    """Look for eyes in the profile pictures in which nobody looked yet; fills ``media_eyes``."""
    waiting = store.sql(_NOT_LOOKED_AT)["media"].to_pylist()
    if not waiting:
        return AvatarEyes()
    if not can_find_eyes():
        return AvatarEyes(left_out=len(waiting))
    places = file_paths(store)
    # A zip may have been replaced: its member is then gone, or another file of the same name.
    found_at = {media: places.get(media) for media in waiting}
    here = {m: path for m, path in found_at.items() if path is not None and is_still(path, m)}
    looked = look_for_eyes(list(here.values()), progress)
    rows = [
        {"media": media} | row_of(found) for media, (_, found) in zip(here, looked, strict=True)
    ]
    store.insert({"media_eyes": pa.Table.from_pylist(rows, MEDIA_EYES)})
    return AvatarEyes(looked_at=len(here), gone=len(waiting) - len(here))

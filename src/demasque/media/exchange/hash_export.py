"""The case's hashes for others: PDQ of pictures and frames, never a picture of any size."""

import csv
import io
import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal

from demasque.atomic import write_file
from demasque.case import CaseStore
from demasque.errors import Sentence, UsageError
from demasque.media.exchange.hash_matching import LEAST_QUALITY, file_uses

HashFormat = Literal["csv", "json"]
HASH_FORMATS: Final = ("csv", "json")

COLUMNS: Final = (
    "pdq", "quality", "seconds", "media", "kind", "family", "posts", "accounts", "first_day",
)  # fmt: skip
"""Of the CSV file: one row for each picture, and each different frame of a clip."""


@dataclass(frozen=True)
class ExportedHashes:
    """What was written: files and hashes; and files left out, by why."""

    path: Path
    files: int
    hashes: int
    plain: int  # blank, logo or template, not content
    low: int  # no frame of sufficient quality
    rare: int  # used by too few accounts
    protected: int

    def remarks(self) -> list[Sentence]:
        """What was written and what was not, for whoever asked."""
        told = [
            Sentence.counted(
                "{n} file was left out: blank, a logo or a template.",
                "{n} files were left out: blank, a logo or a template.",
                self.plain,
            ),
            Sentence.counted(
                "{n} file was left out: too little to see for a hash (quality below 50).",
                "{n} files were left out: too little to see for a hash (quality below 50).",
                self.low,
            ),
            Sentence.counted(
                "{n} file was left out: too few accounts posted it.",
                "{n} files were left out: too few accounts posted them.",
                self.rare,
            ),
            Sentence.counted(
                "{n} file of protected people was left out.",
                "{n} files of protected people were left out.",
                self.protected,
            ),
        ]
        written = Sentence.counted(
            "{n} hash was written to {path}, of {files}.",
            "{n} hashes were written to {path}, of {files}.",
            self.hashes,
            path=self.path,
            files=Sentence.counted("{n} picture or clip", "{n} pictures and clips", self.files),
        )
        return [written, *(each for each in told if each.n)]


def export_hashes(
    store: CaseStore,
    path: str | Path,
    format: str | None = None,
    *,
    accounts: int = 0,
    protected: Collection[str] = (),
) -> ExportedHashes:
    """Write the PDQ of files of content, and of how many posts and accounts they are.

    Args:
        store: the case.
        path: the file to be written, whole or not at all.
        format: "csv", or "json" as ThreatExchange shares indicators; by the file's ending if None.
        accounts: files that fewer accounts posted are left out.
        protected: files that are left out, and files of whose families one is.

    Raises:
        UsageError: no such format, or the path cannot be written.
    """
    place = Path(path)
    chosen = format or ("json" if place.suffix.lower() == ".json" else "csv")
    if chosen not in HASH_FORMATS:
        raise UsageError(
            "There is no format {format} for hashes; there are {formats}.",
            format=chosen,
            formats=", ".join(HASH_FORMATS),
        )
    files = list(_files(store))
    left = dict.fromkeys(("protected", "plain", "low", "rare"), 0)
    written = []
    for file in files:
        why = _left_out(file, accounts, protected)
        if why is None:
            written.append(file)
        else:
            left[why] += 1
    words = _csv(written) if chosen == "csv" else _json(written)
    try:
        write_file(place, words.encode())
    except OSError as error:
        raise UsageError(
            "{path} cannot be written: {reason}.", path=place, reason=error.strerror or error
        ) from None
    hashes = sum(len(file["frames"]) for file in written)
    return ExportedHashes(place, len(written), hashes, **left)


def _files(store: CaseStore) -> Iterator[dict[str, Any]]:
    """Every picture and clip with its uses, and its frames that look different."""
    frames: dict[str, dict[str, dict[str, Any]]] = {}
    table = store.sql(
        'SELECT media, "at", quality, coalesce(reference, hashes) AS hashes FROM media_frames '
        f"WHERE quality >= {LEAST_QUALITY} ORDER BY media, frame"
    )
    for row in table.to_pylist():
        pdq = row["hashes"][:32].hex()
        frames.setdefault(row["media"], {}).setdefault(pdq, {**row, "pdq": pdq})
    files = store.sql(
        "SELECT media, kind FROM media_files WHERE kind IN ('image', 'video') ORDER BY media"
    ).to_pylist()
    uses = file_uses(store, [file["media"] for file in files])
    for file in files:
        shown = list(frames.get(file["media"], {}).values())
        yield {**file, **uses[file["media"]], "frames": shown}


def _left_out(file: dict[str, Any], accounts: int, protected: Collection[str]) -> str | None:
    """Why a file is not written; None if it is."""
    if file["media"] in protected or file["family"] in protected:
        return "protected"
    if file["content"] not in (None, "content"):
        return "plain"
    if not file["frames"]:
        return "low"
    return "rare" if file["accounts"] < accounts else None


def _csv(files: list[dict[str, Any]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for file in files:
        clip = file["kind"] == "video"
        for frame in file["frames"]:
            row = {**file, **frame, "seconds": frame["at"] if clip else None}
            row["first_day"] = _first_day(file)
            writer.writerow([row[name] for name in COLUMNS])
    return out.getvalue()


def _json(files: list[dict[str, Any]]) -> str:
    """Indicators as ThreatExchange's ``threat_updates`` lists them; a clip's is its vPDQ."""
    return json.dumps({"data": [_indicator(file) for file in files]}, indent=1) + "\n"


def _indicator(file: dict[str, Any]) -> dict[str, Any]:
    picture = file["kind"] == "image"
    indicator = file["frames"][0]["pdq"]
    if not picture:
        indicator = json.dumps(
            [f"{each['pdq']},{each['quality']},{each['at']:.3f}" for each in file["frames"]]
        )
    descriptor = {
        # Nothing is said of what the picture is: that is for whoever shares it to say.
        "status": "UNKNOWN",
        "tags": ["media_type_photo" if picture else "media_type_video"],
        "sha256": file["media"],
        "family": file["family"],
        "quality": file["frames"][0]["quality"] if picture else None,
        "posts": file["posts"],
        "accounts": file["accounts"],
        "first_day": _first_day(file),
    }
    return {
        "indicator": indicator,
        "type": "HASH_PDQ" if picture else "HASH_VIDEO_VPDQ",
        "should_delete": False,
        "descriptors": {"data": [{k: v for k, v in descriptor.items() if v is not None}]},
    }


def _first_day(file: dict[str, Any]) -> str | None:
    return None if file["first_at"] is None else file["first_at"].date().isoformat()

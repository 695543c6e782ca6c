"""A feed that falls silent beyond its own gaps, or changes its format, is told of; once."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

from demasque.watch import find_silence, keep_silence
from watched_case import WatchedCase, day, kinds


class FedCase(WatchedCase):
    """A case whose rounds had files of a feed, with posts in them."""

    def feed(self, at: float, *, refused: int = 0, spoken: bool = True) -> None:
        number = len(self.taken) + 1
        source = f"{number:064x}"
        name = f"bluesky-20260302T000000Z-{number:04}.ndjson"
        self.taken.append({"round": number, "stage": "done", "files": [name], "begun_at": day(at)})
        self.files.append(
            {"source_file": source, "name": name, "source": "jetstream", "mapping": "{}",
             "rows": 30, "added_at": day(0)}
        )  # fmt: skip
        for n in range(24 - refused):
            self.post(f"a_{n}", at, f"words of {n} at {at}")
            self.posts[-1] |= {"source_file": source, "lang": "en" if spoken else None}
        self.rejects += [
            {"source_file": source, "source_line": n, "reason": "no time"} for n in range(refused)
        ]
        for table, rows in (("watch_rounds", self.taken), ("files", self.files),
                            ("rejects", self.rejects)):  # fmt: skip
            self.put(table, rows)
        self.campaigns()

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.taken: list[dict[str, Any]] = []
        self.files: list[dict[str, Any]] = []
        self.rejects: list[dict[str, Any]] = []


def silence(case: FedCase, at: float) -> list[str]:
    alerts = find_silence(case.store, case.asked, len(case.taken), day(at))
    return kinds(keep_silence(case.store, alerts))


def test_silence_is_told_once_and_weekends_that_it_always_had_are_not(tmp_path: Path) -> None:
    case = FedCase(tmp_path)
    for at in (0, 1, 2, 3, 4, 7, 8, 9, 10, 11):  # five days of each week
        case.feed(at)
        assert case.round(at) == []
    assert silence(case, 11 + 4.4) == []
    assert silence(case, 11 + 4.6) == ["feed-silent"]
    assert silence(case, 11 + 9) == []
    case.asked = replace(case.asked, inbox=tmp_path)
    case.store.replace({"alerts": case.store.sql("FROM alerts WHERE false")})
    state = tmp_path / ".collect-bluesky.json"
    state.write_text(json.dumps({"last_record_at": day(19).isoformat()}), "utf-8")
    assert silence(case, 20) == []  # it hears the network: nothing that is wanted was said
    state.write_text("{", "utf-8")
    assert silence(case, 20) == ["feed-silent"]


def test_a_changed_format_is_told_when_it_changes(tmp_path: Path) -> None:
    case = FedCase(tmp_path)
    for at in range(6):
        case.feed(at, refused=at % 2)
        assert case.round(at) == []
    case.feed(6, refused=20)
    (changed,) = case.round(6)
    assert (changed.kind, changed.subject) == ("feed-changed", "bluesky")
    assert changed.figures["changed"] == "refused"
    case.feed(7, refused=20)
    assert case.round(7) == []  # as it was: no news
    case.feed(8, spoken=False)
    (again,) = case.round(8)
    assert again.figures["changed"] == "no_lang"

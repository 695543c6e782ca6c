"""Of no source does a raw id, name or personal value get beyond the evidence."""

import json
import re
from functools import partial
from pathlib import Path

import pytest
from samples import SAMPLES

from demasque.api import create_case
from demasque.ingest import reveal
from demasque.publish import EXPORTERS
from handed_forms import made_unless_refused

LONG = 7
"""Shorter ids, such as "a0", stand in any file."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every source's sample in one case, its reports and exports, and what they must not show."""
    folder = tmp_path_factory.mktemp("every")
    exports = folder / "exports"
    exports.mkdir()
    for n, sample in enumerate(SAMPLES):
        (exports / f"{n}-{sample.name}").write_bytes(sample.write())
    with create_case(folder / "case") as case:
        files = case.add(*sorted(exports.iterdir()))
        assert [file.problem for file in files if file.problem] == []
        case.detect(["1h"], min_shared=1)
        for lang in ("en", "fr"):
            case.report(folder / "out" / f"report.{lang}.html", lang=lang)
        for format in EXPORTERS:
            made_unless_refused(format, partial(case.export, format, folder / "out" / format))
        links = " ".join(case.sql("SELECT url FROM links")["url"].to_pylist())
        raw = {
            kind: sorted(set(reveal(case._store, kind)["raw"].to_pylist()))
            for kind in ("account", "post")
        }
    # An address keeps the post that it leads to: what was shared is the finding.
    hidden = [*raw["account"], *(post for post in raw["post"] if post not in links)]
    secrets = {secret for sample in SAMPLES for secret in sample.secrets}
    (folder / "hidden.json").write_text(json.dumps([*hidden, *sorted(secrets)]))
    return folder


def hidden_in(folder: Path) -> list[bytes]:
    words = json.loads((folder / "hidden.json").read_text())
    return [word.encode() for word in words if len(word) >= LONG]


def leaks(content: bytes, hidden: list[bytes]) -> list[bytes]:
    # Not inside another word: "account-1" does not stand in "account-10", nor an id in a hash.
    return [
        word
        for word in hidden
        if word in content and re.search(rb"(?<![\w-])" + re.escape(word) + rb"(?![\w-])", content)
    ]


def test_the_search_would_find_it(folder: Path) -> None:
    hidden = hidden_in(folder)
    assert len(hidden) > 40
    exports = b"\n".join(path.read_bytes() for path in (folder / "exports").iterdir())
    assert len(leaks(exports, hidden)) > len(hidden) // 2


def test_nothing_raw_of_any_source_beyond_the_evidence(folder: Path) -> None:
    hidden, seen = hidden_in(folder), 0
    for place in (folder / "case", folder / "out"):
        for path in place.rglob("*"):
            if path.is_file() and path.parent.name != "evidence":
                assert leaks(path.read_bytes(), hidden) == [], path
                seen += 1
    assert seen > len(EXPORTERS)


def test_the_run_log_counts_the_personal_values(folder: Path) -> None:
    (log,) = (folder / "case" / "runs").glob("*-add/run.json")
    dropped = json.loads(log.read_text())["notes"]["personal_dropped"]
    assert sum(fields.get("full_name", 0) for fields in dropped.values()) >= 3
    assert all(n > 0 for fields in dropped.values() for n in fields.values())

"""A report of a case with little in it, at a place that cannot be written, of hostile words."""

from html import unescape
from html.parser import HTMLParser
from pathlib import Path

import pyarrow as pa
import pytest

from demasque.campaigns import find_campaigns
from demasque.case import CaseStore
from demasque.errors import UsageError
from demasque.findings import read_findings
from demasque.publish import write_report
from demasque.schema import POSTS, TRACES
from hand_made import case_of, world

HOSTILE = (
    "</style></blockquote><img src=x onerror=alert(1)>\"'><a href='javascript:x'>&amp;{{ 7*7 }}"
)


class Tags(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[str] = []
        self.links: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [name for name, _ in attrs]
        self.links += [value or "" for name, value in attrs if name == "href"]


def replaced(tables: dict[str, pa.Table], table: str, schema: pa.Schema, **values: object):
    """The same tables with these values in every row of one of them."""
    rows = [row | values for row in tables[table].to_pylist()]
    return tables | {table: pa.Table.from_pylist(rows, schema)}


def report_of(folder: Path, tables: dict[str, pa.Table], language: str = "en") -> str:
    with case_of(folder, tables) as store:
        find_campaigns(store)
        return write_report(store, folder / "report.html", language).read_text("utf-8")


def test_hostile_words_and_traces_stay_words(tmp_path: Path) -> None:
    tables = replaced(world(), "posts", POSTS, text=HOSTILE)
    html = report_of(tmp_path, replaced(tables, "traces", TRACES, value=HOSTILE))
    parsed = Tags(html)
    assert not {"img", "script", "iframe"} & set(parsed.tags)
    assert not [name for name in parsed.attributes if name.startswith("on")]
    assert not [link for link in parsed.links if not link.startswith("#")]
    assert "{{ 7*7 }}" in unescape(html)
    assert html.count("</style>") == 1


@pytest.mark.parametrize("column", ["platform", "venue"])
def test_hostile_names_stay_names(tmp_path: Path, column: str) -> None:
    tables = replaced(world(), "posts", POSTS, **{column: HOSTILE})
    parsed = Tags(report_of(tmp_path, tables))
    assert "img" not in parsed.tags
    assert not [link for link in parsed.links if not link.startswith("#")]


def test_a_campaign_whose_posts_have_no_words_says_so(tmp_path: Path) -> None:
    html = report_of(tmp_path, replaced(world(), "posts", POSTS, text=None))
    assert "no text in the export" in html
    assert "What they say" not in html


@pytest.mark.parametrize("language", ["en", "fr"])
def test_an_empty_case_has_a_report(tmp_path: Path, language: str) -> None:
    html = report_of(tmp_path, {}, language)
    assert "None" not in html
    assert f'<html lang="{language}">' in html


def test_an_empty_case_has_findings_of_nothing(tmp_path: Path) -> None:
    with case_of(tmp_path) as store:
        found = read_findings(store)
    assert (found.overview.posts, found.overview.accounts, found.overview.tied_pairs) == (0, 0, 0)
    assert found.overview.first_at is None
    assert (found.summaries, found.campaigns, found.campaigns_left_out) == ((), (), 0)


def test_a_place_below_a_file_or_none_is_refused_with_its_name(
    tmp_path: Path,
) -> None:
    with case_of(tmp_path, world()) as store:
        find_campaigns(store)
        (tmp_path / "file").write_text("mine")
        for place in (tmp_path / "file" / "report.html", tmp_path / "case"):
            with pytest.raises(UsageError, match=place.name):
                write_report(store, place)
    assert (tmp_path / "file").read_text() == "mine"


def test_a_failure_half_way_leaves_the_earlier_report(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with case_of(tmp_path, world()) as store:
        find_campaigns(store)
        path = write_report(store, tmp_path / "report.html")
        before = path.read_bytes()

        def fail(*_: object, **__: object) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(Path, "write_text", fail)
        with pytest.raises(UsageError, match="No space left"):
            write_report(store, path)
    assert path.read_bytes() == before
    assert {entry.name for entry in tmp_path.iterdir()} == {"case", "report.html"}


def test_a_torn_record_of_a_run_is_left_out(tmp_path: Path) -> None:
    with case_of(tmp_path, world()) as store:
        find_campaigns(store)
        with store.run("detect", {}, seed=1):
            pass
        (store.path / "runs" / "torn").mkdir()
        (store.path / "runs" / "torn" / "run.json").write_text('{"command": "det')
        found = read_findings(store)
    assert [run["command"] for run in found.runs] == ["detect"]


def test_evidence_is_listed_by_name(store_with_files: CaseStore) -> None:
    found = read_findings(store_with_files)
    assert [file.name for file in found.inputs] == ["a.csv", "b.csv"]
    assert [file.size for file in found.inputs] == [3, 5]


@pytest.fixture
def store_with_files(tmp_path: Path):
    with case_of(tmp_path) as store:
        for name, words in (("b.csv", "1,234"), ("a.csv", "1,2")):
            (tmp_path / name).write_text(words)
            store.evidence.keep(tmp_path / name)
        yield store

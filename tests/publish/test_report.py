"""The report says what was found, shows the posts, and needs nothing but itself."""

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from demasque.campaigns import find_campaigns
from demasque.case import CaseStore
from demasque.errors import Sentence, UsageError
from demasque.publish import write_report
from demasque.publish.drawing.marked_texts import LONGEST, marked, shortened
from demasque.publish.drawing.naming import KIND_NAMES, RULE_NAMES
from demasque.schema import EVENTS, POSTS
from demasque.text import ALL_RULES
from demasque.traces import KINDS
from demasque.wording import LANGUAGES
from hand_made import case_of, world

CHROMIUM = shutil.which("chromium")


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CaseStore]:
    with case_of(tmp_path_factory.mktemp("world"), world()) as store:
        find_campaigns(store)
        yield store


class Page(HTMLParser):
    """Checks nesting, and collects ids, links, addresses that a browser would fetch, and words."""

    VOID = ("meta", "br", "link", "img", "input", "hr")

    def __init__(self, html: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.fetched: list[str] = []
        self.tags: list[str] = []
        self.words: list[str] = []
        self._open: list[str] = []
        self.feed(html)
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        if tag not in self.VOID:
            self._open.append(tag)
        for name, value in attrs:
            if name == "id":
                self.ids.append(value or "")
            if name == "href":
                self.links.append(value or "")
            if name in ("src", "srcset", "data", "action"):
                self.fetched.append(value or "")

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        if self._open[-1:] != ["style"]:
            self.words.append(data)

    @property
    def text(self) -> str:
        return re.sub(r"\s+", " ", " ".join(self.words))


def page(store: CaseStore, folder: Path, language: str = "en") -> Page:
    path = write_report(store, folder / f"report-{language}.html", language)
    return Page(path.read_text("utf-8"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_one_whole_page_that_fetches_nothing(
    store: CaseStore, language: str, tmp_path: Path
) -> None:
    html = page(store, tmp_path, language)
    assert html.fetched == []
    assert "script" not in html.tags
    assert all(link.startswith("#") and link[1:] in html.ids for link in html.links)
    assert len(html.ids) == len(set(html.ids))
    raw = (tmp_path / f"report-{language}.html").read_text("utf-8")
    assert f'<html lang="{language}">' in raw
    assert not re.search(r"url\(|@import|https?://(?!office\.example)", raw)


def test_every_kind_of_trace_has_a_name() -> None:
    assert {kind.id for kind in KINDS} <= set(KIND_NAMES)


def test_every_text_rule_has_a_name() -> None:
    assert set(RULE_NAMES) == set(ALL_RULES.as_record()["on"]) | set(ALL_RULES.as_record()["off"])


def test_findings_come_first_in_words(store: CaseStore, tmp_path: Path) -> None:
    text = page(store, tmp_path).text
    headline = "2 groups of accounts share more, and closer together in time, than chance alone"
    assert headline in text
    assert text.index(headline) < text.index("What was looked at")
    assert "They hold 11 of the 16 accounts with posts in this case." in text


def test_french_leaves_no_english_sentence(store: CaseStore, tmp_path: Path) -> None:
    text = page(store, tmp_path, "fr").text
    assert "2 groupes de comptes partagent plus" in text
    assert not re.search(r"\b(the|accounts|which|than|they)\b", _without_posts(text))


def _without_posts(text: str) -> str:
    """Drop the made-up posts, whose language is their own."""
    for sentence in ("The committee will", "A long line of the", "is how this line of the"):
        text = re.sub(re.escape(sentence) + "[^.…]*", "", text)
    text = re.sub(r"Statement number \d+ of the ministry\.", "", text)
    return re.sub(r"line of the minutes|of the minu…?|alert\(.*?minutes\.", "", text)


def test_posts_of_a_tie_stand_side_by_side_and_cannot_inject(
    store: CaseStore, tmp_path: Path
) -> None:
    html = page(store, tmp_path)
    assert "details" in html.tags
    assert "The committee will publish its minutes on Thursday." in html.text
    raw = (tmp_path / "report-en.html").read_text("utf-8")
    assert "<script" not in raw
    assert "&lt;script&gt;" in raw
    assert '<blockquote dir="auto">' in raw


def test_every_innocent_explanation_and_the_ladder_are_there(
    store: CaseStore, tmp_path: Path
) -> None:
    text = page(store, tmp_path).text
    for words in ("Fans or activists", "Syndicated media", "Staff of a party or a company"):
        assert text.count(words) >= 2
    for words in ("Commercial spam", "An artefact of collection", "Attribution to an actor"):
        assert text.count(words) >= 2


def test_the_record_of_runs_and_inputs_is_shown(tmp_path: Path) -> None:
    with case_of(tmp_path, world()) as store:
        find_campaigns(store)
        (tmp_path / "posts<1>.csv").write_text("a,b\n")
        kept = store.evidence.keep(tmp_path / "posts<1>.csv")
        with store.run("detect", {"fdr": 0.01, "windows": [60.0, 3600.0]}, seed=7) as run:
            run.warn("Something to know & keep.")
        text = page(store, tmp_path).text
    assert kept.sha256 in text
    assert "posts<1>.csv" in text
    assert "fdr=0.01" in text
    assert "windows=60.0,3600.0" in text
    assert "Something to know & keep." in text


def test_warnings_of_runs_are_said_in_the_readers_language(tmp_path: Path) -> None:
    with case_of(tmp_path) as store:
        with store.run("report", {}) as record:
            record.warn(Sentence("Nothing was looked for yet: run detect first."))
        old = store.run("add", {})
        with old:
            old.warn("a plain {sentence} of an earlier version")
        record = json.loads((old.folder / "run.json").read_text("utf-8"))
        del record["worded"]
        (old.folder / "run.json").write_text(json.dumps(record), "utf-8")
        text = page(store, tmp_path, "fr").text
    assert "Rien n’a encore été cherché" in text
    assert "a plain {sentence} of an earlier version" in text


def test_times_to_the_minute_are_not_called_seconds(tmp_path: Path) -> None:
    tables = world()
    posts = tables["posts"].to_pylist()
    coarse = [
        post | {"time_precision": "minute", "posted_at": post["posted_at"].replace(second=0)}
        for post in posts
    ]
    tables["posts"] = pa.Table.from_pylist(coarse, POSTS)
    events = tables["events"].to_pylist()
    whole = [event | {"at": event["at"].replace(second=0)} for event in events]
    tables["events"] = pa.Table.from_pylist(whole, EVENTS)
    with case_of(tmp_path, tables) as store:
        find_campaigns(store)
        text = page(store, tmp_path).text
    assert "typically at the same time as far as the export tells" in text
    assert "0 seconds apart" not in text
    assert "next on the same item is 0 seconds" not in text


def test_a_case_that_was_not_analysed_says_so(tmp_path: Path) -> None:
    with case_of(tmp_path) as store:
        text = page(store, tmp_path).text
    assert "has not been analysed yet" in text


def test_an_analysed_case_without_findings_says_what_was_looked_at(tmp_path: Path) -> None:
    tables = world()
    empty = {name: tables[name].slice(0, 0) for name in ("ties", "strengths", "account_bits")}
    with case_of(tmp_path, {**tables, **empty}) as store:
        find_campaigns(store)
        text = page(store, tmp_path).text
    assert "No group of accounts was found" in text
    assert "That does not show that there is none." in text
    assert "same message" in text


def test_the_same_case_gives_the_same_bytes(store: CaseStore, tmp_path: Path) -> None:
    first = write_report(store, tmp_path / "a.html").read_bytes()
    assert write_report(store, tmp_path / "b.html").read_bytes() == first


def test_large_campaigns_say_what_is_left_out(tmp_path: Path) -> None:
    with case_of(tmp_path, world(size=40, rounds=3)) as store:
        find_campaigns(store)
        text = page(store, tmp_path).text
    assert "Of 780 tied pairs, 30 are shown" in text
    assert "demasque export" in text


def test_a_path_that_cannot_be_written_is_a_usage_error(store: CaseStore, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="is a folder"):
        write_report(store, tmp_path)
    with pytest.raises(UsageError, match="en, fr"):
        write_report(store, tmp_path / "report.html", lang="tlh")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed")
def test_a_browser_opens_it_without_a_word_on_the_console(store: CaseStore, tmp_path: Path) -> None:
    path = write_report(store, tmp_path / "report.html")
    command = [str(CHROMIUM), "--headless", "--no-sandbox", "--disable-gpu", "--dump-dom"]
    command += ["--disable-background-networking", f"--user-data-dir={tmp_path / 'profile'}"]
    command += ["--enable-logging=stderr", f"file://{path}"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    assert "CONSOLE" not in done.stderr
    assert "2 groups of accounts share more" in done.stdout


@given(st.text(max_size=60), st.text(max_size=60))
def test_marked_texts_are_the_texts_and_agree_on_what_is_the_same(left: str, right: str) -> None:
    a, b = marked(left, right)
    assert "".join(piece.text for piece in a) == left
    assert "".join(piece.text for piece in b) == right
    assert [p.text for p in a if p.same] == [p.text for p in b if p.same]
    assert all(piece.same for piece in marked(left, left)[0])


def test_long_texts_are_cut() -> None:
    assert len(shortened("word " * 1_000)) <= LONGEST
    assert shortened("short") == "short"

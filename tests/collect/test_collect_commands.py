"""The commands that collect say what is wrong before any network is asked, and never a secret."""

import json
import signal
from pathlib import Path
from typing import Any

import pytest

from demasque.cli import main
from demasque.sources import InputFile, choose_source, take_sample

pytest.importorskip("stamina", reason="pip install 'demasque[collect]'")
httpx = pytest.importorskip("httpx", reason="pip install 'demasque[collect]'")
pytest.importorskip("feedparser", reason="pip install 'demasque[collect]'")

FEED = """<rss version="2.0"><channel><title>Daily</title><item><title>The harbour</title>
<link>https://daily.example/a</link><pubDate>Sun, 01 Mar 2026 11:00:00 GMT</pubDate></item>
</channel></rss>"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)

    def answer(self: Any, request: Any) -> Any:
        signal.raise_signal(signal.SIGINT)  # somebody presses Ctrl-C just then
        return httpx.Response(200, text=FEED, request=request)

    monkeypatch.setattr(httpx.HTTPTransport, "handle_request", answer)
    for name, line in {"words.txt": "harbour", "feeds.txt": "https://daily.example/rss",
                       "channels.txt": "@daily", "tokens.txt": "secret-word"}.items():  # fmt: skip
        (tmp_path / name).write_text(line + "\n", "utf-8")
    return tmp_path


def run(*arguments: str) -> int:
    return main(["collect", *arguments, "--match", "words.txt", "-o", "inbox"])


def test_what_is_wrong_is_said_before_anything_is_asked(folder: Path, capsys: Any) -> None:
    two = ["mastodon", "--server", "a.example", "--server", "b.example"]
    for wrong, sentence in {
        ("youtube", "--channels", "channels.txt"): "only with a key of your own",
        ("youtube", "--channels", "nowhere.txt", "--key-file", "tokens.txt"): "cannot be read",
        ("youtube", "--channels", "feeds.txt", "--key-file", "tokens.txt"): "names no channel",
        ("mastodon", "--server", "https://a.example/@somebody"): "is no server",
        (*two, "--token-file", "tokens.txt"): "does not say whose it is",
        ("news", "--feeds", "words.txt"): "is no address of a feed",
        ("news", "--feeds", "feeds.txt", "--every", "soon"): "--every soon cannot be read",
    }.items():
        assert run(*wrong) == 2
        said = " ".join(capsys.readouterr().err.split())
        assert sentence in said
        assert "secret-word" not in said
    assert not (folder / "inbox").exists()


def test_what_is_collected_is_a_file_that_can_be_added(folder: Path, capsys: Any) -> None:
    assert run("news", "--feeds", "feeds.txt") == 0
    [file] = (folder / "inbox").glob("news-*.ndjson")
    assert [json.loads(line)["site"] for line in file.read_text().splitlines()] == ["daily.example"]
    assert "Kept 1 of 1" in capsys.readouterr().err
    read = InputFile(file)
    assert choose_source(read, take_sample(read), None, {})[0].id == "news-feed"

"""What `demasque collect` writes is what `demasque add` reads, and an end asked for is clean."""

import os
import signal
import sys
import threading
from pathlib import Path

import pytest

from demasque.api import open_case
from demasque.cli import main
from demasque.cli.commands.collecting import collect_terms
from demasque.collect import opened_sink
from fake_clock import FakeClock

pytest.importorskip("websockets", reason="the extra collect is not installed")
pytest.importorskip("stamina", reason="the extra collect is not installed")
sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks" / "collect"))

from replayed_jetstream import EventLog, ReplayedJetstream

BEGAN = 1_772_000_000_000_000
POST = (
    '{"did":"did:plc:%s","time_us":%d,"kind":"commit","commit":{"operation":"create","collection":'
    '"app.bsky.feed.post","rkey":"%s","rev":"1","record":{"$type":"app.bsky.feed.post","text":"%s",'
    '"createdAt":"2026-02-25T06:13:20Z"}}}'
)
DELETED = (
    '{"did":"did:plc:%s","time_us":%d,"kind":"commit","commit":{"operation":"delete","collection":'
    '"app.bsky.feed.post","rkey":"%s","rev":"2"}}'
)


def test_posts_are_collected_until_the_end_is_asked_for_and_added(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(collect_terms, "_SAID_EVERY", 0.0)
    lines = [
        POST % ("ann", BEGAN, "1", "the water crisis"),
        POST % ("ben", BEGAN + 1, "1", "the water crisis too"),
        POST % ("eve", BEGAN + 2, "1", "nothing to do with it"),
        DELETED % ("ben", BEGAN + 3, "1"),
        DELETED % ("eve", BEGAN + 4, "1"),
    ]
    log = EventLog()
    for place, line in enumerate(lines):
        log.append(BEGAN + place, line)
    (tmp_path / "words.txt").write_text("water crisis\n")
    inbox = tmp_path / "inbox"
    with opened_sink(inbox, "jetstream", FakeClock()) as sink:
        sink.advance("jetstream", str(BEGAN))
    match = ["--match", str(tmp_path / "words.txt")]
    with ReplayedJetstream(log, lambda connection, sent: None) as server:

        def end() -> None:
            server.all_read.wait()
            os.kill(os.getpid(), signal.SIGTERM)

        threading.Thread(target=end, daemon=True).start()
        asked = ["collect", "jetstream", *match, "-o", str(inbox), "--host", server.host]
        assert main([*asked, "--lang", "fr"]) == 0
    said = capsys.readouterr().err
    assert f"Lecture depuis {server.host}." in said
    assert "jetstream : 5 vus, 2 retenus, 1 supprimés, 0 illisibles" in said
    assert "Retenu en tout 2 enregistrements sur 5, et 1 avis de suppression" in said
    assert signal.getsignal(signal.SIGTERM) is signal.SIG_DFL
    (whole,) = (path for path in inbox.iterdir() if path.name[0] != ".")
    assert whole.read_text().splitlines() == [lines[0], lines[1], lines[3]]
    assert main(["init", str(tmp_path / "case")]) == 0
    (inbox / ".jetstream-20260301T120000Z-0000.ndjson.part").write_text("being written")
    capsys.readouterr()
    assert main(["add", str(tmp_path / "case"), str(inbox)]) == 0
    assert capsys.readouterr().err == ""
    with open_case(tmp_path / "case") as case:
        assert case.sql("SELECT text FROM posts").to_pylist() == [{"text": "the water crisis"}]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--host", "https://bsky.app"], "is no address of a Jetstream"),
        (["--for", "soon"], "--for soon cannot be read"),
        (["--dictionary", "none"], "none cannot be read"),
        (["--match", "persons.txt"], "names an account: @somebody"),
    ],
)
def test_what_cannot_be_done_is_said_before_anything_is_asked_or_written(
    options: list[str],
    said: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("words.txt").write_text("water\n")
    Path("persons.txt").write_text("@somebody\n")
    asked = ["collect", "jetstream", "--match", "words.txt", "-o", "inbox"]
    assert main([*asked, "--host", "ws://127.0.0.1:9", *options]) == 2
    assert said in " ".join(capsys.readouterr().err.split())
    assert not Path("inbox").exists()

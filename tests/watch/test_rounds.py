"""What arrives in the inbox is in the case, once, whatever is killed, broken or full on the way."""

import errno
import json
import os
import shutil
import threading
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from copied_case import copied
from demasque.api import Case
from demasque.case import CaseStore, Evidence
from demasque.errors import DemasqueError, UsageError
from demasque.sentences import Sentence
from demasque.watch import (
    Alert,
    MovedClock,
    PassingError,
    Round,
    SinkOptions,
    WatchOptions,
    case_status,
    run_round,
    watch,
)
from demasque.watch.rounds import round_steps
from demasque.watch.sinks import DeliveryError, sinks_from
from demasque.wording import Wording
from waiting_alerts import an_alert, keep

BEGINS = datetime(2026, 5, 1, 8, 0, tzinfo=UTC)
COLLECTED = "mastodon-20260501T080000Z-0001.ndjson"


def make_case(folder: Path) -> None:
    CaseStore.create(folder / "case").close()


@pytest.fixture
def asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> WatchOptions:
    """A case and its inbox; detection is a line of the log, as it takes long and has tests."""
    copied(make_case, tmp_path)

    def detected(case: Case, *, horizon: str | None, **_: Any) -> None:
        case._store.custody.write("detect", horizon=horizon)

    monkeypatch.setattr(Case, "detect", detected)
    options = WatchOptions.checked(tmp_path / "case")
    options.inbox.mkdir()
    return options


def case_of(asked: WatchOptions) -> Path:
    return asked.inbox.parent / "case"


def once(asked: WatchOptions, **more: Any) -> Round:
    return run_round(case_of(asked), asked, MovedClock(BEGINS), **more)


def write(path: Path, *posts: str) -> None:
    lines = [f"{post},a-{post},2026-05-01T07:00:00Z,Words of {post}" for post in posts]
    path.write_text("\n".join(["post_id,account_id,created_at,text", *lines, ""]))


def lies_in(inbox: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(inbox)): path.read_bytes()
        for path in sorted(inbox.rglob("*"))
        if path.is_file()
    }


def test_whole_files_are_taken_in_order_and_each_goes_where_it_belongs(
    asked: WatchOptions,
) -> None:
    write(asked.inbox / "b.csv", "p1", "p2")
    write(asked.inbox / "a.csv", "p2", "p3")
    shutil.copy(asked.inbox / "b.csv", asked.inbox / "same-bytes.csv")
    (asked.inbox / "broken.json").write_text('{"x": ')
    for unfinished in (".hidden.csv", "c.csv.part", "d.tmp", "e.csv.crdownload", "f.csv~"):
        write(asked.inbox / unfinished, "p9")
    (asked.inbox / "latin-\udce9.csv").write_bytes((asked.inbox / "b.csv").read_bytes())
    done = once(asked)
    assert done.taken == ("a.csv", "b.csv", "latin-?.csv", "same-bytes.csv")
    assert list(done.rejected) == ["broken.json"]
    assert (done.number, done.posts, done.detected, done.figures.posts) == (1, 3, True, 3)
    left = set(lies_in(asked.inbox))
    assert {name for name in left if "/" in name} == {
        "rejected/broken.json",
        "rejected/broken.json.reason.txt",
        *(f"taken/{name}" for name in done.taken),
    }
    assert len(left) == 6 + 5
    reason = (asked.inbox / "rejected" / "broken.json.reason.txt").read_text()
    assert "broken.json" in reason
    # Nothing came: no round, no detection. The same name again is another file.
    assert once(asked) == Round(done.figures)
    write(asked.inbox / "b.csv", "p4")
    assert once(asked).posts == 1
    assert "taken/2-b.csv" in lies_in(asked.inbox)
    with CaseStore.open(case_of(asked)) as store:
        rounds = store.sql("SELECT * FROM watch_rounds ORDER BY round").to_pylist()
        entries = store.custody.entries()
    log = [entry["action"] for entry in entries]
    assert {e["details"]["horizon"] for e in entries if e["action"] == "detect"} == {"P14D"}
    assert [(row["round"], row["stage"], row["files"]) for row in rounds] == [
        (1, "done", ["a.csv", "b.csv", "broken.json", "latin-?.csv", "same-bytes.csv"]),
        (2, "done", ["b.csv"]),
    ]
    assert log == ["init", "add", "add", "detect", "add", "detect"]


def test_what_networks_say_is_gone_is_looked_through_as_well(asked: WatchOptions) -> None:
    status = {
        "uri": "https://one.example/users/ann/statuses/1",
        "content": "<p>Hi</p>",
        "id": "1",
        "created_at": "2026-05-01T07:00:00Z",
        "account": {"acct": "ann@x.org"},
    }
    notice = {"event": "delete", "payload": "1", "server": "one.example"}
    write(asked.inbox / "a.csv", "p1")
    (asked.inbox / "b.ndjson").write_text(json.dumps(status) + "\n")
    assert once(asked).posts == 2
    (asked.inbox / COLLECTED).write_text(json.dumps(notice) + "\n")
    done = once(asked)
    assert (done.taken, done.detected, done.figures.posts) == ((COLLECTED,), True, 1)


def test_a_reason_is_written_in_the_language_of_the_watch(asked: WatchOptions) -> None:
    french = WatchOptions.checked(case_of(asked), language="fr")
    (asked.inbox / "b.bin").write_bytes(b"\x00\x01")
    once(french)
    assert "fichier" in (asked.inbox / "rejected" / "b.bin.reason.txt").read_text("utf-8")


class Writing(MovedClock):
    """While somebody waits by it, ``write`` goes on."""

    def __init__(self, write: Callable[[], None]) -> None:
        super().__init__(BEGINS)
        self.write = write

    def wait(self, seconds: float, woken: threading.Event) -> bool:
        self.write()
        return super().wait(seconds, woken)


def test_a_file_that_still_grows_waits_and_a_collected_one_does_not(asked: WatchOptions) -> None:
    growing, still = asked.inbox / "growing.csv", asked.inbox / "still.csv"
    write(growing, "p1")
    write(still, "p2")
    write(asked.inbox / COLLECTED, "p3")
    clock = Writing(lambda: write(growing, "p1", "p4"))
    assert run_round(case_of(asked), asked, clock).taken == (COLLECTED, "still.csv")
    assert once(asked).taken == ("growing.csv",)
    write(asked.inbox / COLLECTED.replace("0001", "0002"), "p5")
    clock = Writing(lambda: pytest.fail("waited for a file that is whole by its name"))
    assert run_round(case_of(asked), asked, clock).posts == 1


def test_exports_are_deleted_where_asked_for_and_long_names_have_room(asked: WatchOptions) -> None:
    discarding = WatchOptions.checked(case_of(asked), discard=True)
    write(asked.inbox / "a.csv", "p1")
    long = "é" * 120 + ".bin"
    (asked.inbox / long).write_bytes(b"\x00\x01")
    done = once(discarding)
    assert (done.taken, list(done.rejected)) == (("a.csv",), [long])
    left = lies_in(asked.inbox)
    assert len(left) == 2
    assert all(name.startswith("rejected/") and ".bin" in name for name in left)
    assert b"\x00\x01" in left.values()


def test_a_file_that_grew_while_it_was_read_comes_again(
    asked: WatchOptions, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(asked.inbox / "a.csv", "p1")
    add = Case.add

    def added(case: Case, *files: Path, **more: Any) -> Any:
        became = add(case, *files, **more)
        write(asked.inbox / "a.csv", "p1", "p2")
        return became

    monkeypatch.setattr(Case, "add", added)
    assert once(asked).taken == ()
    monkeypatch.setattr(Case, "add", add)
    assert once(asked).taken == ("a.csv",)
    assert once(asked).figures.posts == 2


def test_a_file_that_brings_the_program_to_a_fault_stops_no_other(
    asked: WatchOptions, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(asked.inbox / "a.csv", "p1")
    write(asked.inbox / "b.csv", "p2")
    add = Case.add

    def added(case: Case, *files: Path, **more: Any) -> Any:
        if any(file.name == "a.csv" for file in files):
            raise ZeroDivisionError("of rows")
        return add(case, *files, **more)

    monkeypatch.setattr(Case, "add", added)
    done = once(asked)
    assert done.taken == ("b.csv",)
    assert "ZeroDivisionError: of rows" in done.rejected["a.csv"]


class KilledHere(BaseException):
    """What a kill is to the code that it stops."""


def kill_at(monkeypatch: pytest.MonkeyPatch, moment: int) -> list[str]:
    """Stop before the nth act of those that change anything; what was reached."""
    reached: list[str] = []

    def watched(owner: Any, name: str) -> None:
        act = getattr(owner, name)

        def watching(*arguments: Any, **named: Any) -> Any:
            step()
            return act(*arguments, **named)

        def step() -> None:
            reached.append(name)
            if len(reached) == moment:
                raise KilledHere

        monkeypatch.setattr(owner, name, watching)

    for name in ("begin", "reach", "note_detection", "end"):
        watched(round_steps, name)
    for name in ("add", "detect"):
        watched(Case, name)
    watched(Path, "rename")
    watched(CaseStore, "findings_run")
    return reached


def state(asked: WatchOptions) -> tuple[Any, ...]:
    with CaseStore.open(case_of(asked)) as store:
        rounds = store.sql("SELECT round, stage, files FROM watch_rounds ORDER BY round")
        posts = store.sql("SELECT text FROM posts ORDER BY text")
        log = [entry["action"] for entry in store.custody.entries()]
    return rounds.to_pylist(), posts.to_pylist(), log.count("add"), lies_in(asked.inbox)


def fill(asked: WatchOptions) -> None:
    write(asked.inbox / "a.csv", "p1", "p2")
    (asked.inbox / "b.json").write_text('{"x": ')


def fresh(asked: WatchOptions) -> None:
    """The case and the inbox as they were put aside."""
    home = asked.inbox.parent
    shutil.rmtree(asked.inbox)
    shutil.rmtree(home / "case")
    shutil.copytree(home / "aside", home, dirs_exist_ok=True)


def test_killed_between_any_two_steps_the_next_start_leaves_what_no_kill_would(
    asked: WatchOptions, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(asked)
    for name in ("case", asked.inbox.name):  # one key: the same pseudonyms
        shutil.copytree(tmp_path / name, tmp_path / "aside" / name)
    with monkeypatch.context() as patched:
        reached = kill_at(patched, 0)
        once(asked)
    first = reached.index("end") + 2  # the last: between the end and what is told of it
    expected = state(asked)
    assert first > 8
    for moment in range(1, first + 1):
        fresh(asked)
        with monkeypatch.context() as patched:
            kill_at(patched, moment)
            with pytest.raises(KilledHere):
                once(asked)
        once(asked)
        assert state(asked) == expected, (moment, reached[moment - 1])


def test_a_round_that_was_cut_short_keeps_its_files_and_what_came_since_is_the_next(
    asked: WatchOptions, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(asked)
    with monkeypatch.context() as patched:
        patched.setattr(round_steps, "reach", _killed)
        with pytest.raises(KilledHere):
            once(asked)
    write(asked.inbox / "later.csv", "p3")
    done = once(asked)
    assert (done.finished, done.number, done.taken) == (1, 2, ("later.csv",))
    with CaseStore.open(case_of(asked)) as store:
        rounds = store.sql("SELECT files FROM watch_rounds ORDER BY round")["files"].to_pylist()
    assert rounds == [["a.csv", "b.json"], ["later.csv"]]


def _killed(*_: Any) -> None:
    raise KilledHere


def test_what_another_command_added_is_looked_through_too(asked: WatchOptions) -> None:
    write(asked.inbox.parent / "by-hand.csv", "p1")
    with CaseStore.open(case_of(asked)) as store:
        Case(store).add(asked.inbox.parent / "by-hand.csv")
    done = once(asked)
    assert (done.number, done.taken, done.detected) == (1, (), True)
    assert once(asked).number is None


class Rounds:
    """What a watch said of its rounds; it ends after so many."""

    def __init__(self, last: int) -> None:
        self.stop, self.last = threading.Event(), last
        self.done: list[Round] = []
        self.said: list[str] = []
        self.at: list[datetime] = []

    def go(self, asked: WatchOptions, clock: MovedClock) -> None:
        def told(done: Round) -> None:
            self.done.append(done)
            self.at.append(clock.now())
            if len(self.done) == self.last:
                self.stop.set()

        watch(case_of(asked), asked, clock, self.stop, tell=self.said.append, told=told)


def test_a_full_disk_is_told_once_and_waited_for_and_nothing_is_lost(
    asked: WatchOptions, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(asked.inbox / "a.csv", "p1")
    keep, times = Evidence.keep, 0

    def kept(evidence: Evidence, source: Path) -> Any:
        nonlocal times
        times += 1
        if times <= 3:
            state = case_status(case_of(asked)).watch
            assert (state is not None and state.problem is not None) == (times > 1)
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return keep(evidence, source)

    monkeypatch.setattr(Evidence, "keep", kept)
    rounds = Rounds(1)
    rounds.go(asked, MovedClock(BEGINS))
    assert [done.taken for done in rounds.done] == [("a.csv",)]
    assert len(rounds.said) == 2
    assert os.strerror(errno.ENOSPC) in rounds.said[0]
    times = 0
    write(asked.inbox / "b.csv", "p2")
    with pytest.raises(PassingError):
        watch(case_of(asked), asked, MovedClock(BEGINS), once=True)
    assert (asked.inbox / "b.csv").exists()


def test_rounds_follow_seconds_that_pass_and_not_the_time_of_day(asked: WatchOptions) -> None:
    clock = MovedClock(BEGINS)
    rounds = Rounds(3)
    rounds.go(asked, clock)
    assert [(at - BEGINS).total_seconds() for at in rounds.at] == [0, 600, 1200]

    class Asleep(MovedClock):
        slept = False

        def wait(self, seconds: float, woken: threading.Event) -> bool:
            if not self.slept:
                self.slept = True
                self._on(86_400.0)
            return super().wait(seconds, woken)

    rounds = Rounds(3)
    rounds.go(asked, Asleep(BEGINS))
    # One round at once, not those that were missed; then as ever.
    after = [(at - BEGINS).total_seconds() - 86_400 for at in rounds.at[1:]]
    assert after[0] <= 10
    assert after[1] == after[0] + 600


def test_one_watch_a_case_which_status_shows_while_its_round_works(
    asked: WatchOptions, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = case_of(asked)
    assert case_status(case).watch is None
    write(asked.inbox / "a.csv", "p1")
    (asked.inbox / "b.json").write_text("{")
    detect, seen = Case.detect, []

    def looked_at(*arguments: Any, **named: Any) -> Any:
        seen.append(case_status(case))
        with pytest.raises(DemasqueError, match="watched already"):
            watch(case, asked, MovedClock(BEGINS))
        return detect(*arguments, **named)

    monkeypatch.setattr(Case, "detect", looked_at)
    rounds = Rounds(1)
    rounds.go(asked, MovedClock(BEGINS))
    (status,) = seen
    assert (status.watched, status.at_work) == (True, True)
    assert status.figures is not None
    assert status.figures.posts == 0
    assert status.watch is not None
    assert status.watch.pid == os.getpid()
    assert status.watch.at_work_since is not None
    status = case_status(case)
    assert (status.watched, status.at_work, status.rejected) == (False, False, 1)
    assert status.figures is not None
    assert status.figures.posts == 1
    assert status.watch is not None
    assert (status.watch.last_round, status.watch.last_posts) == (1, 1)
    monkeypatch.setattr(Case, "detect", detect)
    watch(case, asked, MovedClock(BEGINS), once=True)  # with nothing to do
    status = case_status(case)
    assert status.watch is not None
    assert (status.watch.last_round, status.watch.last_posts) == (1, 1)


def test_told_to_stop_the_step_at_hand_is_given_up_and_done_by_the_next_watch(
    asked: WatchOptions, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(asked.inbox / "a.csv", "p1")
    detect, stop = Case.detect, threading.Event()

    def told(case: Case, **named: Any) -> Any:
        stop.set()
        named["progress"]("counting accounts", 1, 2)
        return pytest.fail("went on")

    monkeypatch.setattr(Case, "detect", told)
    watch(case_of(asked), asked, MovedClock(BEGINS), stop)
    monkeypatch.setattr(Case, "detect", detect)
    done = once(asked)
    assert (done.finished, done.detected, done.figures.posts) == (1, True, 1)


def test_a_case_at_work_is_waited_for_and_one_without_a_key_is_said(asked: WatchOptions) -> None:
    write(asked.inbox / "a.csv", "p1")
    store = CaseStore.open(case_of(asked))
    clock = Writing(lambda: None)
    said: list[str] = []
    clock.write = lambda: store.close() if said else None
    assert run_round(case_of(asked), asked, clock, tell=said.append).posts == 1
    assert "Another command is working" in said[0]
    (case_of(asked) / "pseudonym.key").unlink()
    write(asked.inbox / "b.csv", "p2")
    with pytest.raises(DemasqueError, match="key"):
        watch(case_of(asked), asked, MovedClock(BEGINS))
    assert (asked.inbox / "b.csv").exists()


@pytest.mark.parametrize(
    ("named", "said"),
    [
        ({"every": "soon"}, "soon"),
        ({"every": "0s"}, "0s"),
        ({"every": "P8D"}, "seven days"),
        ({"horizon": "a while"}, "P12M"),
        ({"inbox": "case/inbox"}, "in the case"),
        ({"health": "0.0.0.0:80"}, "this machine only"),
        ({"health": "127.0.0.1:http"}, "this machine only"),
    ],
)
def test_what_makes_no_sense_is_refused(named: dict[str, Any], said: str) -> None:
    with pytest.raises(UsageError, match=said):
        WatchOptions.checked("case", **named)


@pytest.mark.parametrize(("every", "seconds"), [("90s", 90), ("10m", 600), ("PT2H", 7200)])
def test_intervals_are_read_as_elsewhere(every: str, seconds: float) -> None:
    assert WatchOptions.checked("case", every).every == seconds


class Deaf:
    """A receiver that takes nothing until it hears."""

    id, title, keeps_each, hears = "deaf", Sentence("The deaf one"), False, False

    def deliver(self, alerts: Sequence[Alert], words: Wording) -> None:
        if not self.hears:
            raise DeliveryError("It hears nothing.")


def test_alerts_that_wait_go_out_with_a_round_and_a_deaf_receiver_stops_nothing(
    asked: WatchOptions, tmp_path: Path
) -> None:
    with CaseStore.open(case_of(asked)) as store:
        keep(store, [an_alert(1), an_alert(2)])
    file, deaf = tmp_path / "alerts.ndjson", Deaf()
    sinks = [*sinks_from(SinkOptions(alerts=(file,))), deaf]
    write(asked.inbox / "a.csv", "p1")
    said: list[str] = []
    done = once(asked, tell=said.append, sinks=sinks)
    assert (done.taken, done.figures.open_alerts) == (("a.csv",), {"new-campaign": 2})
    assert len(file.read_text().splitlines()) == 2
    assert len(said) == 1
    assert "The deaf one" in said[0]
    assert [state.waiting for state in case_status(case_of(asked)).sinks] == [2, 0]
    deaf.hears = True
    once(asked, tell=said.append, sinks=sinks)
    assert "arrive again" in said[-1]

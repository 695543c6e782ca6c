"""Long work from the page: one after the other, its progress, its file, and what may not happen."""

import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from io import BytesIO
from pathlib import Path
from threading import Event
from typing import Any

import pytest

pytest.importorskip("starlette", reason="the page takes pip install 'demasque[web]'")
pytest.importorskip("httpx", reason="Starlette's TestClient needs httpx")

from starlette.testclient import TestClient

import demasque
from demasque.errors import DemasqueError, UsageError
from demasque.progress import Progress
from demasque.publish import EXPORTERS
from demasque.sentences import Sentence
from demasque.web.acting.act import Posted
from demasque.web.editions import ending_threads
from demasque.web.editions.keeping_editions import EditionKeeper
from demasque.web.jobs import JobQueue, JobState, PageJob, order_forms, orders
from demasque.web.jobs import job_queue as queues
from demasque.web.jobs.export_orders import export_orders
from demasque.web.jobs.page_job import Made, Ordered
from demasque.web.jobs.telling_orders import telling_orders
from demasque.web.jobs.zipping import one_file
from demasque.web.serving import guarded
from demasque.web.sessions import Session, Sessions

BASE = "http://127.0.0.1:8765"
CASE: Any = "the case"  # what the queue lends to work: it never looks at it


@contextmanager
def lent(wait_seconds: float) -> Iterator[Any]:
    yield CASE


def folders_in(place: Path) -> Callable[[str], Path]:
    def made(name: str) -> Path:
        folder = place / name
        folder.mkdir(mode=0o700)
        return folder

    return made


@pytest.fixture
def queue(tmp_path: Path) -> Iterator[JobQueue]:
    made = JobQueue(lent, folders_in(tmp_path))
    yield made
    made.close()


def ordered(work: Callable[[Any, Path, Progress], Made]) -> Ordered:
    return Ordered(Sentence("Some work"), work)


def over(job: PageJob) -> JobState:
    for _ in range(1000):
        if job.state.over:
            return job.state
        time.sleep(0.005)
    raise AssertionError("it never ends")


def test_work_runs_one_after_the_other_and_leaves_its_file(queue: JobQueue) -> None:
    running: list[int] = []
    most: list[int] = []

    def work(case: Any, folder: Path, progress: Progress) -> Made:
        assert case is CASE
        running.append(1)
        most.append(len(running))
        progress("export posts", 1, 4)
        (folder / "made.txt").write_text("made")
        running.pop()
        return Made((Sentence("Look at it."),), folder / "made.txt")

    jobs = [queue.start(ordered(work)) for _ in range(5)]
    assert [over(job) for job in jobs] == [JobState.DONE] * 5
    assert most == [1] * 5
    assert jobs[0].share == 0.25
    assert jobs[0].step == Sentence("Writing {what}", what="posts")
    assert len({job.made.file for job in jobs}) == 5
    assert queue.all() == tuple(reversed(jobs))


def test_its_folder_is_for_this_user_alone_and_goes_with_the_server(queue: JobQueue) -> None:
    job = queue.start(ordered(lambda case, folder, heard: Made(file=folder / "x.txt")))
    over(job)
    assert job.made.file is not None
    place = job.made.file.parent
    assert place.stat().st_mode & 0o777 == 0o700
    queue.close()
    assert not place.exists()


def test_work_is_stopped_while_it_runs_and_before_it_begins(queue: JobQueue) -> None:
    begun, go = Event(), Event()
    seen: list[Path] = []

    def work(case: Any, folder: Path, progress: Progress) -> Made:
        seen.append(folder)
        begun.set()
        go.wait(5)
        (folder / "half.txt").write_text("half")
        progress("report", 1, 2)
        raise AssertionError("it went on")

    first, second = queue.start(ordered(work)), queue.start(ordered(work))
    assert begun.wait(5)
    queue.stop(first)
    queue.stop(second)
    go.set()
    assert over(first) is over(second) is JobState.STOPPED
    assert len(seen) == 1
    queue.stop(first)  # once more changes nothing
    assert not seen[0].exists()  # nothing half made is left


def test_work_that_hears_nothing_ends_with_the_server_all_the_same(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(ending_threads, "ENDING", 0.01)
    begun = Event()

    def deaf(case: Any, folder: Path, progress: Progress) -> Made:
        begun.set()
        while True:
            time.sleep(0.001)

    queue = JobQueue(lent, folders_in(tmp_path))
    job = queue.start(ordered(deaf))
    assert begun.wait(5)
    queue.close()
    assert over(job) is JobState.STOPPED


def test_what_goes_wrong_is_a_sentence(queue: JobQueue) -> None:
    told: list[Sentence] = []

    def wrong(case: Any, folder: Path, progress: Progress) -> Made:
        raise UsageError("There is no campaign {name}.", name="C9")

    def broken(case: Any, folder: Path, progress: Progress) -> Made:
        raise ZeroDivisionError("secret/path")

    job = queue.start(Ordered(Sentence("Some work"), wrong, told.append))
    assert over(job) is JobState.FAILED
    assert [str(each) for each in (job.problem, *told)] == ["There is no campaign C9."] * 2
    fault = queue.start(ordered(broken))
    assert over(fault) is JobState.FAILED
    assert "secret" not in str(fault.problem)
    assert over(queue.start(ordered(lambda *_: Made()))) is JobState.DONE  # the next one works


def test_files_go_when_something_is_taken_out_and_with_the_next_command_after_a_kill(
    tmp_path: Path,
) -> None:
    export = tmp_path / "posts.csv"
    export.write_text(
        "post_id,account_id,created_at,text,platform\n"
        "1,ann,2026-03-01T12:00:00Z,Hello to all,x\n2,ben,2026-03-01T12:01:00Z,Hello to all,x\n"
    )
    with demasque.create_case(tmp_path / "case") as case:
        case.add(export)

    def work(case: Any, folder: Path, progress: Progress) -> Made:
        (folder / "ids.txt").write_text("ben")
        return Made((Sentence("ben"),), folder / "ids.txt")

    sessions = Sessions("en", read_only=False)
    with EditionKeeper(tmp_path / "case") as keeper:
        keeper.prepare()
        with closing(JobQueue(keeper.working, keeper.folder_for)) as queue:
            for take_out in (lambda case: case.forget("x:ben"), lambda case: case.anonymise()):
                job = queue.start(ordered(work))
                assert over(job) is JobState.DONE
                assert job.made.file is not None
                assert (tmp_path / "case") in job.made.file.parents
                assert not job.withdrawn
                with demasque.open_case(keeper.case) as case:
                    take_out(case)
                assert job.withdrawn
                keeper.follow()
                with TestClient(guarded(keeper, sessions, jobs=queue), BASE) as client:
                    client.get("/", params={"token": sessions.token})
                    page = client.get(f"/jobs/{job.id}")
                    assert "Its file is gone" in page.text
                    assert "download" not in page.text
                    file = client.get(f"/jobs/{job.id}/file")
                    assert (file.status_code, "Its file is gone" in file.text) == (404, True)
    assert list((tmp_path / "case").glob(".looking-*")) == []


def test_a_case_that_stays_taken_is_said(tmp_path: Path) -> None:
    @contextmanager
    def taken(wait_seconds: float) -> Iterator[Any]:
        raise DemasqueError("Another command works on it.")
        yield

    queue = JobQueue(taken, folders_in(tmp_path))
    job = queue.start(ordered(lambda *_: Made()))
    assert over(job) is JobState.FAILED
    assert job.problem == "Another command works on it."
    queue.close()


def test_waiting_work_is_bounded_and_old_files_make_room(
    queue: JobQueue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queues, "MOST_WAITING", 2)
    monkeypatch.setattr(queues, "MOST_KEPT", 2)
    go, begun = Event(), Event()

    def slow(case: Any, folder: Path, progress: Progress) -> Made:
        begun.set()
        go.wait(5)
        return Made()

    jobs = [queue.start(ordered(slow))]
    assert begun.wait(5)
    jobs += [queue.start(ordered(slow)) for _ in range(2)]
    with pytest.raises(DemasqueError, match="2 pieces of work wait already"):
        queue.start(ordered(slow))
    go.set()
    assert [over(job) for job in jobs] == [JobState.DONE] * 3
    last = queue.start(ordered(slow))
    assert queue.find(jobs[0].id) is None
    assert queue.find(last.id) is last
    assert len(queue.all()) == 2


def test_a_folder_becomes_one_file_the_same_every_time(tmp_path: Path) -> None:
    packed = []
    for name in ("one", "two"):
        folder = tmp_path / name / "csv"
        (folder / "deep").mkdir(parents=True)
        (folder / "b.csv").write_text("b")
        (folder / "deep" / "a.csv").write_text("a" * 10_000)
        made = one_file(folder)
        assert made is not None
        assert not folder.exists()
        packed.append(made.read_bytes())
    assert packed[0] == packed[1]
    assert zipfile.ZipFile(BytesIO(packed[0])).namelist() == ["csv/b.csv", "csv/deep/a.csv"]
    assert one_file(None) is None


def test_each_format_has_a_form_with_what_it_heeds() -> None:
    names = {"publisher": "by"}
    for each, exporter in zip(export_orders(), EXPORTERS.values(), strict=True):
        asked = {names.get(field.name, field.name) for field in each.form.fields}
        assert asked - {"reveal"} == exporter.heeds
        assert ("reveal" in asked) is exporter.reveals
    assert len(orders()) == len(export_orders()) + len(telling_orders()) + 3


def test_what_is_not_installed_is_said_in_the_form(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(order_forms, "find_spec", lambda name: None)
    forms = {each.form.id: each.form for each in (*export_orders(), *telling_orders())}
    assert "demasque[stix]" in str(forms["stix"].missing)
    assert "demasque[misp]" in str(forms["misp"].missing)
    shapes = {name: [f for f in form.fields if f.name == "shape"] for name, form in forms.items()}
    assert [choice for choice, _ in shapes["brief"][0].choices] == ["html"]
    assert "demasque[pdf]" in str(shapes["brief"][0].hint)
    assert "demasque[letters]" in str(shapes["referral"][0].hint)


@pytest.mark.parametrize("evil", ["../../evil", "/etc/passwd", "html/../../x", "sh", "..\\x"])
def test_nothing_posted_is_ever_a_path(evil: str, tmp_path: Path) -> None:
    session = Session("id", "secret", "en", read_only=False)
    written: list[Path] = []

    class Recording:
        def __getattr__(self, name: str) -> Callable[..., Path]:
            def step(*given: Any, **named: Any) -> Path:
                written.extend(Path(each) for each in given if isinstance(each, Path))
                return tmp_path

            return step

    form = dict.fromkeys(("shape", "campaign", "venue", "to", "country", "name", "kind"), evil)
    for name in ("brief", "target-brief", "statement", "report", "graphml", "stix", "csv"):
        work = orders()[name].order(Posted(session, {}, form)).work
        work(Recording(), tmp_path, lambda *_: None)  # type: ignore[arg-type]
    assert len(written) == 7
    assert {path.parent for path in written} == {tmp_path}
    assert all(path.suffix in ("", ".html", ".json", ".graphml") for path in written)

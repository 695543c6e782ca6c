"""Every alert reaches every sink, in order and at least once, whatever fails or is killed."""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from email import message_from_bytes, policy
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from demasque.case import CaseStore
from demasque.errors import UsageError
from demasque.sentences import Seconds, Sentence
from demasque.watch.alerts.alert import ALERT_KINDS, Alert
from demasque.watch.sinks import (
    DeliveryError,
    Sink,
    SinkGoneError,
    SinkOptions,
    deliver_waiting,
    desktop_sink,
    sink_states,
    sinks_from,
)
from demasque.wording import Wording, catalogue
from fake_clock import FakeClock
from waiting_alerts import (
    an_alert,
    keep,
    later,
    mail_receiver,
    one_of_each,
    web_receiver,
)

EN, FR = catalogue("en"), catalogue("fr")
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[CaseStore]:
    with CaseStore.create(tmp_path / "case") as opened:
        yield opened


class ToldSink:
    """Keeps what it is given; fails as told, before or after it has taken it."""

    def __init__(self, name: str = "told", keeps_each: bool = False) -> None:
        self.id = name
        self.title = Sentence("The sink {name}", name=name)
        self.keeps_each = keeps_each
        self.got: list[list[str]] = []
        self.before: list[BaseException | None] = []
        self.after: list[BaseException | None] = []

    def deliver(self, alerts: Sequence[Alert], words: Wording) -> None:
        _raise_next(self.before)
        self.got.append([alert.id for alert in alerts])
        _raise_next(self.after)


def _raise_next(errors: list[BaseException | None]) -> None:
    error = errors.pop(0) if errors else None
    if error is not None:
        raise error


def delivered(store: CaseStore, sink: str) -> list[str]:
    rows = store.sql("SELECT alert FROM alerts_delivered WHERE sink = ? ORDER BY rowid", [sink])
    return rows["alert"].to_pylist()


def ids(alerts: Sequence[Alert]) -> list[str]:
    return [alert.id for alert in alerts]


@dataclass
class Place:
    """A sink and what arrived there: ids of alerts and the text, message by message."""

    sink: Sink
    read: Callable[[], list[tuple[list[str], str]]]


@pytest.fixture(params=["ndjson", "atom", "terminal", "webhook", "mail", "desktop"])
def place(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Place]:
    clock = later()
    if request.param in ("ndjson", "atom"):
        yield file_place(request.param, tmp_path, clock)
    elif request.param == "terminal":
        said: list[str] = []
        (sink,) = sinks_from(SinkOptions(say=said.append), clock)
        yield Place(sink, lambda: [(named(text), text) for text in said])
    elif request.param == "webhook":
        pytest.importorskip("httpx", reason="needs the extra watch")
        pytest.importorskip("stamina", reason="needs the extra watch")
        with web_receiver() as receiver:
            options = SinkOptions(webhooks=(receiver.address,))
            (sink,) = sinks_from(options, clock, {"DEMASQUE_WEBHOOK_SECRET": SECRET})
            yield Place(
                sink,
                lambda: [(named(p.content.decode()), p.content.decode()) for p in receiver.got],
            )
    elif request.param == "mail":
        with mail_receiver() as mailbox:
            told = {
                "DEMASQUE_SMTP_HOST": "127.0.0.1",
                "DEMASQUE_SMTP_PORT": str(mailbox.port),
                "DEMASQUE_SMTP_SECURITY": "none",
                "DEMASQUE_SMTP_FROM": "watch@newsroom.example",
            }
            (sink,) = sinks_from(SinkOptions(mail_to=("ana@newsroom.example",)), clock, told)
            yield Place(sink, lambda: [(named(t), t) for t in map(mail_text, mailbox.got)])
    else:
        pytest.importorskip("desktop_notifier", reason="needs the extra watch")
        shown: list[str] = []

        async def show(line: str) -> bool:
            shown.append(line)
            return True

        monkeypatch.setattr(desktop_sink, "_show", show)
        (sink,) = sinks_from(SinkOptions(desktop=True), clock)
        yield Place(sink, lambda: [([], line) for line in shown])


def file_place(kind: str, folder: Path, clock: FakeClock) -> Place:
    path = folder / f"alerts.{kind}"
    options = SinkOptions(alerts=(path,)) if kind == "ndjson" else SinkOptions(atom=(path,))
    (sink,) = sinks_from(options, clock)
    if kind == "ndjson":
        return Place(sink, lambda: [(named(line), line) for line in path.read_text().splitlines()])
    feedparser = pytest.importorskip("feedparser", reason="needs the extra collect")

    def entries() -> list[tuple[list[str], str]]:
        feed = feedparser.parse(path.read_bytes())
        assert not feed.bozo, feed.get("bozo_exception")
        assert feed.version == "atom10"
        assert feed.feed.id.startswith("urn:uuid:")
        texts = [f"{e.title}\n{e.content[0].value}" for e in reversed(feed.entries)]
        return [(named(text), text) for text in texts]

    return Place(sink, entries)


def mail_text(content: bytes) -> str:
    message = message_from_bytes(content, policy=policy.default)
    body = message.get_body()
    assert body is not None
    return f"{message['subject']}\n{body.get_content()}".replace("\r\n", "\n")


def named(text: str) -> list[str]:
    """Ids of our alerts in a text, in their order."""
    known = {alert.id for alert in one_of_each()}
    return sorted((each for each in known if each in text), key=text.index)


def test_every_sink_passes_on_what_waits_in_order_and_in_the_readers_language(
    store: CaseStore, place: Place
) -> None:
    alerts = one_of_each()
    keep(store, alerts[:2])
    done = deliver_waiting(store, [place.sink], later(), FR)
    assert (done.sent, done.troubles, done.news) == ({place.sink.id: 2}, {}, ())
    assert deliver_waiting(store, [place.sink], later(), FR).sent == {place.sink.id: 0}
    messages = place.read()
    assert len(messages) == 2
    if place.sink.id != "desktop":
        assert [named for named, _ in messages] == [[alerts[0].id], [alerts[1].id]]
        assert "How sure" not in messages[0][1] or "demasque-alert" in messages[0][1]
    keep(store, alerts[2:])  # more than five, and within the hour
    deliver_waiting(store, [place.sink], later(), EN)
    then = place.read()[2:]
    if place.sink.keeps_each:
        assert [named for named, _ in then] == [[alert.id] for alert in alerts[2:]]
    else:
        ((who, text),) = then
        assert place.sink.id == "desktop" or sorted(who) == sorted(ids(alerts[2:]))
        assert "7 alerts: " in text or '"campaign-moved": 1' in text
    assert delivered(store, place.sink.id) == ids(alerts)
    assert "hidden" not in place.sink.id + place.sink.title
    assert [(s.sink, s.trouble, s.waiting) for s in sink_states(store)] == [
        (place.sink.id, None, 0)
    ]


def test_no_sink_passes_on_what_steers_a_screen_or_a_header(store: CaseStore, place: Place) -> None:
    evil = an_alert(1, what="\x1b[2J#tag\r\nBcc: all@example.org\u202e <b>&amp; \ud800")
    keep(store, [evil])
    deliver_waiting(store, [place.sink], later(), EN)
    ((_, text),) = place.read()
    assert "#tag" in text
    if "demasque-alert" not in text:  # JSON writes them as escapes
        assert not set("\x1b\r\u202e") & set(text)
        assert "\nBcc" not in text


def test_a_few_go_one_by_one_many_or_soon_again_summed_up_and_files_get_each(
    store: CaseStore,
) -> None:
    clock, person, file = later(), ToldSink(), ToldSink("file", keeps_each=True)
    first = [an_alert(n) for n in range(5)]
    keep(store, first)
    deliver_waiting(store, [person, file], clock, EN)
    assert person.got == [[alert.id] for alert in first]
    assert file.got == [ids(first)]
    soon = [an_alert(n) for n in range(5, 7)]
    keep(store, soon)
    clock.move(3599)
    deliver_waiting(store, [person, file], clock, EN)
    assert person.got[5:] == [ids(soon)]
    clock.move(3601)
    storm = [an_alert(n) for n in range(10, 16)]
    keep(store, storm)
    deliver_waiting(store, [person, file], clock, EN)
    assert person.got[6:] == [ids(storm)]
    assert delivered(store, "told") == delivered(store, "file")


def test_a_sink_that_fails_keeps_its_place_and_hinders_no_other(store: CaseStore) -> None:
    clock, bad, good = later(), ToldSink("bad"), ToldSink("good")
    alerts = [an_alert(n) for n in range(3)]
    keep(store, alerts)
    away = Sentence("Silent for {time}.", time=Seconds(10.0))
    bad.before = [None, DeliveryError(away), RuntimeError("a fault"), None]
    done = deliver_waiting(store, [bad, good], clock, EN)
    assert (done.sent, done.troubles) == ({"bad": 1, "good": 3}, {"bad": away})
    assert done.news == (
        "The sink bad: nothing could be delivered. Silent for 10 s. What waits is tried again in "
        "each round.",
    )
    state = {state.sink: state for state in sink_states(store)}["bad"]
    assert (state.trouble, state.since, state.waiting) == (away, clock.now(), 2)
    assert EN.say(state.trouble or "") == "Silent for 10 seconds."
    again = deliver_waiting(store, [bad, good], clock, EN)
    assert again.news == ()  # told once
    assert again.troubles["bad"] == "An error that was not foreseen: RuntimeError."
    done = deliver_waiting(store, [bad, good], clock, EN)
    assert done.news == ("The sink bad: alerts arrive again.",)
    assert [each for message in bad.got for each in message] == ids(alerts)


@pytest.mark.parametrize("killed", ["before it arrived", "before it was noted"])
def test_what_was_on_its_way_when_killed_goes_again_as_it_was(
    store: CaseStore, killed: str
) -> None:
    clock, sink = later(), ToldSink()
    storm = [an_alert(n) for n in range(8)]
    keep(store, storm)
    errors = sink.before if killed == "before it arrived" else sink.after
    errors.append(KeyboardInterrupt())
    with pytest.raises(KeyboardInterrupt):
        deliver_waiting(store, [sink], clock, EN)
    assert delivered(store, "told") == []
    keep(store, [an_alert(20)])  # it does not join what was on its way
    deliver_waiting(store, [sink], clock, EN)
    assert sink.got[-2:] == [ids(storm), [an_alert(20).id]]
    assert delivered(store, "told") == ids([*storm, an_alert(20)])


def test_a_sink_that_wants_no_more_is_told_of_once_more_than_a_failing_one(
    store: CaseStore,
) -> None:
    clock, sink = later(), ToldSink()
    keep(store, [an_alert(1)])
    sink.before = [DeliveryError("Away."), *[SinkGoneError("It is gone.") for _ in range(2)]]
    news = [deliver_waiting(store, [sink], clock, FR).news for _ in range(3)]
    assert [len(each) for each in news] == [1, 1, 0]
    assert news[1] == ("The sink told: switched off until the watch is started again. It is gone.",)
    assert [state.off for state in sink_states(store)] == [True]
    deliver_waiting(store, [], clock, FR)
    assert sink_states(store) == []


@pytest.mark.parametrize("error", [BrokenPipeError, SystemExit])
def test_the_screen_falls_silent_when_nobody_reads(
    store: CaseStore, error: type[BaseException]
) -> None:
    def broken(_: str) -> None:
        raise error

    (sink,) = sinks_from(SinkOptions(say=broken), later())
    keep(store, [an_alert(1)])
    assert len(deliver_waiting(store, [sink], later(), EN).news) == 1
    assert deliver_waiting(store, [sink], later(), EN).news == ()


def test_a_place_without_a_desktop_says_so(
    store: CaseStore, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    pytest.importorskip("desktop_notifier", reason="needs the extra watch")
    for name in ("DBUS_SESSION_BUS_ADDRESS", "DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("XDG_RUNTIME_DIR", "/nonexistent")
    (sink,) = sinks_from(SinkOptions(desktop=True), later())
    keep(store, [an_alert(1)])
    done = deliver_waiting(store, [sink], later(), EN)
    assert done.troubles == {"desktop": "There is no desktop here that shows notifications."}
    assert caplog.text == ""


@pytest.mark.parametrize("there", [True, False])
def test_a_desktop_shows_one_line_or_is_known_to_show_nothing(
    there: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    desktop_notifier = pytest.importorskip("desktop_notifier", reason="needs the extra watch")
    from desktop_notifier import main
    from desktop_notifier.backends.dummy import DummyNotificationCenter

    shown: list[tuple[str, str]] = []

    class Desktop(DummyNotificationCenter):
        async def _send(self, notification: Any) -> None:
            shown.append((notification.title, notification.message))

        async def get_capabilities(self) -> frozenset[Any]:
            return frozenset({desktop_notifier.Capability.TITLE} if there else ())

    monkeypatch.setattr(main, "get_backend_class", lambda: Desktop)
    (sink,) = sinks_from(SinkOptions(desktop=True), later())
    if there:
        sink.deliver([an_alert(1, what="<b>&")], EN)
        assert shown == [("Démasque", "‹b›+")]
        return
    with pytest.raises(DeliveryError, match="no desktop here"):
        sink.deliver([an_alert(1)], EN)


def test_lines_of_alerts_keep_to_the_schema_and_survive_a_torn_line(
    store: CaseStore, tmp_path: Path
) -> None:
    jsonschema = pytest.importorskip("jsonschema", reason="the schema is checked with it")
    shipped = files("demasque.watch.sinks").joinpath("alert.schema.json").read_text("utf-8")
    schema = json.loads(shipped)
    assert schema["properties"]["kind"]["enum"] == list(ALERT_KINDS)
    path, clock, alerts = tmp_path / "alerts.ndjson", later(), one_of_each()
    options = SinkOptions(case="here", alerts=(path,))
    keep(store, alerts)
    deliver_waiting(store, sinks_from(options, clock), clock, EN)
    whole = path.read_bytes()
    records: list[Any] = [json.loads(line) for line in whole.splitlines()]
    for record in records:
        jsonschema.validate(record, schema)
    assert records[0]["what"] == {
        "en": "C0 is tied: 1,000 posts", "fr": "C0 is tied: 1\u202f000 posts",
    }  # fmt: skip
    assert (records[-1]["since"], records[-1]["noticed_at"]) == (None, "2026-03-04T12:08:00Z")
    for size in (len(whole) - 1, len(whole) - 40, 30):  # killed before the note, in a line
        path.write_bytes(whole[:size])
        store.sql("DELETE FROM alerts_delivered")
        deliver_waiting(store, sinks_from(options, clock), clock, EN)
        assert path.read_bytes() == whole


def test_a_feed_keeps_the_last_two_hundred_and_the_same_alert_once(
    store: CaseStore, tmp_path: Path
) -> None:
    feedparser = pytest.importorskip("feedparser", reason="needs the extra collect")
    path, clock = tmp_path / "alerts.xml", later()
    (sink,) = sinks_from(SinkOptions(atom=(path,)), clock)
    sink.deliver([an_alert(n) for n in range(120)], EN)
    sink.deliver([an_alert(n) for n in range(100, 230)], EN)
    before = path.read_bytes()
    sink.deliver([an_alert(229)], EN)
    assert path.read_bytes() == before
    feed = feedparser.parse(before)
    assert [e.title.split()[0] for e in feed.entries] == [f"C{n}" for n in range(229, 29, -1)]
    assert len({e.id for e in feed.entries}) == 200
    assert feed.feed.updated == feed.entries[0].updated
    path.write_text("<feed>", "utf-8")
    with pytest.raises(DeliveryError, match="holds something other"):
        sink.deliver([an_alert(230)], EN)
    assert path.read_text("utf-8") == "<feed>"


def test_sinks_that_cannot_work_are_refused_before_the_first_round(tmp_path: Path) -> None:
    posts = tmp_path / "posts.ndjson"
    posts.write_text('{"id": 1}\n', "utf-8")
    for options, said in [
        (SinkOptions(alerts=(posts,)), "something other than alerts"),
        (SinkOptions(atom=(posts,)), "something other than alerts"),
        (SinkOptions(alerts=(tmp_path / "no/a.ndjson",)), "a folder that exists"),
        (SinkOptions(alerts=(tmp_path,)), "a folder that exists"),
        (SinkOptions(alerts=(tmp_path / "a", tmp_path / "a")), "The file a: this was named twice"),
        (SinkOptions(webhooks=("https://example.org/",)), "openssl rand -base64 32"),
        (SinkOptions(mail_to=("a@example.org",)), "DEMASQUE_SMTP_HOST"),
    ]:
        with pytest.raises(UsageError, match=said):
            sinks_from(options, later(), {})
    assert posts.read_text("utf-8") == '{"id": 1}\n'

"""Programs on this machine may ask how a watch is doing, and read no name of anybody there."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from demasque.errors import DemasqueError
from demasque.sentences import Sentence
from demasque.watch import MovedClock, Round
from demasque.watch.operating.case_figures import CaseFigures
from demasque.watch.operating.watch_health import GRACE_SECONDS, WatchHealth
from demasque.wording import catalogue

pytest.importorskip("prometheus_client", reason="needs the extra watch")

from demasque.watch.operating.health_server import health_served
from demasque.watch.operating.watch_metrics import WatchMetrics

NOW = datetime(2026, 5, 1, 8, 0, tzinfo=UTC)
LATER = NOW + timedelta(minutes=10)


def asked(port: int, path: str, host: str | None = None) -> tuple[int, str]:
    headers = {"Host": host} if host else {}
    try:
        with urlopen(Request(f"http://127.0.0.1:{port}{path}", headers=headers)) as answer:
            return answer.status, answer.read().decode()
    except HTTPError as error:
        with error:
            return error.code, error.read().decode()


def test_health_and_figures_are_answered_on_this_machine_by_its_own_name(tmp_path: Path) -> None:
    clock = MovedClock(NOW)
    health, metrics = WatchHealth(600.0, clock), WatchMetrics(tmp_path)
    figures = CaseFigures(open_alerts={"new-campaign": 2})
    done = Round(figures, 1, ("a.csv",), {"b": Sentence("no")}, posts=7, seconds={"add": 1.5})
    state = {
        "network": "jetstream",
        "running": True,
        "last_record_at": NOW.isoformat(),
        "counts": {"kept": 3, "lag": 2.5},
        "gaps": [],
    }
    (tmp_path / ".collect-jetstream.json").write_text(json.dumps(state))
    (tmp_path / ".collect-broken.json").write_text("{")
    with health_served(0, health, metrics, catalogue("fr")) as port:
        assert asked(port, "/healthz") == (200, "ok")
        health.ends(done, NOW, LATER, 4)
        metrics.ends(done, NOW, LATER, 4)
        text = asked(port, "/metrics")[1]
        for line in (
            "demasque_watch_rounds_total 1.0",
            "demasque_watch_posts_added_total 7.0",
            "demasque_watch_files_rejected_total 1.0",
            'demasque_watch_step_seconds{step="add"} 1.5',
            'demasque_watch_open_alerts{kind="new-campaign"} 2.0',
            "demasque_watch_waiting_files 4.0",
            'demasque_watch_feed_lag_seconds{feed="jetstream"} 2.5',
        ):
            assert line in text
        clock.move_to(NOW + timedelta(seconds=1200 + GRACE_SECONDS))
        assert asked(port, "/healthz")[0] == 200
        clock.move_to(clock.now() + timedelta(seconds=1))
        code, reason = asked(port, "/healthz")
        assert (code, "Aucun tour" in reason) == (503, True)
        health.is_kept(Sentence("The disk is full."), NOW, LATER)
        assert asked(port, "/healthz") == (503, "The disk is full.")
        health.ends(done, NOW, LATER, 0)
        assert asked(port, "/healthz")[0] == 200
        assert asked(port, "/healthz", f"evil.example:{port}")[0] == 421
        assert asked(port, "/elsewhere")[0] == 404
        again = health_served(port, health, metrics, catalogue("en"))
        with pytest.raises(DemasqueError, match="cannot be had"):
            again.__enter__()

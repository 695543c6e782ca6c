"""A real standalone cluster on loopback for tests: a master, two workers of one core and 1 GB.

A process has one Java machine, and other tests have theirs: drivers that use the cluster are
scripts in processes of their own.
"""

import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

import pytest

PATIENCE = 300.0
"""Seconds in which a machine starts the cluster or ends a job: under 10 when idle, and 60 were seen
with eight times as much other work as processors."""

_QUICK_START = "-XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xss4m"

DRIVER = """
import sys, json
from pathlib import Path
from demasque.cluster import Stages, in_parts, local_session

master, folder, settings = sys.argv[1], Path(sys.argv[2]), json.loads(sys.argv[3])
spark = local_session(master, settings=settings)
"""
"""How a driver begins: `spark` is its session, `folder` one to work in."""

_SETTINGS = {
    "spark.driver.memory": "512m",
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.executor.memory": "512m",
    "spark.executor.extraJavaOptions": "-XX:+UseSerialGC -XX:TieredStopAtLevel=1",
    "spark.ui.enabled": "false",
    "spark.sql.shuffle.partitions": "4",
    "spark.default.parallelism": "4",
    "spark.log.level": "ERROR",
}


@dataclass
class StandaloneCluster:
    """The address of its master, and its workers' processes, while it runs."""

    folder: Path
    memory: str = "1g"  # of each worker
    master: str = ""
    workers: list[subprocess.Popen[bytes]] = field(default_factory=list)
    drivers: list[subprocess.Popen[bytes]] = field(default_factory=list)
    daemons: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def drive(
        self, script: str, work: Path, master: str = "", settings: dict[str, str] | None = None
    ) -> subprocess.Popen[bytes]:
        """Begin DRIVER and `script` in a process of its own; what it says goes to `work`.log."""
        work.mkdir(exist_ok=True)
        chosen = json.dumps({**_SETTINGS, **(settings or {})})
        command = [sys.executable, "-c", DRIVER + script, master or self.master, str(work), chosen]
        with work.with_suffix(".log").open("ab") as log:
            self.drivers.append(self._begin(command, log))
        return self.drivers[-1]

    def executors(self) -> list[int]:
        """Return the processes of the executors: children of the workers."""
        return [
            int(child)
            for worker in self.workers
            for thread in Path(f"/proc/{worker.pid}/task").iterdir()
            for child in (thread / "children").read_text().split()
        ]

    def kill_an_executor(self) -> None:
        """Kill the executor of one worker, which then begins another."""
        os.kill(self.executors()[0], signal.SIGKILL)

    def start(self) -> None:
        """Begin the master and both workers, and wait until they know each other."""
        port, page = _free_port(), _free_port()
        self.master = f"spark://127.0.0.1:{port}"
        here = ["--host", "127.0.0.1"]
        self._daemon("master", "Master", *here, "--port", str(port), "--webui-port", str(page))
        until(lambda: _answers(port), "the master", self.folder / "master.log")
        for name in ("first", "second"):
            size = ["--cores", "1", "--memory", self.memory, "--webui-port", "0"]
            place = ["--work-dir", str(self.folder / name)]
            worker = self._daemon(name, "Worker", *here, *size, *place, self.master)
            self.workers.append(worker)
        until(lambda: _alive(page) == 2, "two workers", self.folder / "second.log")

    def stop(self) -> None:
        """End what this cluster began, and nothing else."""
        for process in (*self.drivers, *self.daemons):
            if process.poll() == 0:
                continue
            # Drivers have Java machines, workers executors: each began a group of its own.
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    def _daemon(self, name: str, role: str, *arguments: str) -> subprocess.Popen[bytes]:
        import pyspark

        command = Path(pyspark.__path__[0]) / "bin" / "spark-class"
        package = "org.apache.spark.deploy." + role.lower()
        with (self.folder / f"{name}.log").open("wb") as log:
            process = self._begin([str(command), f"{package}.{role}", *arguments], log)
        self.daemons.append(process)
        return process

    def _begin(self, command: list[str], log: IO[bytes]) -> subprocess.Popen[bytes]:
        import pyspark

        environment = {
            **os.environ,
            "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
            "SPARK_HOME": str(pyspark.__path__[0]),
            "SPARK_LOCAL_IP": "127.0.0.1",
            "SPARK_LOCAL_DIRS": str(self.folder / "local"),
            "SPARK_DAEMON_MEMORY": "256m",
            "SPARK_DAEMON_JAVA_OPTS": _QUICK_START,
            "PYSPARK_PYTHON": sys.executable,
            "NUMBA_NUM_THREADS": "1",
        }
        return subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            env=environment,
            start_new_session=True,
        )


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StandaloneCluster]:
    """One cluster for the tests of a file; skipped, with the reason, where Spark cannot run."""
    pytest.importorskip("pyspark", reason="the extra spark is not installed")
    if shutil.which("java") is None:
        pytest.skip("Spark takes Java 17 or later, and there is no java here")
    if not Path("/proc/self/task").exists():
        pytest.skip("executors are found under /proc, which is not here")
    here = StandaloneCluster(tmp_path_factory.mktemp("cluster"))
    try:
        here.start()
        yield here
    finally:
        here.stop()


def until(
    reached: Callable[[], bool], what: str, log: Path, driver: subprocess.Popen[bytes] | None = None
) -> None:
    """Wait for something that others do; say what never came, and what they, or `driver`, said."""
    end = time.monotonic() + PATIENCE
    while not reached():
        over = driver is not None and driver.poll() is not None and not reached()
        if over or time.monotonic() > end:
            said = log.read_text("utf-8", "replace")[-3000:] if log.exists() else ""
            pytest.fail(f"never came: {what}\n{said}")
        time.sleep(0.05)


def ended(driver: subprocess.Popen[bytes], work: Path) -> None:
    """Wait for a driver's end; say what it said if that was not good."""
    until(lambda: driver.poll() is not None, "the driver's end", work.with_suffix(".log"))
    assert driver.returncode == 0, work.with_suffix(".log").read_text("utf-8", "replace")[-6000:]


def _free_port() -> int:
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return int(asked.getsockname()[1])


def _answers(port: int) -> bool:
    with socket.socket() as asked:
        return asked.connect_ex(("127.0.0.1", port)) == 0


def _alive(page: int) -> int:
    """How many workers the master's page says to be alive."""
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with direct.open(f"http://127.0.0.1:{page}/json/", timeout=5) as answer:
            return int(json.load(answer)["aliveworkers"])
    except (OSError, ValueError):  # at first every address shows the page for people
        return 0

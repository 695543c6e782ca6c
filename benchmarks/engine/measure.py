"""One program, one run: how long, how much memory, and did it finish within its limits?"""

import json
import os
import signal
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

MIB = 1 << 20
POLL_SECONDS = 0.05
PROC = Path("/proc")


@dataclass(frozen=True)
class Outcome:
    """What became of a run. ``status`` is "ok" or a few words on why there is no answer."""

    status: str
    wall: float  # seconds, from start to end of the process
    peak: int  # bytes, all its processes together
    report: dict[str, Any] = field(default_factory=dict)  # what the runner wrote


def run(
    command: list[str], log: Path, report: Path, timeout: float, memory: int, **variables: str
) -> Outcome:
    """Run ``command``; it is ended after ``timeout`` seconds or above ``memory`` bytes.

    Its output goes to ``log``; it writes ``report`` (JSON) when it has an answer. Peak memory is
    the process's own high-water mark, or, with child processes, the largest sum of their
    proportional set sizes seen (Linux; elsewhere children are not seen and ``memory`` is not
    enforced).
    """
    report.unlink(missing_ok=True)
    start = time.perf_counter()
    with log.open("wb") as output:
        process = subprocess.Popen(
            command,
            stdout=output,
            stderr=subprocess.STDOUT,
            env={**os.environ, **variables},
            start_new_session=True,
        )
        peak, stopped = _watch(process, start + timeout, memory)
    wall = time.perf_counter() - start
    if stopped:
        return Outcome(stopped, wall, peak)
    if process.returncode or not report.exists():
        return Outcome(f"failed: {_last_line(log)}", wall, peak)
    return Outcome("ok", wall, peak, json.loads(report.read_text(encoding="utf-8")))


def _watch(process: "subprocess.Popen[bytes]", deadline: float, memory: int) -> tuple[int, str]:
    """Wait for the end; return the peak in bytes and why the process was stopped, if it was."""
    together = 0
    while True:
        pid, status, usage = os.wait4(process.pid, os.WNOHANG)
        if pid:
            process.returncode = os.waitstatus_to_exitcode(status)
            own = usage.ru_maxrss * (1 if os.uname().sysname == "Darwin" else 1024)
            return max(own, together), ""
        held = held_by(process.pid)
        together = max(together, held)
        late = time.perf_counter() > deadline
        if late or held > memory:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            return together, "over time" if late else "over memory"
        time.sleep(POLL_SECONDS)


def held_by(pid: int) -> int:
    """Bytes held by a process and its descendants, shared pages counted once."""
    members = family(pid)
    if len(members) == 1:
        return _field(PROC / str(pid) / "status", "VmRSS:")
    return sum(_field(PROC / str(member) / "smaps_rollup", "Pss:") for member in members)


def family(pid: int) -> list[int]:
    """A process and its descendants, as they are now (Linux)."""
    members = [pid]
    for member in members:
        for task in (PROC / str(member) / "task").glob("*/children"):
            try:
                members.extend(map(int, task.read_text().split()))
            except OSError:  # it ended while we looked
                continue
    return members


def _field(path: Path, name: str) -> int:
    try:
        lines = path.read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith(name)), 0)


def _last_line(log: Path) -> str:
    lines = log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
    return lines[-1][:120] if lines else "no output"

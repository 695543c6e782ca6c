"""Processes that work for this one: how they start, how both talk, and that none is left over.

A message is its length in eight bytes and MessagePack, on standard input and output. A process
ends with standard input; on Linux the system ends it as well when whoever started it is gone.
"""

import contextlib
import os
import signal
import struct
import subprocess
import sys
from typing import IO, Any, Final

import msgspec

LENGTH: Final = struct.Struct("<Q")
ONE_THREAD: Final = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


def cores() -> int:
    """How many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def program(module: str) -> str:
    """The program that calls ``main`` of a module with one argument, for :func:`started`."""
    return (
        "import json, sys; sys.path[:] = json.loads(sys.argv[1]);"
        f"from {module} import main; main(sys.argv[2])"
    )


def started(program: str, argument: str) -> "subprocess.Popen[bytes]":
    """Start a program that finds the modules that this process finds; to be ended by :func:`ended`.

    It is in a session of its own: Ctrl-C does not reach it, and what it starts ends with it.
    """
    where = [place for place in sys.path if place]
    # Without the folder that this runs in, where a stranger's file may be called numpy.py.
    running = subprocess.Popen(
        [sys.executable, "-P", "-c", program, msgspec.json.encode(where).decode(), argument],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=os.environ | dict.fromkeys(ONE_THREAD, "1"),
        start_new_session=True,
    )
    for stream in (running.stdin, running.stdout):
        _widen(stream)
    return running


def _widen(stream: IO[bytes] | None) -> None:
    """Let a pipe hold a megabyte where it can: large messages wait for fewer turns."""
    if stream is not None and sys.platform == "linux":
        import fcntl

        with contextlib.suppress(OSError):
            fcntl.fcntl(stream, fcntl.F_SETPIPE_SZ, 1 << 20)


def ended(running: "subprocess.Popen[bytes]") -> None:
    """End a process, whatever it does, and wait until it is gone."""
    kill_group(running)
    running.wait()
    for stream in (running.stdin, running.stdout):
        if stream is not None:
            with contextlib.suppress(OSError):
                stream.close()


def kill_group(running: "subprocess.Popen[bytes]") -> None:
    """Kill a process and what it started: it may wait for a program of its own."""
    with contextlib.suppress(OSError):
        if hasattr(os, "killpg"):
            os.killpg(running.pid, signal.SIGKILL)
        else:
            running.kill()


def end_with_parent() -> None:
    """Ask the system to end this process when its parent ends, where it can."""
    if sys.platform == "linux":
        import ctypes

        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG, linux/prctl.h


def answers_only() -> IO[bytes]:
    """Give standard output to answers alone: libraries that print would write between them."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    return answers


def send(stream: IO[bytes], message: Any) -> None:
    """Write one message."""
    written = msgspec.msgpack.encode(message)
    stream.write(LENGTH.pack(len(written)))
    stream.write(written)
    stream.flush()


def receive(stream: IO[bytes]) -> bytes | None:
    """Read one message, still to be decoded; None where the other side ended."""
    head = stream.read(LENGTH.size)
    if len(head) < LENGTH.size:
        return None
    (length,) = LENGTH.unpack(head)
    body = stream.read(length)
    return body if len(body) == length else None

"""A program that is killed at its nth step: what scripts of such tests begin with."""

import json
import subprocess
import sys
from typing import Self

WATCH = """
import os, signal, sys

moment, steps = int(sys.argv[1]), 0

def reached(*_):
    global steps
    steps += 1
    if steps == moment:
        os.kill(os.getpid(), signal.SIGKILL)

def watch(owner, name):
    act = getattr(owner, name)
    def watched(*arguments, **named):
        reached()
        try:
            return act(*arguments, **named)
        finally:
            reached()
    setattr(owner, name, watched)
"""
"""``reached()`` is a step, and the one that the first argument numbers is the last;
``watch(owner, name)`` makes one before and one after each call of a function."""

_FORKS = """
import json

for line in sys.stdin:
    asked = json.loads(line)
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        moment, steps = asked["moment"], 0
        act(*asked["arguments"])
        os.write(writing, str(steps).encode())
        os._exit(0)
    os.close(writing)
    with open(reading) as told:
        counted = told.read()
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    print(json.dumps({"code": code, "steps": int(counted or 0)}), flush=True)
"""


class Killed:
    """A script that is made ready once; a fork of it acts each time, to be killed at a step.

    ``script`` begins with WATCH and defines ``act``. Ready means that everything is imported: most
    of the time that a process of its own takes goes into that.
    """

    def __init__(self, script: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", script + _FORKS, "0"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait()
        assert self._process.stdout is not None
        self._process.stdout.close()

    def at(self, moment: int, *arguments: object) -> tuple[int, int]:
        """Act, and be killed at a step (0: not at all); the exit code and the steps taken."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        asked = {"moment": moment, "arguments": [str(each) for each in arguments]}
        print(json.dumps(asked), file=self._process.stdin, flush=True)
        told = json.loads(self._process.stdout.readline())
        return told["code"], told["steps"]

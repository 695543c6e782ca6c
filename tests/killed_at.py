"""A program that is killed at its nth step: what scripts of such tests begin with."""

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

"""Compiling at set-up: both jobs are real uses, and one that fails is said."""

import pytest

from demasque import kernels


def test_the_table_of_events_is_one_that_find_ties_takes() -> None:
    exec(compile(kernels.TIES, "ties", "exec"), {})


def test_a_job_that_fails_is_said(
    monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    monkeypatch.setattr(kernels, "TIES", "pass")
    monkeypatch.setattr(kernels, "CASE", "raise SystemExit('no room')")
    assert kernels.main() == 1
    assert b"no room" in capfdbinary.readouterr().err
    monkeypatch.setattr(kernels, "CASE", "pass")
    assert kernels.main() == 0

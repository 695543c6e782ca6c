"""Results as Markdown that can be pasted into docs/measurements.md."""

import math
import os
import platform
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from contenders import OURS, Contender
from measure import MIB, Outcome


@dataclass(frozen=True)
class Result:
    """One program on one size."""

    contender: Contender
    events: int
    co_occurrences: int
    outcome: Outcome
    precision: float | None = None  # of the accounts it ties, the share that was planted
    recall: float | None = None  # of the planted accounts, the share that it ties

    @property
    def finished(self) -> bool:
        return self.outcome.status == "ok"

    @property
    def answer(self) -> float:
        """Seconds from events in memory to ties."""
        return float(self.outcome.report["answer"])


def machine() -> str:
    """The machine in one line."""
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / (1 << 30)
    return (
        f"{_processor()}, {os.cpu_count()} cores, {memory:.0f} GiB, {platform.system()} "
        f"{platform.release()}, Python {platform.python_version()}"
    )


def size_table(results: Sequence[Result]) -> str:
    """All programs on one size; ratios are to Démasque."""
    best = next((r for r in results if r.contender is OURS and r.finished), None)
    first = results[0]
    lines = [
        f"### {first.events:,} events, {first.co_occurrences:,} co-occurrences within 60 s",
        "",
        "| program | tie | read s | compile s | answer s | times ours | peak MiB | times ours "
        "| ties | precision | recall |",
        "|---|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|",
    ]
    for result in results:
        lines.append("| " + " | ".join(_cells(result, best)) + " |")
    return "\n".join(lines)


def growth_table(results: Sequence[Result]) -> str:
    """How time and memory grow: least-squares slope of their logarithms over that of the events."""
    lines = [
        "### Growth",
        "",
        "| program | sizes | exponent of time | exponent of memory | ns per co-occurrence |",
        "|---|---|--:|--:|---|",
    ]
    for contender in dict.fromkeys(result.contender for result in results):
        own = [r for r in results if r.contender is contender and r.finished]
        if len(own) < 2:
            continue
        sizes = [float(r.events) for r in own]
        time = slope(sizes, [r.answer for r in own])
        memory = slope(sizes, [float(r.outcome.peak) for r in own])
        each = ", ".join(f"{1e9 * r.answer / r.co_occurrences:.1f}" for r in own)
        span = f"{own[0].events:,} to {own[-1].events:,}"
        lines.append(f"| {contender.name} | {span} | {time:.2f} | {memory:.2f} | {each} |")
    return "\n".join(lines)


def slope(x: Sequence[float], y: Sequence[float]) -> float:
    """Least-squares slope of log y over log x."""
    u, v = [math.log(value) for value in x], [math.log(max(value, 1e-9)) for value in y]
    mean_u, mean_v = sum(u) / len(u), sum(v) / len(v)
    spread = sum((a - mean_u) ** 2 for a in u)
    return sum((a - mean_u) * (b - mean_v) for a, b in zip(u, v, strict=True)) / spread


def _cells(result: Result, best: Result | None) -> list[str]:
    name, rule, outcome = result.contender.name, result.contender.rule, result.outcome
    if not result.finished:
        after = (
            f" after {outcome.wall:.0f} s, {outcome.peak / MIB:,.0f} MiB" if outcome.wall else ""
        )
        return [name, rule, f"{outcome.status}{after}", *[""] * 8]
    report = outcome.report
    time_ratio = result.answer / best.answer if best else math.nan
    memory_ratio = outcome.peak / best.outcome.peak if best else math.nan
    return [
        f"{name} {report['version']}",
        rule,
        f"{report['read']:.2f}",
        f"{report['compile']:.2f}" if report["compile"] else "",
        f"{result.answer:.3f}",
        f"{time_ratio:,.1f}" if best else "",
        f"{outcome.peak / MIB:,.0f}",
        f"{memory_ratio:,.1f}" if best else "",
        f"{report['ties']:,}",
        "none" if result.precision is None else f"{result.precision:.3f}",
        f"{result.recall:.3f}",
    ]


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    names = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()

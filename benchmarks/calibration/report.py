"""Shares with their confidence, and tables in Markdown."""

import math
from collections.abc import Iterable, Sequence


def wilson(hits: int, tries: int) -> tuple[float, float]:
    """Wilson's 95 % confidence interval of a share (J. Am. Stat. Assoc. 22, 1927)."""
    if not tries:
        return 0.0, 1.0
    z, share = 1.959964, hits / tries
    middle = share + z * z / (2 * tries)
    reach = z * math.sqrt(share * (1 - share) / tries + z * z / (4 * tries * tries))
    below = 1 + z * z / tries
    return max((middle - reach) / below, 0.0), min((middle + reach) / below, 1.0)


def share(hits: int, tries: int) -> str:
    """A share as counted, with its interval in percent."""
    low, high = wilson(hits, tries)
    return f"{hits}/{tries} ({100 * low:.1f} to {100 * high:.1f} %)"


def mean(values: Sequence[float]) -> str:
    """A mean with its 95 % confidence interval by the normal law."""
    average = sum(values) / len(values)
    if len(values) < 2:
        return f"{average:.3f}"
    spread = math.sqrt(sum((value - average) ** 2 for value in values) / (len(values) - 1))
    return f"{average:.3f} ± {1.96 * spread / math.sqrt(len(values)):.3f}"


def table(heading: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table; all columns but the first are aligned to the right."""
    lines = ["| " + " | ".join(heading) + " |", "|---" + "|--:" * (len(heading) - 1) + "|"]
    lines += ["| " + " | ".join(row) + " |" for row in rows]
    return "\n".join(lines)

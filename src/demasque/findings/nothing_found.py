"""Why was no campaign found? What was shared, what it would have taken, and what to try."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from demasque.case import CaseStore
from demasque.findings.dossier.accounts_set_aside import (
    accounts_set_aside,
    set_aside_sentences,
)
from demasque.findings.run_history import finished_runs
from demasque.sentences import Percent, Sentence

MOST_COMPARED: Final = 2_000_000
"""Pairs of uses that are compared to say what two accounts share at most: those of the things that
fewest left. What very many left says little of any two."""

_SINGLE: Final = 0.5  # share of accounts with one post from which their number is the likely reason

_DAY: Final = 86_400  # seconds: the widest window that is advised

_SHARED: Final = """
SELECT kind, count(*) AS things, sum(accounts)::BIGINT AS accounts FROM (
    SELECT kind, trace, count(DISTINCT account) AS accounts FROM events
    GROUP BY kind, trace HAVING accounts > 1
) GROUP BY kind ORDER BY things DESC, kind"""

_PAIRS: Final = f"""
WITH windows AS (
    SELECT unnest(?::VARCHAR[]) AS kind, unnest(?::DOUBLE[]) AS seconds
), shared AS (
    SELECT kind, trace, count(*) AS uses FROM events
    GROUP BY kind, trace HAVING min(account) < max(account)
), counted AS (
    SELECT *, sum(uses * uses) OVER (ORDER BY uses, kind, trace) AS so_far FROM shared
), compared AS (SELECT kind, trace FROM counted WHERE so_far <= {MOST_COMPARED}), own AS (
    SELECT kind, trace, account, "at" FROM events SEMI JOIN compared USING (kind, trace)
), met AS (
    SELECT a.account AS account_a, b.account AS account_b, kind, trace,
           min(abs(epoch(a."at" - b."at"))) <= coalesce(any_value(seconds), 0) AS close
    FROM own a JOIN own b USING (kind, trace) LEFT JOIN windows USING (kind)
    WHERE a.account < b.account GROUP BY ALL
), pairs AS (
    SELECT count(*) AS ever, count(*) FILTER (close) AS within FROM met
    GROUP BY account_a, account_b
)
SELECT coalesce(max(ever), 0) AS ever, coalesce(max(within), 0) AS within,
       count(*) FILTER (within >= ?) AS enough,
       (SELECT count(*) FROM shared) - (SELECT count(*) FROM compared) AS left_out
FROM pairs"""

_CASE: Final = """
WITH written AS (SELECT account, count(*) AS posts FROM posts GROUP BY account)
SELECT (SELECT avg((posts = 1)::INTEGER) FROM written) AS single,
       (SELECT avg((time_precision = 'day')::INTEGER) FROM posts) AS to_the_day,
       (SELECT count(*) FROM hashtags) > 0
           AND (SELECT count(*) FROM events WHERE kind = 'hashtag') = 0 AS untried_hashtags,
       (SELECT count(*) FROM waves WHERE kind = 'text') AS waves"""


def why_nothing(store: CaseStore) -> tuple[Sentence, ...]:
    """Say in figures why the last detection found no campaign; nothing if it found one.

    Before the first detection, and in a case without posts, there is nothing to say either.
    """
    runs = [run for run in finished_runs(store) if run["command"] == "detect"]
    if not runs or store.sql("SELECT 1 FROM campaigns LIMIT 1").num_rows:
        return ()
    aside = accounts_set_aside(store)
    if aside.campaigns:
        return aside.none_left, *set_aside_sentences(store)
    detection: Mapping[str, Any] = runs[-1].get("notes", {}).get("detection") or {}
    arguments: Mapping[str, Any] = runs[-1].get("arguments") or {}
    windows = {kind: max(each) for kind, each in (detection.get("windows") or {}).items() if each}
    widest, least = max(windows.values(), default=0.0), int(arguments.get("min_shared") or 2)
    asked = (list(windows), [float(each) for each in windows.values()], least)
    pairs = store.sql(_PAIRS, asked).to_pylist()[0]
    case = store.sql(_CASE).to_pylist()[0]
    return (
        *_shared(store),
        *_most(pairs),
        *_needed(pairs, least, float(arguments.get("fdr") or 0.01)),
        *_to_try(pairs, case, least, widest),
    )


def _shared(store: CaseStore) -> Iterator[Sentence]:
    kinds = store.sql(_SHARED).to_pylist()
    if not kinds:
        yield Sentence("Nothing that was looked for was left by two accounts.")
        return
    yield Sentence.counted(
        "{n} thing was left by two accounts or more: {kinds}.",
        "{n} things were left by two accounts or more: {kinds}.",
        sum(row["things"] for row in kinds),
        kinds=[
            Sentence(
                "{n} of the kind {kind}, by {accounts} each on average",
                n=row["things"],
                kind=row["kind"],
                accounts=round(row["accounts"] / row["things"], 1),
            )
            for row in kinds
        ],
    )


def _most(pairs: Mapping[str, int]) -> Iterator[Sentence]:
    if pairs["ever"]:
        yield Sentence(
            "The two accounts that share most share {ever}; within the windows, {within} is the "
            "most that any two share.",
            ever=pairs["ever"],
            within=pairs["within"],
        )
    if pairs["left_out"]:
        yield Sentence.counted(
            "{n} thing that very many left was not compared for this.",
            "{n} things that very many left were not compared for this.",
            pairs["left_out"],
        )


def _needed(pairs: Mapping[str, int], least: int, fdr: float) -> Iterator[Sentence]:
    yield Sentence(
        "A tie takes {least} shared within the windows, at least, and more of them than chance "
        "gives two accounts that post as much: of the ties found, {fdr} may be chance.",
        least=least,
        fdr=Percent(fdr),
    )
    if pairs["enough"]:
        yield Sentence.counted(
            "{n} pair shares so many; chance, or the ties of too few, explains it.",
            "{n} pairs share so many; chance, or the ties of too few, explains them.",
            pairs["enough"],
        )


def _to_try(
    pairs: Mapping[str, int], case: Mapping[str, Any], least: int, widest: float
) -> Iterator[Sentence]:
    if widest < _DAY and (case["to_the_day"] or 0) > 0:
        yield Sentence(
            "For {share} of the posts the day is known and no time: try demasque detect "
            "--window 1d.",
            share=Percent(case["to_the_day"]),
        )
    elif widest < _DAY and pairs["ever"] >= least > pairs["within"]:
        yield Sentence(
            "What is shared lies further apart than the windows: try demasque detect --window 1d."
        )
    if (case["single"] or 0) >= _SINGLE:
        yield Sentence(
            "{share} of the accounts have a single post here, and two of these can never share "
            "two things: add more of what these accounts posted.",
            share=Percent(case["single"]),
        )
    if case["untried_hashtags"]:
        yield Sentence("Single hashtags were not looked at: try demasque detect --kind hashtag.")
    if case["waves"]:
        yield Sentence(
            "A message can go round among accounts that nothing ties: demasque narratives lists "
            "the most copied ones."
        )

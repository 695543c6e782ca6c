"""Posts to events on Spark: what each account left behind, kind by kind."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import reduce
from pathlib import Path
from typing import Any, Final

from pyspark.sql import DataFrame
from pyspark.sql import functions as fn

from demasque.cluster import Stages
from demasque.errors import UsageError
from demasque.progress import Progress, quiet
from demasque.spark.copy_families import copy_families
from demasque.spark.given_tables import given_tables
from demasque.spark.message_traces import KIND, find_messages, own_words
from demasque.spark.part_traces import FOUND, find_in_parts
from demasque.spark.run_steps import stages_for
from demasque.text import ALL_RULES, FAMILY_RULES, Expand, Rules, read_expansions
from demasque.traces import named_kinds

MOST_EXPANSIONS: Final = 32 << 20
"""Bytes of a file of expanded addresses that is handed to every executor."""


@dataclass(frozen=True)
class Extracted:
    """Frames as the tables ``events``, ``traces`` and ``copies`` of a case, in no order.

    ``notes`` are what the run's record should keep, by kind.
    """

    events: DataFrame
    traces: DataFrame
    copies: DataFrame
    notes: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class KindOptions:
    """Which kinds of trace to look for, by which rules."""

    kinds: tuple[str, ...]
    key_rules: Rules
    family_rules: Rules
    expand: Expand | None
    expansions: str | None  # the file that they were read from

    @classmethod
    def checked(
        cls,
        kinds: Iterable[str] | None,
        without_rules: Iterable[str],
        expansions: str | Path | None,
    ) -> "KindOptions":
        """The options; UsageError for those that make no sense."""
        without = tuple(without_rules)
        path = None if expansions is None else Path(expansions)
        if path is not None and path.exists() and path.stat().st_size > MOST_EXPANSIONS:
            raise UsageError(
                "{path} is larger than {most} MB, and every machine would hold all of it.",
                path=path,
                most=MOST_EXPANSIONS >> 20,
            )
        return cls(
            tuple(kind.id for kind in named_kinds(kinds)),
            ALL_RULES.without(*without),
            FAMILY_RULES.without(*without),
            None if path is None else read_expansions(path),
            None if path is None else str(path),
        )

    def about(self) -> dict[str, Any]:
        """What the events depend on, beside the posts."""
        return {
            "kinds": list(self.kinds),
            "rules": [self.key_rules.as_record(), self.family_rules.as_record()],
            "expansions": self.expansions,
        }


def extract(
    tables: Any,
    kinds: Iterable[str] | None = None,
    *,
    without_rules: Iterable[str] = (),
    expansions: str | Path | None = None,
    work_folder: str | None = None,
    progress: Progress = quiet,
) -> Extracted:
    """Find what posts left behind that others could leave too: the events of all kinds asked for.

    Args:
        tables: frames by the names of source tables (``posts``, ``links``, ``hashtags``,
            ``media_use``, ...; see ``demasque.schema``), or an object that has them as fields.
            Pictures and clips beside posts are not looked at, only what the export says of them.
        kinds: kinds of trace; None for the usual ones. A kind of an extension is asked about one
            part of the posts at a time, with what belongs to these posts.
        without_rules: rules of the normal form of words that are switched off.
        expansions: a file of short and full addresses, of at most 32 MB.
        work_folder: where steps are kept; every machine reaches it.
        progress: called as ``progress(step, done, total)``.

    Returns:
        Events, traces and copies as on one machine.

    Raises:
        UsageError: a kind, rule, column or folder that does not exist.
    """
    options = KindOptions.checked(kinds, without_rules, expansions)
    given = given_tables(tables)
    stages = stages_for(given, work_folder, options.about(), progress)
    return extract_in(stages, given, options)


def extract_in(stages: Stages, tables: Mapping[str, DataFrame], options: KindOptions) -> Extracted:
    """The same, in steps of a run: ``events`` are kept."""
    alone = [kind for kind in options.kinds if kind != KIND]
    found, copies, notes = [], None, {}
    if alone:
        posts = tables["posts"].count()
        found.append(find_in_parts(tables, alone, options.key_rules, options.expand, posts))
    if KIND in options.kinds:
        own = own_words(tables["posts"])
        copies, notes[KIND] = copy_families(stages, own, options.family_rules)
        found.append(find_messages(own, copies, options.key_rules))
    session = tables["posts"].sparkSession
    whole = reduce(DataFrame.unionByName, found or [session.createDataFrame([], FOUND)])
    # Sorted as a case has them, so that they can be read in order.
    kept = stages.keep("found", lambda: whole.orderBy(*_ORDER), "finding traces")
    return Extracted(
        kept.select("kind", "account", "trace", "at", "post"),
        kept.groupBy("kind", "trace").agg(fn.min("value").alias("value")),
        session.createDataFrame([], _COPIES) if copies is None else copies,
        notes,
    )


_ORDER: Final = ("kind", "trace", "at", "post")
_COPIES: Final = "post string, exemplar string, similarity double"

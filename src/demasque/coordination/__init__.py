"""Whose sharing is too synchronous to be chance? Events -> ties.

find_ties(events, ...)          without a case: a table of events -> a table of ties
detect(store, ...)              a case's events -> its ties, strengths and account_bits
find_incidents(store)           a case's events -> messages that a group in a crowd pushes
stand_with(store, groups)       which accounts without a tie stand with groups of tied ones
tie_posts(store, a, b, kind)    the posts that prove a tie
find_reuse(store, ...)          who shares rare words at any distance in time: leads, no ties
tie_accounts(posts, kinds, ...) ties of posts by all kinds, apart from where the posts are kept
"""

from typing import TYPE_CHECKING

from demasque.doors import opened

if TYPE_CHECKING:
    from demasque.coordination.all_kinds import (
        AllKindsCriteria,
        GivenKind,
        TiedAccounts,
        tie_accounts,
    )
    from demasque.coordination.detection import (
        MOST_USED,
        Detection,
        MostUsedTrace,
        detect,
        usable_windows,
    )
    from demasque.coordination.engines.choice import spark_engine
    from demasque.coordination.engines.engine import CaseEngine
    from demasque.coordination.engines.memory import MemoryCaseEngine
    from demasque.coordination.engines.on_disk.memory_limits import memory_size
    from demasque.coordination.events.case_events import (
        PostMoments,
        ReadOnce,
        TraceUses,
        post_moments,
        trace_uses,
    )
    from demasque.coordination.events.event_table import EventColumns, Window, seconds
    from demasque.coordination.events.index import Int32, Int64
    from demasque.coordination.events.origins import TraceOrigins, trace_origins
    from demasque.coordination.incidents.incident_search import MOST_EVENTS, find_incidents
    from demasque.coordination.reuse.innocent_reasons import (
        BORROWED_WORDS,
        FEWEST_LETTERS,
        INNOCENT_REASONS,
        innocent_readings,
    )
    from demasque.coordination.reuse.slow_reuse import Reuse, find_reuse
    from demasque.coordination.standing import stand_with
    from demasque.coordination.stats.false_discovery import benjamini_hochberg
    from demasque.coordination.stats.tails import log_poisson_tail
    from demasque.coordination.tie_search import check_options, find_ties, tie_criteria
    from demasque.coordination.tied_posts import tie_posts, tie_posts_query
else:
    __getattr__, __dir__ = opened(__name__)

__all__ = [
    "BORROWED_WORDS",
    "FEWEST_LETTERS",
    "INNOCENT_REASONS",
    "MOST_EVENTS",
    "MOST_USED",
    "AllKindsCriteria",
    "CaseEngine",
    "Detection",
    "EventColumns",
    "GivenKind",
    "Int32",
    "Int64",
    "MemoryCaseEngine",
    "MostUsedTrace",
    "PostMoments",
    "ReadOnce",
    "Reuse",
    "TiedAccounts",
    "TraceOrigins",
    "TraceUses",
    "Window",
    "benjamini_hochberg",
    "check_options",
    "detect",
    "find_incidents",
    "find_reuse",
    "find_ties",
    "innocent_readings",
    "log_poisson_tail",
    "memory_size",
    "post_moments",
    "seconds",
    "spark_engine",
    "stand_with",
    "tie_accounts",
    "tie_criteria",
    "tie_posts",
    "tie_posts_query",
    "trace_origins",
    "trace_uses",
    "usable_windows",
]

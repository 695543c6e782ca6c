"""What flows between rooms? The tables, each declared once; the door of this room.

Times are UTC with microseconds. Missing is null, never 0 and never "". A field whose metadata says
``id: account`` or ``id: post`` holds an identifier: the platform's own one when it leaves
:mod:`demasque.sources`, a keyed pseudonym from :mod:`demasque.case` on.
"""

from typing import Final

from demasque.schema import (
    anatomy_tables,
    case_tables,
    dossier_tables,
    handover_tables,
    known_tables,
    media_tables,
    result_tables,
    source_tables,
    target_tables,
    venue_tables,
    watch_tables,
    wave_tables,
)
from demasque.schema.declaration import TIME, Column, Lifetime, Step, Table, account, post
from demasque.schema.handover_tables import STATUSES
from demasque.schema.venue_tables import VENUE_KINDS

TIME_PRECISIONS: Final = ("second", "minute", "day", "estimated")
"""What a post's time can be trusted to, finest first."""

PRECISION_SECONDS: Final = {"second": 1, "minute": 60, "day": 86_400}
"""Finest window (seconds) that a precision allows; 'estimated' allows none."""

POST_KINDS: Final = ("original", "repost", "quote", "reply", "comment")

TABLES: Final[dict[str, Table]] = {
    table.name: table
    for table in (
        source_tables.POSTS_TABLE,
        source_tables.ACCOUNTS_TABLE,
        source_tables.PROFILE_TEXTS_TABLE,
        source_tables.FOLLOWS_TABLE,
        source_tables.LINKS_TABLE,
        source_tables.HASHTAGS_TABLE,
        source_tables.MENTIONS_TABLE,
        source_tables.MEDIA_USE_TABLE,
        source_tables.ENGAGEMENT_TABLE,
        source_tables.DELETIONS_TABLE,
        source_tables.REJECTS_TABLE,
        source_tables.PERSONAL_DETAILS_TABLE,
        result_tables.EVENTS_TABLE,
        result_tables.TRACES_TABLE,
        result_tables.POST_WORDS_TABLE,
        result_tables.COPIES_TABLE,
        result_tables.TIES_TABLE,
        result_tables.STRENGTHS_TABLE,
        result_tables.ACCOUNT_BITS_TABLE,
        result_tables.REUSED_WORDS_TABLE,
        result_tables.REUSE_TABLE,
        result_tables.CAMPAIGNS_TABLE,
        result_tables.MEMBERSHIPS_TABLE,
        result_tables.ATTACHED_TABLE,
        dossier_tables.DECIDED_TABLE,
        dossier_tables.SET_ASIDE_TABLE,
        dossier_tables.COMPARISONS_TABLE,
        dossier_tables.COMPARISON_CLASSES_TABLE,
        dossier_tables.COMPARISON_CHANGES_TABLE,
        handover_tables.HANDOVERS_TABLE,
        handover_tables.HANDED_OVER_TABLE,
        handover_tables.STATUSES_TABLE,
        handover_tables.REGENERATED_TABLE,
        handover_tables.REGENERATED_POSTS_TABLE,
        anatomy_tables.NAME_CHANGES_TABLE,
        anatomy_tables.OPERATIONS_TABLE,
        anatomy_tables.OPERATION_LINKS_TABLE,
        result_tables.INCIDENTS_TABLE,
        result_tables.INCIDENT_ACCOUNTS_TABLE,
        result_tables.INCIDENT_COMPANY_TABLE,
        target_tables.TARGETS_TABLE,
        target_tables.TARGET_DAYS_TABLE,
        target_tables.FLOODS_TABLE,
        watch_tables.WATCH_ROUNDS_TABLE,
        watch_tables.ALERTS_TABLE,
        watch_tables.ALERTS_SEEN_TABLE,
        watch_tables.ALERTS_DELIVERED_TABLE,
        watch_tables.ALERT_SINKS_TABLE,
        watch_tables.WATCHED_CAMPAIGNS_TABLE,
        watch_tables.WATCHED_TRACES_TABLE,
        wave_tables.WAVES_TABLE,
        wave_tables.WAVE_MESSAGES_TABLE,
        wave_tables.LABELS_TABLE,
        media_tables.MEDIA_FAMILIES_TABLE,
        media_tables.MEDIA_MESSAGES_TABLE,
        media_tables.MEDIA_FILES_TABLE,
        media_tables.MEDIA_FRAMES_TABLE,
        media_tables.MEDIA_IN_POSTS_TABLE,
        media_tables.AVATAR_FILES_TABLE,
        media_tables.MEDIA_EYES_TABLE,
        media_tables.MEDIA_ORIGINS_TABLE,
        media_tables.MEDIA_WORDS_TABLE,
        media_tables.SYNTHETIC_DETECTORS_TABLE,
        media_tables.SYNTHETIC_SCORES_TABLE,
        media_tables.PROTECTED_MEDIA_TABLE,
        case_tables.FILES_TABLE,
        case_tables.CUSTODY_HEAD_TABLE,
        case_tables.TOMBSTONES_TABLE,
        case_tables.FINDINGS_RUN_TABLE,
        venue_tables.VENUE_LIST_TABLE,
        known_tables.LIBRARY_MATCH_TABLE,
        known_tables.KNOWN_INDICATORS_TABLE,
        known_tables.INDICATOR_POSTS_TABLE,
        anatomy_tables.LASTING_NAMES_TABLE,
        anatomy_tables.NAMES_GIVEN_TABLE,
        case_tables.TRACES_FOUND_TABLE,
    )
}
"""Every table of a case. To add one is to declare it, and to name it here."""


def tables_of(*lifetimes: Lifetime) -> tuple[Table, ...]:
    """The tables of these lifetimes, in order."""
    return tuple(table for table in TABLES.values() if table.lifetime in lifetimes)


def markdown_rows() -> list[str]:
    """The tables as rows of the table in docs/architecture.md."""
    return [
        f"| {t.name} | {t.row} | {t.step.value} | {t.lifetime.value} |" for t in TABLES.values()
    ]


SOURCE_TABLES: Final = {
    table.name: table.schema
    for table in tables_of(Lifetime.SOURCE)
    if table.step in (Step.SOURCES, Step.MASKING)
}
"""What reading exports fills."""

RESULT_TABLES: Final = {table.name: table.schema for table in tables_of(Lifetime.RESULT)}
"""What analysis fills; each run replaces it."""

POSTS: Final = SOURCE_TABLES["posts"]
ACCOUNTS: Final = SOURCE_TABLES["accounts"]
PROFILE_TEXTS: Final = SOURCE_TABLES["profile_texts"]
FOLLOWS: Final = SOURCE_TABLES["follows"]
LINKS: Final = SOURCE_TABLES["links"]
HASHTAGS: Final = SOURCE_TABLES["hashtags"]
MENTIONS: Final = SOURCE_TABLES["mentions"]
MEDIA_USE: Final = SOURCE_TABLES["media_use"]
ENGAGEMENT: Final = SOURCE_TABLES["engagement"]
REJECTS: Final = SOURCE_TABLES["rejects"]
PERSONAL_DETAILS: Final = SOURCE_TABLES["personal_details"]
EVENTS: Final = RESULT_TABLES["events"]
TRACES: Final = RESULT_TABLES["traces"]
COPIES: Final = RESULT_TABLES["copies"]
POST_WORDS: Final = RESULT_TABLES["post_words"]
TIES: Final = RESULT_TABLES["ties"]
STRENGTHS: Final = RESULT_TABLES["strengths"]
ACCOUNT_BITS: Final = RESULT_TABLES["account_bits"]
REUSED_WORDS: Final = RESULT_TABLES["reused_words"]
REUSE: Final = RESULT_TABLES["reuse"]
CAMPAIGNS: Final = RESULT_TABLES["campaigns"]
MEMBERSHIPS: Final = RESULT_TABLES["memberships"]
ATTACHED: Final = RESULT_TABLES["attached"]
DECIDED: Final = RESULT_TABLES["decided"]
SET_ASIDE: Final = RESULT_TABLES["set_aside"]
NAME_CHANGES: Final = RESULT_TABLES["name_changes"]
OPERATIONS: Final = RESULT_TABLES["operations"]
OPERATION_LINKS: Final = RESULT_TABLES["operation_links"]
INCIDENTS: Final = RESULT_TABLES["incidents"]
INCIDENT_ACCOUNTS: Final = RESULT_TABLES["incident_accounts"]
INCIDENT_COMPANY: Final = RESULT_TABLES["incident_company"]
MEDIA_EYES: Final = TABLES["media_eyes"].schema
MEDIA_FAMILIES: Final = RESULT_TABLES["media_families"]
MEDIA_MESSAGES: Final = RESULT_TABLES["media_messages"]
MEDIA_FILES: Final = TABLES["media_files"].schema
MEDIA_FRAMES: Final = TABLES["media_frames"].schema
MEDIA_IN_POSTS: Final = TABLES["media_in_posts"].schema
AVATAR_FILES: Final = TABLES["avatar_files"].schema
MEDIA_ORIGINS: Final = TABLES["media_origins"].schema
MEDIA_WORDS: Final = TABLES["media_words"].schema
SYNTHETIC_DETECTORS: Final = TABLES["synthetic_detectors"].schema
SYNTHETIC_SCORES: Final = TABLES["synthetic_scores"].schema
PROTECTED_MEDIA: Final = TABLES["protected_media"].schema
WAVES: Final = RESULT_TABLES["waves"]
WAVE_MESSAGES: Final = RESULT_TABLES["wave_messages"]
LABELS: Final = TABLES["labels"].schema
TOMBSTONES: Final = TABLES["tombstones"].schema
LASTING_NAMES: Final = TABLES["lasting_names"].schema
NAMES_GIVEN: Final = TABLES["names_given"].schema
TRACES_FOUND: Final = TABLES["traces_found"].schema
VENUE_LIST: Final = TABLES["venue_list"].schema

__all__ = [
    "ACCOUNTS", "ACCOUNT_BITS", "ATTACHED", "AVATAR_FILES", "CAMPAIGNS", "COPIES", "DECIDED",
    "ENGAGEMENT", "EVENTS", "FOLLOWS", "HASHTAGS", "INCIDENTS", "INCIDENT_ACCOUNTS",
    "INCIDENT_COMPANY", "LABELS", "LASTING_NAMES", "LINKS", "MEDIA_EYES", "MEDIA_FAMILIES",
    "MEDIA_FILES", "MEDIA_FRAMES", "MEDIA_IN_POSTS", "MEDIA_MESSAGES", "MEDIA_ORIGINS", "MEDIA_USE",
    "MEDIA_WORDS", "MEMBERSHIPS", "MENTIONS", "NAMES_GIVEN", "NAME_CHANGES", "OPERATIONS",
    "OPERATION_LINKS", "PERSONAL_DETAILS", "POSTS", "POST_KINDS", "POST_WORDS",
    "PRECISION_SECONDS", "PROFILE_TEXTS", "PROTECTED_MEDIA", "REJECTS", "RESULT_TABLES", "REUSE",
    "REUSED_WORDS", "SET_ASIDE", "SOURCE_TABLES", "STATUSES", "STRENGTHS", "SYNTHETIC_DETECTORS",
    "SYNTHETIC_SCORES", "TABLES", "TIES", "TIME", "TIME_PRECISIONS", "TOMBSTONES", "TRACES",
    "TRACES_FOUND", "VENUE_KINDS", "VENUE_LIST", "WAVES", "WAVE_MESSAGES", "Column", "Lifetime",
    "Step", "Table", "account", "markdown_rows", "post", "tables_of",
]  # fmt: skip

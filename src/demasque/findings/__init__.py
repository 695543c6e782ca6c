"""One read model of what was found, for whoever shows it; the door of this room.

read_findings(store)     campaigns, members, ties with posts, narratives, judgements: CaseFindings
handed_campaigns(found)  one campaign each, as what is handed to others is made of it
target_findings(store, who) what a person or body targeted is told of: TargetFindings
TABLES, ...              the same, whole, as SQL for exports
"""

from typing import TYPE_CHECKING

from demasque.doors import opened

if TYPE_CHECKING:
    from demasque.findings.attached_evidence import ATTACHED_WITH_POSTS, AttachedAccount
    from demasque.findings.campaign_findings import (
        CORE_MEMBERS,
        CampaignFindings,
        campaigns_in_full,
    )
    from demasque.findings.case_findings import (
        CAMPAIGNS_IN_FULL,
        CaseFindings,
        CaseParts,
        KeptFile,
        case_parts,
        findings_of,
        kept_files,
        read_findings,
    )
    from demasque.findings.case_in_short import (
        CampaignSummary,
        CaseOverview,
        campaign_summaries,
        case_overview,
    )
    from demasque.findings.dossier.accounts_set_aside import (
        EXCLUDED,
        AccountsSetAside,
        CampaignSetAside,
        accounts_set_aside,
        set_aside_sentences,
    )
    from demasque.findings.dossier.case_outcomes import (
        INNOCENT_READINGS,
        CaseOutcomes,
        ReturnWave,
        read_outcomes,
        thing_name,
    )
    from demasque.findings.dossier.claim_evidence import CaseClaims, case_claims
    from demasque.findings.dossier.compared_campaigns import ShownComparison
    from demasque.findings.explored.addressed_venues import (
        VENUE_POSTS,
        AddressedVenue,
        UsualVenue,
        addressed_venue,
        addressed_venues,
        usual_venue,
    )
    from demasque.findings.explored.case_days import POSTS_BY_DAY, CaseDays, PlatformDays, case_days
    from demasque.findings.explored.case_inputs import ADDED_FILES, REJECTED_ROWS, case_inputs
    from demasque.findings.explored.deciding.account_posts import (
        ALL_POSTS,
        LANES,
        PLACES,
        PostsInTime,
        PostsPage,
        posts_in_time,
        posts_page,
    )
    from demasque.findings.explored.deciding.log_lines import (
        SeenLog,
        SeenRun,
        log_table,
        runs_table,
        seen_log,
        seen_runs,
    )
    from demasque.findings.explored.deciding.log_words import line_words
    from demasque.findings.explored.deciding.next_to_decide import (
        QUEUE,
        NextAccount,
        decision_queue,
        next_accounts,
    )
    from demasque.findings.explored.deciding.one_account import (
        PARTNERS,
        AccountFacts,
        account_decisions,
        account_facts,
        counted_partners,
        met_by_attached,
        partners_query,
        tied_partners,
    )
    from demasque.findings.explored.deciding.one_tie import (
        PairsAsked,
        SeenTie,
        pairs_query,
        seen_tie,
    )
    from demasque.findings.explored.laid_out_network import (
        FIRST_NODES,
        MOST_NODES,
        DrawnTies,
        LaidOutNetwork,
        drawn_ties,
        laid_out_network,
    )
    from demasque.findings.explored.listed_campaigns import (
        LISTED_CAMPAIGNS,
        AssessedCampaign,
        CampaignsOverview,
        ListedCampaign,
        assessed_campaigns,
        campaigns_overview,
        listed_campaigns,
    )
    from demasque.findings.explored.message_family import (
        FAMILY_POSTS,
        MessageFamily,
        message_family,
    )
    from demasque.findings.explored.seen_media import (
        FAMILY_OF_MEDIA_POSTS,
        SeenMedia,
        seen_media,
        seen_media_list,
    )
    from demasque.findings.explored.stretches.campaign_slice import CampaignSlice
    from demasque.findings.explored.stretches.campaign_span import (
        ADDRESSED_ACCOUNTS,
        ALWAYS,
        MET_IN_STRETCH,
        SEEN_MEDIA,
        SHARED_THINGS,
        Stretch,
        campaign_span,
        campaign_steps,
    )
    from demasque.findings.explored.stretches.listed_members import (
        MEMBER_ORDERS,
        SET_ASIDE,
        members_page,
        members_query,
        set_aside_accounts,
    )
    from demasque.findings.explored.stretches.span_values import CampaignSpan, CampaignSteps
    from demasque.findings.explored.thing_figures import ThingFigures, ThingSteps
    from demasque.findings.explored.thing_posts import ThingPost, thing_posts, whole_posts
    from demasque.findings.explored.told_messages import (
        exemplar_words,
        families_named,
        message_codes,
        told_messages,
    )
    from demasque.findings.exported_tables import TABLES
    from demasque.findings.handover.handed_campaign import (
        ORGANISATIONS,
        HandedCampaign,
        handed_campaigns,
        member_accounts,
        member_posts,
        shared_traces,
    )
    from demasque.findings.handover.named_venue import NamedVenue, named_venue
    from demasque.findings.handover.sourced_judgements import refuse_unsourced
    from demasque.findings.handover.target_findings import TargetFindings, target_findings
    from demasque.findings.incident_evidence import INCIDENTS_NAMED
    from demasque.findings.known_fields import KnownFields
    from demasque.findings.media.shown_pictures import small_picture
    from demasque.findings.media.sighting_values import (
        CaseMedia,
        DailyUse,
        MediaSighting,
        MediaTotals,
        PostMedia,
        ShownPicture,
        media_code,
    )
    from demasque.findings.media.words_in_media import media_narratives, words_in_media
    from demasque.findings.messages.case_waves import STEPS, case_waves
    from demasque.findings.messages.narrative_leads import (
        Meaning,
        NarrativeLead,
        calibrated,
        message_waves,
        narrative_leads,
    )
    from demasque.findings.messages.narrative_list import NARRATIVES, listed_narratives
    from demasque.findings.messages.passed_on import PassedOn, passed_on
    from demasque.findings.messages.wave_sentences import distinctions, innocent_reading
    from demasque.findings.messages.wave_values import CaseWaves, Wave, WaveFigures, spread_seconds
    from demasque.findings.networks.network_tables import TIED_ACCOUNTS, TIED_PAIRS
    from demasque.findings.networks.tied_network import TiedNetwork, tied_network
    from demasque.findings.nothing_found import why_nothing
    from demasque.findings.operations.name_history import name_sentences
    from demasque.findings.operations.operation_evidence import (
        PAIRS_SHOWN,
        CaseOperation,
        CaseOperations,
    )
    from demasque.findings.reuse_evidence import REUSED_PAIRS, ReusedPair, ReusedWords
    from demasque.findings.run_history import finished_runs
    from demasque.findings.searched.post_order import (
        PostOrder,
        PostStanding,
        post_order,
        post_standing,
        posts_fingerprint,
    )
    from demasque.findings.searched.post_search import (
        POSTS_SCANNED,
        PostSearch,
        SearchFilter,
        SearchHit,
        SearchResult,
    )
    from demasque.findings.searched.search_words import SearchQuery, marked_words, read_query
    from demasque.findings.searched.things_named import NamedThings, posted_names, things_named
    from demasque.findings.searched.word_index import MOST_HITS, NoIndexError, WordIndex
    from demasque.findings.tie_evidence import (
        POST_PAIRS,
        TIES,
        EvidencePost,
        KindEvidence,
        PostPair,
        TiedPair,
    )
    from demasque.findings.tiers import CAMPAIGNS_BY_TIER, MEMBERSHIPS_BY_TIER
else:
    __getattr__, __dir__ = opened(__name__)

__all__ = [
    "ADDED_FILES", "ADDRESSED_ACCOUNTS", "ALL_POSTS", "ALWAYS", "ATTACHED_WITH_POSTS",
    "CAMPAIGNS_BY_TIER", "CAMPAIGNS_IN_FULL", "CORE_MEMBERS", "EXCLUDED", "FAMILY_OF_MEDIA_POSTS",
    "FAMILY_POSTS", "FIRST_NODES", "INCIDENTS_NAMED", "INNOCENT_READINGS", "LANES",
    "LISTED_CAMPAIGNS", "MEMBERSHIPS_BY_TIER", "MEMBER_ORDERS", "MET_IN_STRETCH", "MOST_HITS",
    "MOST_NODES", "NARRATIVES", "ORGANISATIONS", "PAIRS_SHOWN", "PARTNERS", "PLACES",
    "POSTS_BY_DAY", "POSTS_SCANNED", "POST_PAIRS", "QUEUE", "REJECTED_ROWS", "REUSED_PAIRS",
    "SEEN_MEDIA", "SET_ASIDE", "SHARED_THINGS", "STEPS", "TABLES", "TIED_ACCOUNTS", "TIED_PAIRS",
    "TIES", "VENUE_POSTS", "AccountFacts", "AccountsSetAside", "AddressedVenue", "AssessedCampaign",
    "AttachedAccount", "CampaignFindings", "CampaignSetAside", "CampaignSlice", "CampaignSpan",
    "CampaignSteps", "CampaignSummary", "CampaignsOverview", "CaseClaims", "CaseDays",
    "CaseFindings", "CaseMedia", "CaseOperation", "CaseOperations", "CaseOutcomes", "CaseOverview",
    "CaseParts", "CaseWaves", "DailyUse", "DrawnTies", "EvidencePost", "HandedCampaign", "KeptFile",
    "KindEvidence", "KnownFields", "LaidOutNetwork", "ListedCampaign", "Meaning", "MediaSighting",
    "MediaTotals", "MessageFamily", "NamedThings", "NamedVenue", "NarrativeLead", "NextAccount",
    "NoIndexError", "PairsAsked", "PassedOn", "PlatformDays", "PostMedia", "PostOrder", "PostPair",
    "PostSearch", "PostStanding", "PostsInTime", "PostsPage", "ReturnWave", "ReusedPair",
    "ReusedWords", "SearchFilter", "SearchHit", "SearchQuery", "SearchResult", "SeenLog",
    "SeenMedia", "SeenRun", "SeenTie", "ShownComparison", "ShownPicture", "Stretch",
    "TargetFindings", "ThingFigures", "ThingPost", "ThingSteps", "TiedNetwork", "TiedPair",
    "UsualVenue", "Wave", "WaveFigures", "WordIndex", "account_decisions",
    "account_facts", "accounts_set_aside", "addressed_venue", "addressed_venues",
    "assessed_campaigns", "calibrated", "campaign_span", "campaign_steps", "campaign_summaries",
    "campaigns_in_full", "campaigns_overview", "case_claims", "case_days", "case_inputs",
    "case_overview", "case_parts", "case_waves", "counted_partners", "decision_queue",
    "distinctions", "drawn_ties",
    "exemplar_words", "families_named", "findings_of", "finished_runs", "handed_campaigns",
    "innocent_reading", "kept_files", "laid_out_network", "line_words", "listed_campaigns",
    "listed_narratives", "log_table", "marked_words", "media_code", "media_narratives",
    "member_accounts", "member_posts", "members_page", "members_query", "message_codes",
    "message_family", "message_waves", "met_by_attached", "name_sentences", "named_venue",
    "narrative_leads", "next_accounts", "pairs_query", "partners_query", "passed_on", "post_order",
    "post_standing", "posted_names", "posts_fingerprint", "posts_in_time", "posts_page",
    "read_findings", "read_outcomes", "read_query", "refuse_unsourced", "runs_table", "seen_log",
    "seen_media", "seen_media_list", "seen_runs", "seen_tie", "set_aside_accounts",
    "set_aside_sentences", "shared_traces", "small_picture", "spread_seconds", "target_findings",
    "thing_name", "thing_posts", "things_named", "tied_network", "tied_partners", "told_messages",
    "usual_venue", "whole_posts", "why_nothing", "words_in_media",
]  # fmt: skip

"""What did people judge, on what evidence, in whose words? The door of this room.

Whatever is said here is appended to the case's custody log and never rewritten: judgements,
decisions on accounts, hypotheses and evidence, claims (:mod:`demasque.dossier.journal`). Beside it
stand the machine's own proposals, which people may use: what characterises a campaign (signatures),
how alike two are (comparison), which known indicators stand in posts (library).
"""

from typing import TYPE_CHECKING

from demasque.doors import opened

if TYPE_CHECKING:
    from demasque.dossier.claims.amplification import AMPLIFICATION, amplification
    from demasque.dossier.claims.carrier_sentences import (
        COUNTS_PROVE_NOTHING,
        carrier_name,
        group_name,
        how_name,
    )
    from demasque.dossier.claims.carrying_posts import CLAIM_POSTS, claim_posts
    from demasque.dossier.claims.channel_files import ChannelClass
    from demasque.dossier.claims.claim_carriers import (
        Carrier,
        CarrierDay,
        ClaimCarriers,
        claim_carriers,
    )
    from demasque.dossier.claims.claim_ledger import CLAIMS, ClaimLedger, claim_ledger, claims_table
    from demasque.dossier.claims.claim_threads import PlacedClaim, claim_threads
    from demasque.dossier.claims.claim_values import (
        CarriedBy,
        Claim,
        ClaimLink,
        EvidenceShown,
        Relation,
    )
    from demasque.dossier.claims.listed_channels import (
        ChannelList,
        ChannelListing,
        channel_list,
        list_channels,
    )
    from demasque.dossier.claims.stating_claims import add_claim, link_claims, retract_entry
    from demasque.dossier.comparison.case_groups import (
        CaseGroup,
        accounts_group,
        campaign_group,
        campaigns_of,
    )
    from demasque.dossier.comparison.comparing_groups import compare
    from demasque.dossier.comparison.comparison_values import (
        CLASS_NAMES,
        CLASSES,
        Comparison,
        Grade,
        rubric_sentence,
    )
    from demasque.dossier.comparison.comparison_values import USUAL_DRAWS as USUAL_COMPARISON_DRAWS
    from demasque.dossier.comparison.kept_comparisons import (
        keep_comparison,
        kept_comparisons,
        write_comparison,
    )
    from demasque.dossier.comparison.same_accounts import of_other_accounts
    from demasque.dossier.decisions.account_naming import account_named
    from demasque.dossier.decisions.deciding import (
        Decision,
        Held,
        decide,
        decisions_among,
        decisions_made,
        held,
        take_back,
        verdict_named,
    )
    from demasque.dossier.decisions.decision_algebra import Verdict, most_cautious
    from demasque.dossier.decisions.settling import apply_decisions, settle
    from demasque.dossier.decisions.what_holds import what_holds
    from demasque.dossier.dossier_files.dossier_export import ExportedDossier, export_dossier
    from demasque.dossier.dossier_files.dossier_import import ImportedDossier, import_dossier
    from demasque.dossier.handovers.handed_over import Handover, keep_handover
    from demasque.dossier.hypotheses.admiralty import Credibility, Reliability
    from demasque.dossier.hypotheses.building_matrix import (
        checked_values,
        known_row,
        matrix,
        matrix_of,
    )
    from demasque.dossier.hypotheses.cell_values import CellValue
    from demasque.dossier.hypotheses.human_evidence import (
        add_evidence,
        add_hypothesis,
        rate_row,
        retract_evidence,
    )
    from demasque.dossier.hypotheses.least_inconsistent import Place, Sensitivity
    from demasque.dossier.hypotheses.matrix_sentences import (
        LEGEND,
        against_sentence,
        ranking_sentences,
        sensitivity_sentence,
    )
    from demasque.dossier.hypotheses.matrix_values import (
        EvidenceRow,
        HypothesisColumn,
        Matrix,
        PersonsReading,
    )
    from demasque.dossier.journal.journal import (
        Entry,
        EntryKind,
        journal_entries,
        same_speaker,
        standing,
        write_entry,
    )
    from demasque.dossier.judging_by_people.judgement_values import (
        Agreement,
        FoundAgain,
        Judgement,
        SecondReading,
        Withdrawal,
    )
    from demasque.dossier.judging_by_people.making_judgements import (
        judge,
        judgement,
        read_judgement,
        withdraw_judgement,
    )
    from demasque.dossier.judging_by_people.reading_judgements import judgements
    from demasque.dossier.library.added_sources import Added, AddedFolder, lost_reason
    from demasque.dossier.library.adding_sources import KnownSource
    from demasque.dossier.library.known_values import INDICATORS
    from demasque.dossier.library.library_folder import Library
    from demasque.dossier.library.matching.carrier_rates import (
        MOST_FALSE,
        MOST_OUTSIDE,
        CarrierRate,
        Speaks,
        carrier_rates,
    )
    from demasque.dossier.library.matching.kept_matches import INDICATOR_MATCHES, indicator_matches
    from demasque.dossier.library.matching.known_indicator import (
        KnownIndicator,
        PublishedIndicator,
        known_indicators,
    )
    from demasque.dossier.library.matching.library_matching import match_library
    from demasque.dossier.library.matching.match_rows import write_indicator_matches
    from demasque.dossier.library.refanging import normal_domain, refang
    from demasque.dossier.outcomes.keeping_statuses import StatusListing, keep_statuses
    from demasque.dossier.outcomes.new_accounts import REMOVALS
    from demasque.dossier.outcomes.outcome_query import OUTCOMES
    from demasque.dossier.outcomes.outcome_values import (
        Outcome,
        Regenerated,
        case_outcomes,
        regenerated_accounts,
    )
    from demasque.dossier.outcomes.regeneration import ReturnRule, find_regenerated
    from demasque.dossier.signatures.account_features import (
        AccountFeatures,
        ClassFeatures,
        account_features,
    )
    from demasque.dossier.signatures.ed25519_signs import new_key, public_key_of
    from demasque.dossier.signatures.groups_drawn import random_groups
    from demasque.dossier.signatures.signature_file import read_signature, write_signature
    from demasque.dossier.signatures.signature_making import make_signature
    from demasque.dossier.signatures.signature_names import quoted
    from demasque.dossier.signatures.signature_values import USUAL_K, Signature
    from demasque.dossier.techniques.campaign_techniques import campaign_techniques, techniques_of
    from demasque.dossier.techniques.disarm_register import ATTRIBUTION as DISARM_ATTRIBUTION
    from demasque.dossier.techniques.disarm_register import REGISTER as DISARM_REGISTER
    from demasque.dossier.techniques.disarm_register import (
        earlier_techniques,
        policy_of,
        technique_named,
    )
    from demasque.dossier.techniques.galaxy_names import galaxy_names
    from demasque.dossier.techniques.reading_techniques import said_of_techniques
    from demasque.dossier.techniques.saying_techniques import say_of_technique, take_back_technique
    from demasque.dossier.techniques.technique_values import (
        CampaignTechnique,
        EarlierTechnique,
        Policy,
        SaidOfTechnique,
        Technique,
        TechniqueStanding,
        TechniqueVerdict,
    )
    from demasque.dossier.written.kept_words import what_was_replaced, without_names
    from demasque.dossier.written.signing_names import signing_name
else:
    __getattr__, __dir__ = opened(__name__)

__all__ = [
    "AMPLIFICATION", "CLAIMS", "CLAIM_POSTS", "CLASSES", "CLASS_NAMES", "COUNTS_PROVE_NOTHING",
    "DISARM_ATTRIBUTION", "DISARM_REGISTER", "INDICATORS", "INDICATOR_MATCHES", "LEGEND",
    "MOST_FALSE", "MOST_OUTSIDE", "OUTCOMES", "REMOVALS", "USUAL_COMPARISON_DRAWS", "USUAL_K",
    "AccountFeatures",
    "Added", "AddedFolder", "Agreement", "CampaignTechnique", "CarriedBy", "Carrier",
    "CarrierDay", "CarrierRate", "CaseGroup", "CellValue", "ChannelClass", "ChannelList",
    "ChannelListing", "Claim", "ClaimCarriers", "ClaimLedger", "ClaimLink", "ClassFeatures",
    "Comparison", "Credibility", "Decision", "EarlierTechnique", "Entry", "EntryKind",
    "EvidenceRow", "EvidenceShown", "ExportedDossier", "FoundAgain", "Grade", "Handover", "Held",
    "HypothesisColumn", "ImportedDossier", "Judgement", "KnownIndicator", "KnownSource",
    "Library", "Matrix", "Outcome", "PersonsReading", "Place", "PlacedClaim", "Policy",
    "PublishedIndicator", "Regenerated", "Relation", "Reliability", "ReturnRule",
    "SaidOfTechnique", "SecondReading", "Sensitivity", "Signature", "Speaks", "StatusListing",
    "Technique", "TechniqueStanding", "TechniqueVerdict", "Verdict", "Withdrawal",
    "account_features", "account_named", "accounts_group", "add_claim", "add_evidence",
    "add_hypothesis", "against_sentence", "amplification", "apply_decisions", "campaign_group",
    "campaign_techniques", "campaigns_of", "carrier_name", "carrier_rates", "case_outcomes",
    "channel_list", "checked_values", "claim_carriers", "claim_ledger", "claim_posts",
    "claim_threads", "claims_table", "compare", "decide", "decisions_among",
    "decisions_made", "earlier_techniques", "export_dossier", "find_regenerated", "galaxy_names",
    "group_name", "held", "how_name", "import_dossier", "indicator_matches",
    "journal_entries",
    "judge", "judgement", "judgements", "keep_comparison", "keep_handover", "keep_statuses",
    "kept_comparisons", "known_indicators", "known_row", "link_claims", "list_channels",
    "lost_reason", "make_signature", "match_library", "matrix", "matrix_of", "most_cautious",
    "new_key", "normal_domain", "of_other_accounts", "policy_of", "public_key_of", "quoted",
    "random_groups", "ranking_sentences", "rate_row", "read_judgement", "read_signature",
    "refang", "regenerated_accounts", "retract_entry", "retract_evidence", "rubric_sentence",
    "said_of_techniques", "same_speaker", "say_of_technique", "sensitivity_sentence", "settle",
    "signing_name",
    "standing", "take_back", "take_back_technique", "technique_named",
    "techniques_of", "verdict_named", "what_holds", "what_was_replaced", "withdraw_judgement",
    "without_names", "write_comparison", "write_entry", "write_indicator_matches",
    "write_signature",
]  # fmt: skip

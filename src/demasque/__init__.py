"""Find networks of accounts that act as one, in exports of public posts, and show the evidence.

With a case (a folder that keeps the evidence, the findings and who did what)::

    import demasque

    with demasque.open_case("protest", create=True) as case:
        case.add("posts.csv")
        case.detect(windows=["60s"])
        case.report("report.html")

Without one: :func:`find_ties` on a table of events, :func:`find_copies` on a table of posts,
:func:`find_media_copies` on files of pictures and clips.
What goes wrong is raised as :class:`DemasqueError`, or :class:`UsageError` where the request itself
was wrong, with a sentence that says what to do. The other names are the types of what is returned.
"""

from typing import TYPE_CHECKING

from demasque.doors import opened
from demasque.errors import DemasqueError, Sentence, UsageError

if TYPE_CHECKING:
    from demasque.accounts import BaseRate, CaseAccounts, CreationRush, Seen, Sign
    from demasque.api import (
        Case,
        EvidencePack,
        ExportOptions,
        Findings,
        LibraryMatches,
        PackCheck,
        PackedFile,
        compare,
        create_case,
        open_case,
        signature,
        verify_pack,
    )
    from demasque.assessment import (
        Assessment,
        Confidence,
        Likelihood,
        Rung,
        Standing,
        WeighedHypothesis,
    )
    from demasque.campaigns import (
        AccountSample,
        Audience,
        Batches,
        CampaignProfile,
        Day,
        Flood,
        FoundWindow,
        Harm,
        HolidayMatch,
        KindTies,
        Member,
        OfficeZones,
        PersonalDetails,
        Placement,
        QuietDays,
        Schedule,
        SharedTag,
        Sharing,
        ShiftChange,
        Target,
        TargetDay,
        Trace,
        TriedLine,
        Venue,
        WeekProfile,
        WindowTrial,
    )
    from demasque.coordination import Detection, MostUsedTrace, find_ties
    from demasque.dossier import (
        Added,
        AddedFolder,
        Agreement,
        CampaignTechnique,
        CarriedBy,
        Carrier,
        CarrierDay,
        CarrierRate,
        CellValue,
        ChannelListing,
        Claim,
        ClaimCarriers,
        ClaimLink,
        Comparison,
        Credibility,
        Entry,
        EntryKind,
        EvidenceRow,
        EvidenceShown,
        ExportedDossier,
        FoundAgain,
        Grade,
        HypothesisColumn,
        ImportedDossier,
        Judgement,
        KnownIndicator,
        KnownSource,
        Library,
        Matrix,
        Outcome,
        PersonsReading,
        Place,
        Policy,
        PublishedIndicator,
        Regenerated,
        Relation,
        Reliability,
        SaidOfTechnique,
        SecondReading,
        Sensitivity,
        Signature,
        Speaks,
        StatusListing,
        Technique,
        TechniqueStanding,
        TechniqueVerdict,
        Withdrawal,
        read_signature,
        write_signature,
    )
    from demasque.findings import CaseOutcomes, EvidencePost, PostPair, ReturnWave
    from demasque.ingest import AddedFile, Removal, VenueNaming
    from demasque.media import (
        AddedMedia,
        DetectorCard,
        ExportedHashes,
        FamilyScore,
        HashList,
        HashMatches,
        ListedHash,
        MediaProtection,
        RejectedLine,
        SyntheticFindings,
        eye_positions,
        find_media_copies,
    )
    from demasque.publish import Referral
    from demasque.text import Narrative, NarrativeWording, find_copies
else:
    __getattr__, __dir__ = opened(__name__)

__all__ = [
    "AccountSample", "Added", "AddedFile", "AddedFolder", "AddedMedia", "Agreement",
    "Assessment", "Audience", "BaseRate", "Batches", "CampaignProfile", "CampaignTechnique",
    "CarriedBy", "Carrier", "CarrierDay", "CarrierRate", "Case", "CaseAccounts", "CaseOutcomes",
    "CellValue", "ChannelListing", "Claim", "ClaimCarriers", "ClaimLink", "Comparison",
    "Confidence", "CreationRush", "Credibility", "Day", "DemasqueError", "Detection",
    "DetectorCard", "Entry", "EntryKind", "EvidencePack", "EvidencePost", "EvidenceRow",
    "EvidenceShown", "ExportOptions", "ExportedDossier", "ExportedHashes", "FamilyScore",
    "Findings", "Flood", "FoundAgain", "FoundWindow", "Grade", "Harm", "HashList",
    "HashMatches", "HolidayMatch", "HypothesisColumn", "ImportedDossier", "Judgement",
    "KindTies", "KnownIndicator", "KnownSource", "Library", "LibraryMatches", "Likelihood",
    "ListedHash", "Matrix", "MediaProtection", "Member", "MostUsedTrace", "Narrative",
    "NarrativeWording", "OfficeZones", "Outcome", "PackCheck", "PackedFile", "PersonalDetails",
    "PersonsReading", "Place", "Placement", "Policy", "PostPair", "PublishedIndicator",
    "QuietDays", "Referral", "Regenerated", "RejectedLine", "Relation", "Reliability",
    "Removal", "ReturnWave", "Rung", "SaidOfTechnique", "Schedule", "SecondReading", "Seen",
    "Sensitivity", "Sentence", "SharedTag", "Sharing", "ShiftChange", "Sign", "Signature",
    "Speaks", "Standing", "StatusListing", "SyntheticFindings", "Target", "TargetDay",
    "Technique", "TechniqueStanding", "TechniqueVerdict", "Trace", "TriedLine", "UsageError",
    "Venue", "VenueNaming", "WeekProfile", "WeighedHypothesis", "WindowTrial", "Withdrawal",
    "compare", "create_case", "eye_positions", "find_copies", "find_media_copies", "find_ties",
    "open_case", "read_signature", "signature", "verify_pack", "write_signature",
]  # fmt: skip

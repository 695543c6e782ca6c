"""Who needs to be told, in what form? The report and the exports; the door of this room.

write_report(store, path, lang="en")     one self-contained HTML file
write_brief(store, path)                 its first page alone, HTML or PDF
write_statement(store, path, campaign)   a draft for the public, in English and French
write_target_brief(store, path, venue)   what somebody who was targeted is told
write_referral(store, path, request)     a letter to a platform
export(store, format, path)              tables or a network, see EXPORTERS
write_pack(store, campaign, path)        an evidence pack;   verify_pack(path) checks one
new_file(path)                           a draft that takes the place of a file, or a sentence
"""

from typing import TYPE_CHECKING

from demasque.doors import opened

if TYPE_CHECKING:
    from demasque.findings import Meaning, calibrated
    from demasque.publish.brief_content import BriefContent, group_headline
    from demasque.publish.brief_content import brief_content as brief_of
    from demasque.publish.brief_page import write_brief
    from demasque.publish.dossier.claims_shown import carried_claims
    from demasque.publish.drawing.heat_map import HeatMap, heat_map
    from demasque.publish.drawing.media_naming import change_name, media_kind_name, trace_name
    from demasque.publish.drawing.naming import short
    from demasque.publish.drawing.shown_matrix import shown_matrix
    from demasque.publish.drawing.timeline import Timeline, timeline
    from demasque.publish.drawing.wave_pictures import ShownWave, shown_waves
    from demasque.publish.drawing.weighed_signs import ShownSign, shown_explanations, shown_signs
    from demasque.publish.evidence_pack.checking_packs import verify_pack
    from demasque.publish.evidence_pack.pack_values import (
        EvidencePack,
        PackCheck,
        PackedFile,
        PackOptions,
    )
    from demasque.publish.evidence_pack.writing_packs import write_pack
    from demasque.publish.exporters import EXPORTERS, CaseRows, Exporter, ExportOptions
    from demasque.publish.exporters.csv_tables import safe_cells
    from demasque.publish.exporters.stix.tlp_markings import TLP_MARKINGS, USUAL_LABEL
    from demasque.publish.exporting import Revealer, export
    from demasque.publish.referral.referral_values import Referral, ReferralRequest
    from demasque.publish.referral.referring import write_referral
    from demasque.publish.replacing import new_file
    from demasque.publish.report_content import (
        CampaignPage,
        campaign_pages,
        marked_pair,
        media_sheet,
    )
    from demasque.publish.report_page import write_report
    from demasque.publish.statement.statement_page import write_statement
    from demasque.publish.target_brief.target_page import write_target_brief
    from demasque.publish.templating import environment
else:
    __getattr__, __dir__ = opened(__name__)

__all__ = [
    "EXPORTERS",
    "TLP_MARKINGS",
    "USUAL_LABEL",
    "BriefContent",
    "CampaignPage",
    "CaseRows",
    "EvidencePack",
    "ExportOptions",
    "Exporter",
    "HeatMap",
    "Meaning",
    "PackCheck",
    "PackOptions",
    "PackedFile",
    "Referral",
    "ReferralRequest",
    "Revealer",
    "ShownSign",
    "ShownWave",
    "Timeline",
    "brief_of",
    "calibrated",
    "campaign_pages",
    "carried_claims",
    "change_name",
    "environment",
    "export",
    "group_headline",
    "heat_map",
    "marked_pair",
    "media_kind_name",
    "media_sheet",
    "new_file",
    "safe_cells",
    "short",
    "shown_explanations",
    "shown_matrix",
    "shown_signs",
    "shown_waves",
    "timeline",
    "trace_name",
    "verify_pack",
    "write_brief",
    "write_pack",
    "write_referral",
    "write_report",
    "write_statement",
    "write_target_brief",
]

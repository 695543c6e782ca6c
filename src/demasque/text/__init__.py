"""Which words are the same words? Normal form, copy families, language, canonical addresses."""

from typing import TYPE_CHECKING

from demasque.doors import opened

if TYPE_CHECKING:
    from demasque.text.cluster_copies import copies_in_steps, copies_on_spark
    from demasque.text.copies.close_variants import CloseVariants, close_variants
    from demasque.text.copies.copy_search import (
        COPIES,
        CopiesByRow,
        CopyIndex,
        find_copies,
        find_copies_of_keys,
    )
    from demasque.text.forms.form_rules import ALL_RULES, FAMILY_RULES, Rules
    from demasque.text.forms.normal_form import (
        emoji_of,
        end_to_end,
        long_enough,
        long_enough_each,
        match_key,
        match_keys,
    )
    from demasque.text.forms.two_forms import messages_of, two_forms
    from demasque.text.kinds_of_edit import Edit, edit_kind, edit_kinds
    from demasque.text.language import LANGUAGES, UNKNOWN, count_languages, languages_of
    from demasque.text.meaning.calibration import (
        Calibration,
        Embedder,
        calibrate,
        calibrated_vectors,
    )
    from demasque.text.meaning.embedders import NamedEmbedder, load_embedder
    from demasque.text.meaning.lead_waves import WAVES, waves
    from demasque.text.meaning.leads import LEADS, leads
    from demasque.text.meaning.narrative_groups import (
        Narrative,
        NarrativeWording,
        label,
        narratives,
    )
    from demasque.text.meaning.near_vectors import NearPairs, near_pairs
    from demasque.text.shorteners import SHORTENERS
    from demasque.text.urls import Expand, canonical_url, read_expansions
    from demasque.text.word_difference import (
        TextDifference,
        disguises,
        disguises_each,
        marked_difference,
    )
else:
    __getattr__, __dir__ = opened(__name__)

__all__ = [
    "ALL_RULES",
    "COPIES",
    "FAMILY_RULES",
    "LANGUAGES",
    "LEADS",
    "SHORTENERS",
    "UNKNOWN",
    "WAVES",
    "Calibration",
    "CloseVariants",
    "CopiesByRow",
    "CopyIndex",
    "Edit",
    "Embedder",
    "Expand",
    "NamedEmbedder",
    "Narrative",
    "NarrativeWording",
    "NearPairs",
    "Rules",
    "TextDifference",
    "calibrate",
    "calibrated_vectors",
    "canonical_url",
    "close_variants",
    "copies_in_steps",
    "copies_on_spark",
    "count_languages",
    "disguises",
    "disguises_each",
    "edit_kind",
    "edit_kinds",
    "emoji_of",
    "end_to_end",
    "find_copies",
    "find_copies_of_keys",
    "label",
    "languages_of",
    "leads",
    "load_embedder",
    "long_enough",
    "long_enough_each",
    "marked_difference",
    "match_key",
    "match_keys",
    "messages_of",
    "narratives",
    "near_pairs",
    "read_expansions",
    "two_forms",
    "waves",
]

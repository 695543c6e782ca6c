"""What did people judge, on what evidence, in whose words? The door of this room.

Whatever is said here is appended to the case's custody log and never rewritten: judgements,
decisions on accounts, hypotheses and evidence, claims (:mod:`demasque.dossier.journal`). Beside it
stand the machine's own proposals, which people may use: what characterises a campaign (signatures),
how alike two are (comparison), which known indicators stand in posts (library).
"""

from demasque.dossier.comparison.comparison_values import CLASSES, Comparison
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
from demasque.dossier.journal.journal import (
    Entry,
    EntryKind,
    journal_entries,
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
from demasque.dossier.signatures.account_features import (
    AccountFeatures,
    ClassFeatures,
    account_features,
)
from demasque.dossier.signatures.ed25519_signs import new_key, public_key_of
from demasque.dossier.signatures.groups_drawn import random_groups
from demasque.dossier.signatures.signature_file import read_signature, write_signature
from demasque.dossier.signatures.signature_making import USUAL_K, make_signature
from demasque.dossier.signatures.signature_values import Signature

__all__ = [
    "CLASSES",
    "INDICATORS",
    "INDICATOR_MATCHES",
    "MOST_FALSE",
    "USUAL_K",
    "AccountFeatures",
    "Added",
    "AddedFolder",
    "Agreement",
    "CarrierRate",
    "ClassFeatures",
    "Comparison",
    "Decision",
    "Entry",
    "EntryKind",
    "FoundAgain",
    "Held",
    "Judgement",
    "KnownIndicator",
    "KnownSource",
    "Library",
    "PublishedIndicator",
    "SecondReading",
    "Signature",
    "Speaks",
    "Verdict",
    "Withdrawal",
    "account_features",
    "account_named",
    "apply_decisions",
    "carrier_rates",
    "decide",
    "decisions_among",
    "decisions_made",
    "held",
    "indicator_matches",
    "journal_entries",
    "judge",
    "judgement",
    "judgements",
    "known_indicators",
    "lost_reason",
    "make_signature",
    "match_library",
    "most_cautious",
    "new_key",
    "normal_domain",
    "public_key_of",
    "random_groups",
    "read_judgement",
    "read_signature",
    "refang",
    "settle",
    "standing",
    "take_back",
    "verdict_named",
    "withdraw_judgement",
    "write_entry",
    "write_indicator_matches",
    "write_signature",
]

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
from demasque.dossier.library.adding_sources import KnownSource
from demasque.dossier.library.known_values import INDICATORS
from demasque.dossier.library.library_export import export_indicators
from demasque.dossier.library.library_folder import Added, Library
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
    "USUAL_K",
    "AccountFeatures",
    "Added",
    "Agreement",
    "ClassFeatures",
    "Comparison",
    "Decision",
    "Entry",
    "EntryKind",
    "FoundAgain",
    "Held",
    "Judgement",
    "KnownSource",
    "Library",
    "SecondReading",
    "Signature",
    "Verdict",
    "Withdrawal",
    "account_features",
    "account_named",
    "apply_decisions",
    "decide",
    "decisions_among",
    "decisions_made",
    "export_indicators",
    "held",
    "journal_entries",
    "judge",
    "judgement",
    "judgements",
    "make_signature",
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
    "write_signature",
]

"""The hypotheses that stand in every matrix: the innocent explanations, and a network."""

from typing import Final

from demasque.assessment import HYPOTHESES
from demasque.dossier.hypotheses.machine_table import NETWORK, SORTS
from demasque.dossier.hypotheses.matrix_values import HypothesisColumn
from demasque.sentences import Sentence

_SHORT: Final = {
    "fans": Sentence("Fans"),
    "syndication": Sentence("Media"),
    "staff": Sentence("Staff"),
    "spam": Sentence("Spam"),
    "artefact": Sentence("Artefact"),
}

COLUMNS: Final = (
    *(
        HypothesisColumn(each.id, each.title, each.statement, _SHORT[each.id])
        for each in HYPOTHESES
    ),
    HypothesisColumn(
        NETWORK,
        Sentence("An inauthentic network of an unknown actor"),
        Sentence("Somebody runs these accounts together, and they hide it."),
        Sentence("Network"),
        needs=SORTS,
    ),
)
"""Media and staff stay apart, as the explanations have them: they speak for different accounts."""

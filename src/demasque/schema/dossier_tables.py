"""What people's judgements make of the findings: filled when they speak, and by each detection."""

from typing import Final

import pyarrow as pa

from demasque.schema.declaration import TIME, Column, Lifetime, Step, Table, account

DECIDED_TABLE: Final = Table(
    "decided",
    "an account that people decided on, and the most cautious of their decisions",
    Step.DOSSIER,
    Lifetime.RESULT,
    (
        account("account", nullable=False),
        Column("decision", pa.string(), "confirm, unsure, exclude", nullable=False),
        Column("people", pa.int64(), "whose decisions on it stand", nullable=False),
    ),
)

SET_ASIDE_TABLE: Final = Table(
    "set_aside",
    "an account that detection put into a campaign of which it is no member by people's decisions",
    Step.DOSSIER,
    Lifetime.RESULT,
    (
        Column("campaign", pa.string(), "that it was found in", nullable=False),
        account("account", "once at most; apart: in memberships too", nullable=False),
        Column("bits", pa.float64(), "as detection found it", nullable=False),
        Column("partners", pa.int64(), "as detection found it", nullable=False),
        Column("stability", pa.float64()),
        Column(
            "why",
            pa.string(),
            "excluded, untied, apart: see setting_aside.py",
            nullable=False,
        ),
    ),
)

COMPARISONS_TABLE: Final = Table(
    "comparisons",
    "a campaign that was compared with another, or with a signature",
    Step.DOSSIER,
    Lifetime.KEPT,
    (
        Column("comparison", pa.string(), "its id", nullable=False),
        Column("campaign", pa.string(), "as it was named then; absent for any other accounts"),
        Column("other", pa.string(), "the name of what it was compared with", nullable=False),
        Column("made_at", TIME, nullable=False),
        Column("independent", pa.int64(), "causes that count, see docs/dossier.md", nullable=False),
        Column("draws", pa.int64(), "random groups of each side; 0: of chance nothing is known"),
        Column("seed", pa.int64(), nullable=False),
        Column("unknown", pa.string(), "what was not compared, and why (JSON)", nullable=False),
    ),
)

COMPARISON_CLASSES_TABLE: Final = Table(
    "comparison_classes",
    "one class of link of a comparison",
    Step.DOSSIER,
    Lifetime.KEPT,
    (
        Column("comparison", pa.string(), nullable=False),
        Column("class", pa.string(), nullable=False),
        Column("likeness", pa.float64(), "0 to 1; absent where one side says nothing of it"),
        Column("p", pa.float64(), "how often unrelated groups are as alike"),
        Column("p_low", pa.float64(), "lower end of its 95 % interval"),
        Column("p_high", pa.float64()),
        Column("counted", pa.bool_(), nullable=False),
        Column("expected", pa.float64(), "mean likeness of random groups"),
        Column("shared", pa.int64(), "things that both have, and hardly anybody else"),
        Column("cause", pa.string(), "classes of one cause count once", nullable=False),
    ),
)

COMPARISON_CHANGES_TABLE: Final = Table(
    "comparison_changes",
    "what stayed, is gone or is new from the earlier of two groups compared to the later",
    Step.DOSSIER,
    Lifetime.KEPT,
    (
        Column("comparison", pa.string(), nullable=False),
        Column("class", pa.string(), nullable=False),
        Column("value", pa.string(), "a language, platform, hour (UTC) or kind of venue"),
        Column("earlier", pa.float64(), "share of the earlier group's posts, or of its features"),
        Column("later", pa.float64()),
        Column("change", pa.string(), "stayed, gone, new, more, less", nullable=False),
        Column("features", pa.int64(), "how many features this is said of", nullable=False),
    ),
)

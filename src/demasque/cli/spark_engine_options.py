"""``demasque detect --engine spark``: its options, and what goes with what."""

import warnings
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from demasque.cli.terms import text
from demasque.errors import UsageError

if TYPE_CHECKING:
    from demasque.api import Case, Findings


class Engines(StrEnum):
    """Where the work is done."""

    HERE = "here"
    SPARK = "spark"


EngineName = Annotated[
    Engines,
    typer.Option(
        "--engine",
        help=text(
            "Where the work is done: on this machine, on what was added to the case; or by Apache "
            "Spark, which reads the exports of --input and fills a new case."
        ),
    ),
]
Master = Annotated[
    str | None,
    typer.Option(
        "--master",
        metavar="URL",
        help=text("With --engine spark: the cluster, such as spark://host:7077. Usually local[*]."),
        show_default=False,
    ),
]
Inputs = Annotated[
    list[str] | None,
    typer.Option(
        "--input",
        metavar="PATH",
        help=text(
            "With --engine spark: an export, a folder of exports or an address, which all machines "
            "see by this name (several times for several)."
        ),
        show_default=False,
    ),
]
WorkFolder = Annotated[
    str | None,
    typer.Option(
        "--work",
        metavar="FOLDER",
        help=text(
            "With --engine spark: a folder that all machines reach. A command that was cut short "
            "goes on from there."
        ),
        show_default=False,
    ),
]


def check_engine(
    engine: Engines,
    master: str | None,
    inputs: Sequence[str] | None,
    work: str | None,
    speech: Path | None,
    horizon: str | None,
) -> None:
    """Raise UsageError for options that do not go with the engine, or are missing with it."""
    if engine is Engines.SPARK:
        if not inputs:
            raise UsageError("--engine spark reads exports: name them with --input.")
        if speech is not None:
            raise UsageError(
                "--engine spark does not look at pictures and clips: leave out --speech."
            )
        if horizon is not None:
            raise UsageError(
                "--engine spark looks at all posts of --input: leave out --horizon and older files."
            )
        return
    for option, value in (("--master", master), ("--input", inputs), ("--work", work)):
        if value:
            raise UsageError("{option} goes with --engine spark only.", option=option)


def begin_session(master: str | None) -> Any:
    """A session at this master; UsageError where pyspark or Java is missing."""
    from demasque.cluster import local_session

    # Of every pandas from 3.0 on, by PySpark; only Arrow is used.
    warnings.filterwarnings("ignore", "PySpark does not yet fully support pandas")
    # Java's own remarks stay off the screen.
    return local_session(master or "local[*]", settings={"spark.log.level": "ERROR"})


def detect_on_spark(
    case: "Case", session: Any, windows: Sequence[str] | None, *, inputs: Any, **asked: Any
) -> "Findings":
    """Fill the case on Spark."""
    from demasque.spark import detect_case

    return detect_case(case, inputs, session, windows=windows, **asked)

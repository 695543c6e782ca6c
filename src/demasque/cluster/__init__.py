"""How is work handed to an Apache Spark cluster? The door of this room; it takes the extra spark.

Stages(session, folder, about)     what each step gave, kept as Parquet: a killed run goes on
in_parts(frame, parts, sort, ...)  one function over each part of a frame, as Arrow tables
local_session(...)                 a session of our own, for the command line, tests and benchmarks
lasting_folder(session, given)     where steps lie; a temporary folder where all is on one machine
passing_folder(session, given)     the same for a while
check_local(session)               refuse to work on a cluster without a folder that it reaches
input_identity(frame)              by what a later run knows that it is asked the same
StageMeasure                       seconds, bytes shuffled, memory and more of one step
"""

try:
    import pyspark  # noqa: F401
except ModuleNotFoundError as missing:
    from demasque.errors import UsageError

    raise UsageError(
        "Spark takes a package that is not installed: pip install 'demasque[spark]'."
    ) from missing

from demasque.cluster.measures import StageMeasure
from demasque.cluster.parts import in_parts
from demasque.cluster.run_folder import (
    check_local,
    input_identity,
    lasting_folder,
    passing_folder,
)
from demasque.cluster.session import local_session
from demasque.cluster.stages import Stages

__all__ = [
    "StageMeasure",
    "Stages",
    "check_local",
    "in_parts",
    "input_identity",
    "lasting_folder",
    "local_session",
    "passing_folder",
]

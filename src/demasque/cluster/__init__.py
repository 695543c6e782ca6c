"""How is work handed to an Apache Spark cluster? The door of this room; it takes the extra spark.

Stages(session, folder, about)     what each step gave, kept as Parquet: a killed run goes on
in_parts(frame, parts, sort, ...)  one function over each part of a frame, as Arrow tables
local_session(...)                 a session of our own, for the command line, tests and benchmarks
"""

from demasque.cluster.parts import in_parts
from demasque.cluster.session import local_session
from demasque.cluster.stages import StageMeasure, Stages

__all__ = ["StageMeasure", "Stages", "in_parts", "local_session"]

"""The same answers where the data already is: Apache Spark. It takes the extra spark.

Frames in, frames out, with the options, columns and meanings of the functions for one machine.

read(session, paths, ...)          export files to source tables, as `demasque add` reads them
posts_from(frame, ...)             posts of a table in the cluster to source tables
find_copies(posts, ...)            posts that carry the same message
find_ties(events, ...)             events to the pairs of accounts that are tied
extract(tables, ...)               posts to events, traces and copies, on executors
detect(tables, ...)                posts to ties and campaigns, as one machine finds them
detect_case(case, inputs, session) export files to a whole case, as the command does
"""

from typing import TYPE_CHECKING

from demasque.doors import opened

if TYPE_CHECKING:
    from demasque.spark.detecting import Detected, detect
    from demasque.spark.exports.posts_of_frames import posts_from
    from demasque.spark.exports.reading import SourceFrames, read
    from demasque.spark.extracting import Extracted, extract
    from demasque.spark.finding_copies import find_copies
    from demasque.spark.into_case.whole_case import detect_case
    from demasque.spark.tie_frames import find_ties
else:
    __getattr__, __dir__ = opened(__name__)

__all__ = [
    "Detected",
    "Extracted",
    "SourceFrames",
    "detect",
    "detect_case",
    "extract",
    "find_copies",
    "find_ties",
    "posts_from",
    "read",
]

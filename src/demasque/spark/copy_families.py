"""Copy families of the posts of a run, and what its record keeps of them."""

from typing import Any

from pyspark.sql import DataFrame
from pyspark.sql import functions as fn

from demasque.cluster import Stages
from demasque.text import Rules, copies_in_steps


def copy_families(stages: Stages, own: DataFrame, rules: Rules) -> tuple[DataFrame, dict[str, Any]]:
    """The families of two posts or more, as the table ``copies``; and the record's note.

    ``own`` are posts with words of their authors' own (post, at, text).
    """
    found = copies_in_steps(own.select("post", "at", "text"), stages, rules)
    several = found.table.groupBy("exemplar").count().where("count > 1")
    rows = found.table.join(several, "exemplar", "left_semi").select(
        fn.col("post_id").alias("post"), "exemplar", fn.col("similarity").cast("double")
    )
    # Looked at several times, and in order for a case.
    kept = stages.keep("copies", lambda: rows.orderBy("post"), "copies")
    return kept, found.record

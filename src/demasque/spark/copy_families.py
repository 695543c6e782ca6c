"""Copy families of the posts of a run, and what its record keeps of them."""

import json
from typing import Any

from pyspark.sql import DataFrame

from demasque.cluster import Stages
from demasque.schema import COPIES
from demasque.text import Rules, find_copies


def copy_families(stages: Stages, own: DataFrame, rules: Rules) -> tuple[DataFrame, dict[str, Any]]:
    """The families of two posts or more, as the table ``copies``; and the record's note.

    ``own`` are posts with words of their authors' own (post, at, text).
    """
    posts = own.orderBy("at", "post").select("post", "text").toArrow()
    found = find_copies(
        posts.rename_columns(["post_id", "text"]), rules=rules, progress=stages.progress
    )
    exemplars = found.column("exemplar").value_counts()
    several = {one["values"] for one in exemplars.to_pylist() if one["counts"] > 1}
    kept = [one in several for one in found.column("exemplar").to_pylist()]
    rows = found.filter(kept).select(["post_id", "exemplar", "similarity"])
    notes = json.loads(found.schema.metadata[b"demasque"])
    session = own.sparkSession
    return session.createDataFrame(rows.rename_columns(COPIES.names)), notes

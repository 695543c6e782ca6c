"""Copy families on Apache Spark, for whoever asks for Spark: the extra is needed only then."""

from typing import TYPE_CHECKING

from demasque.progress import Progress, quiet
from demasque.text.forms.form_rules import FAMILY_RULES, Rules

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

    from demasque.cluster import Stages
    from demasque.text.copies.on_spark.spark_copies import SparkCopies


def copies_on_spark(
    posts: "DataFrame",
    *,
    post: str = "post_id",
    text: str = "text",
    order: str | None = None,
    rules: Rules = FAMILY_RULES,
    seed: int = 0,
    work_folder: str | None = None,
    progress: Progress = quiet,
) -> "SparkCopies":
    """Group posts that carry the same message, with what the run record says of it.

    As :func:`demasque.spark.find_copies`, which says what is answered; `record` is what the table
    in memory carries in its metadata.
    """
    from demasque.text.copies.on_spark.spark_copies import spark_copies

    return spark_copies(
        posts,
        post=post,
        text=text,
        order=order,
        rules=rules,
        seed=seed,
        work_folder=work_folder,
        progress=progress,
    )


def copies_in_steps(
    posts: "DataFrame", steps: "Stages", rules: Rules, seed: int = 0
) -> "SparkCopies":
    """The same of `posts` (post, at, text) as steps of a longer run, in the order of `at`."""
    from demasque.text.copies.on_spark.spark_copies import copies_in_steps

    return copies_in_steps(posts, steps, rules, seed, "post")

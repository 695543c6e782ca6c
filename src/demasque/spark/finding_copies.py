"""Copy families: posts that carry the same message, where the posts already are."""

from pyspark.sql import DataFrame

from demasque.progress import Progress, quiet
from demasque.text import FAMILY_RULES, Rules, copies_on_spark


def find_copies(
    posts: DataFrame,
    *,
    post: str = "post_id",
    text: str = "text",
    order: str | None = None,
    rules: Rules = FAMILY_RULES,
    seed: int = 0,
    work_folder: str | None = None,
    progress: Progress = quiet,
) -> DataFrame:
    """Group posts that carry the same message, as :func:`demasque.find_copies` does in memory.

    Returns one row per post, in no order, with the same columns: `post_id`, `family`, `exemplar`,
    `similarity`. They are those that :func:`demasque.find_copies` gives for the posts sorted by
    `order`, then by their ids as text; by their ids alone, in the type that they have, where no
    `order` is named. So they do not depend on how the frame is divided.

    What every step gave is kept in `work_folder`, which all machines of the cluster reach; a run
    that was cut off goes on there, and the frame that is returned reads it. Without one, on a
    Spark of this machine alone, a temporary folder is used until the process ends.

    Raises UsageError for a missing column, a post without an id, texts that are none, or no work
    folder on a cluster; DemasqueError where more texts hang together than one task holds.
    """
    return copies_on_spark(
        posts,
        post=post,
        text=text,
        order=order,
        rules=rules,
        seed=seed,
        work_folder=work_folder,
        progress=progress,
    ).table

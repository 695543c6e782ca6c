"""What networks say is gone, taken out of frames: the rule of `demasque add`, of all files at once

A post goes by a notice that names it, or by one that its account is gone when it is dated before;
with it goes what belongs to it. What describes an account goes when the account is gone itself and
no post of it is left.
"""

from collections.abc import Mapping

from pyspark.sql import DataFrame
from pyspark.sql import functions as f

from demasque.case import DATED_AHEAD
from demasque.spark.exports.first_rows import OF_POSTS


def without_withdrawn(
    frames: Mapping[str, DataFrame], posts: DataFrame, deletions: DataFrame
) -> dict[str, DataFrame]:
    """Source tables by name, without what the notices say is gone.

    ``posts`` are the rows of all files, those of posts that come again among them.
    """
    gone, until = _gone(posts, deletions)
    left = {
        name: frame.join(gone, "post", "left_anti") if name in ("posts", *OF_POSTS) else frame
        for name, frame in frames.items()
    }
    idle = until.select("account").join(left["posts"], "account", "left_anti")
    for name in ("accounts", "profile_texts", "follows"):
        left[name] = left[name].join(idle, "account", "left_anti")
    followed = idle.withColumnRenamed("account", "followed")
    left["follows"] = left["follows"].join(followed, "followed", "left_anti")
    return {name: frame.select(*frames[name].columns) for name, frame in left.items()}


def _gone(posts: DataFrame, deletions: DataFrame) -> tuple[DataFrame, DataFrame]:
    """Ids of the posts that go; of accounts that are gone, until when their posts are meant."""
    named = deletions.where("post IS NOT NULL").select("post")
    until = (
        deletions.where("post IS NULL AND account IS NOT NULL AND at IS NOT NULL")
        .groupBy("account")
        .agg((f.max("at") + f.expr(f"INTERVAL {DATED_AHEAD.seconds} SECONDS")).alias("until"))
    )
    dated = posts.join(until, "account").where("posted_at < until").select("post")
    return named.union(dated).distinct(), until

"""What each step of a run gave, kept: a run that was killed goes on where it was.

A step is a Parquet dataset in a folder that all machines reach (a path or an address that Spark can
write to). A mark beside it is written last, so a step is there whole or not at all. What is kept
also cuts the plan: what is lost with an executor is read again, not computed anew.
"""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any

from pyspark.errors import AnalysisException
from pyspark.sql import DataFrame, SparkSession

from demasque.progress import Progress, quiet


@dataclass(frozen=True)
class StageMeasure:
    """How long one step took, in seconds; a step that was there already took none."""

    name: str
    seconds: float


@dataclass
class Stages:
    """The steps of one run in a folder of its own inside `folder`.

    `about` is what the run depends on (its input, its options): a run of anything else has another
    folder. Steps are named in Spark's UI as `progress` hears of them.
    """

    session: SparkSession
    folder: str
    about: dict[str, Any]
    progress: Progress = quiet
    measures: list[StageMeasure] = field(default_factory=list)

    @property
    def place(self) -> str:
        """Where this run's steps lie."""
        digest = blake2b(json.dumps(self.about, sort_keys=True).encode(), digest_size=8)
        return f"{self.folder.rstrip('/')}/demasque-{digest.hexdigest()}"

    def keep(self, name: str, make: Callable[[], DataFrame], title: str | None = None) -> DataFrame:
        """Return the step `name`, from an earlier attempt or made now; people see its `title`."""
        path = f"{self.place}/{name}"
        if not self._is_whole(path):
            self.progress(title or name, 0, None)
            begun = time.monotonic()
            self._describe(title or name)
            make().write.mode("overwrite").parquet(path)
            self.session.range(1, numPartitions=1).write.mode("overwrite").parquet(f"{path}.whole")
            self._describe("")
            self.measures.append(StageMeasure(name, time.monotonic() - begun))
        return self.session.read.parquet(path)

    def _is_whole(self, path: str) -> bool:
        try:
            return bool(self.session.read.parquet(f"{path}.whole").count())
        except AnalysisException:
            return False

    def _describe(self, title: str) -> None:
        if hasattr(self.session, "sparkContext"):
            self.session.sparkContext.setJobDescription(title)

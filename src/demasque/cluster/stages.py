"""What each step of a run gave, kept: a run that was killed goes on where it was.

A step is a Parquet dataset in a folder that all machines reach (a path or an address that Spark can
write to). A mark beside it is written last and names the attempt that made it, so a step is there
whole or not at all, even where two runs make it at once. What is kept also cuts the plan: what is
lost with an executor is read again, not computed anew.
"""

import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from hashlib import blake2b
from importlib.metadata import version
from typing import Any
from uuid import uuid4

from pyspark.sql import DataFrame, SparkSession

from demasque.cluster.measures import StageMeasure, described, measured
from demasque.cluster.step_files import check_folder, mark, remove_folder, whole_attempt
from demasque.progress import Progress, quiet, step_sentence


@dataclass
class Stages:
    """The steps of one run in a folder of its own inside `folder`.

    `about` is what the run depends on (its input, its options): a run of anything else has another
    folder, and so has one of another version. Steps are named in Spark's UI as `progress` hears of
    them. Errors: DemasqueError where the folder cannot be written, or is not the same to all.
    """

    session: SparkSession
    folder: str
    about: dict[str, Any]
    progress: Progress = quiet
    measures: list[StageMeasure] = field(default_factory=list)
    _checked: bool = False

    @property
    def place(self) -> str:
        """Where this run's steps lie."""
        about = {"demasque": version("demasque"), **self.about}
        digest = blake2b(json.dumps(about, sort_keys=True).encode(), digest_size=8)
        return f"{self.folder.rstrip('/')}/demasque-{digest.hexdigest()}"

    def keep(self, name: str, make: Callable[[], DataFrame], title: str | None = None) -> DataFrame:
        """Return the step `name`, from an earlier attempt or made now; people see its `title`.

        Jobs that `make` runs itself count as this step's, and so do those of steps inside it.
        """
        path, whole = f"{self.place}/{name}", self.kept_at(name)
        if whole is not None:
            return self.session.read.parquet(whole)
        self._check()
        self.progress(title or name, 0, None)
        # What is left of a killed driver may still write: each attempt has a folder of its own.
        attempt = uuid4().hex
        with self.titled(title or name), measured(self.session, name, self.measures):
            made = make()
            made.write.parquet(f"{path}/{attempt}")
        mark(self.session, path, attempt)
        # Its schema is known: looking for it in the files would be a job.
        return self.session.read.schema(made.schema).parquet(f"{path}/{attempt}")

    def kept_at(self, name: str) -> str | None:
        """Where the Parquet files of a step lie that is whole; None where it is not."""
        path = f"{self.place}/{name}"
        attempt = whole_attempt(self.session, path)
        return None if attempt is None else f"{path}/{attempt}"

    def titled(self, title: str) -> AbstractContextManager[None]:
        """Name what runs inside in Spark's UI; inside a step, after that step's title."""
        return described(self.session, str(step_sentence(title)))

    def remove(self) -> bool:
        """Take away all steps of this run; False where the API cannot (Spark Connect).

        Frames that were returned read from them: take what you need first.
        """
        return remove_folder(self.session, self.place)

    def _check(self) -> None:
        if not self._checked:
            check_folder(self.session, self.place)
            self._checked = True

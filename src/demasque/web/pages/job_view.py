"""One piece of long work: how far it is, and its file at the end."""

from typing import Final

from demasque.web.jobs import WITHDRAWN, job_named
from demasque.web.views import Asked, Shown, View


def _read(asked: Asked) -> Shown:
    job = job_named(asked.jobs, asked.path["job"])
    return Shown(job.ordered.title, {"job": job, "withdrawn": WITHDRAWN if job.withdrawn else None})


JOB: Final = View("job", "/jobs/{job}", "job.html", _read, live=True)

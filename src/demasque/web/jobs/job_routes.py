"""The addresses that start work, stop it, and give the file that it made."""

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from starlette.requests import Request
from starlette.responses import FileResponse, RedirectResponse, Response
from starlette.routing import Route

from demasque.errors import DemasqueError, UsageError
from demasque.sentences import Sentence
from demasque.web.acting.act import Posted
from demasque.web.jobs.job_queue import JobQueue
from demasque.web.jobs.order_forms import PageOrder
from demasque.web.jobs.page_job import JobState, Ordered, PageJob
from demasque.web.jobs.page_orders import orders
from demasque.web.missing_pages import NotThereError
from demasque.web.posting import not_done, posted_of, remember_speaker, typed_in

WITHDRAWN: Final = Sentence(
    "Its file is gone: something was taken out of this case for good since, and the file may have "
    "held it. Start the work again for one without it."
)


def job_routes(jobs: JobQueue) -> list[Route]:
    """The routes of a queue."""
    return [
        Route("/hand-over/{order}", _starting(jobs), name="order", methods=["POST"]),
        Route("/jobs/{job}/stop", _stopping(jobs), name="stop", methods=["POST"]),
        Route("/jobs/{job}/file", _giving(jobs), name="job-file"),
    ]


def job_named(jobs: JobQueue | None, name: str) -> PageJob:
    """The piece of work of this id. NotThereError where none is remembered."""
    job = None if jobs is None else jobs.find(name)
    if job is None:
        raise NotThereError(
            Sentence("No such work is remembered: it was of an earlier start, or is long over.")
        )
    return job


def _starting(jobs: JobQueue) -> Callable[[Request], object]:
    async def answer(request: Request) -> Response:
        posted = await posted_of(request)
        order = orders().get(posted.path["order"])
        if order is None:
            raise NotThereError(Sentence("Nothing of this name can be handed over."))
        try:
            if posted.session.read_only:
                raise UsageError("This page is for reading only: nothing can be started from it.")
            job = jobs.start(_ordered(order, posted))
        except DemasqueError as error:
            return not_done(request, posted, error.sentence)
        posted.session.typed = None
        remember_speaker(posted)
        return RedirectResponse(f"/jobs/{job.id}", 303)

    return answer


def _ordered(order: PageOrder, posted: Posted) -> Ordered:
    """What is to be done; where it cannot be, the form has what was typed.

    Raises UsageError where something needed is missing.
    """
    for each in order.form.fields:
        if each.required and not posted.value(each.name):
            raise UsageError("{field} is needed.", field=each.label)

    def failed(problem: Sentence) -> None:
        posted.session.typed = typed_in(posted, problem)

    return replace(order.order(posted), failed=failed, form=posted.form.get("at", ""))


def _stopping(jobs: JobQueue) -> Callable[[Request], object]:
    async def answer(request: Request) -> Response:
        posted = await posted_of(request)
        job = job_named(jobs, posted.path["job"])
        jobs.stop(job)
        return RedirectResponse(f"/jobs/{job.id}", 303)

    return answer


def _giving(jobs: JobQueue) -> Callable[[Request], Response]:
    def answer(request: Request) -> Response:
        job = job_named(jobs, request.path_params["job"])
        file = job.made.file
        if job.state is not JobState.DONE or file is None:
            raise NotThereError(Sentence("This work made no file."))
        if job.withdrawn:
            raise NotThereError(WITHDRAWN)
        return FileResponse(
            file,
            media_type="application/octet-stream",
            filename=file.name,
            headers={"x-content-type-options": "nosniff", "cache-control": "no-store"},
        )

    return answer

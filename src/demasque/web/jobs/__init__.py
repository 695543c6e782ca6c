"""Long work started from a page: what can be ordered, the queue, progress, and the file at the end.

job_routes(queue)   the addresses that start work, stop it, and give its file
orders()            all that can be ordered, each with its form
"""

from demasque.web.jobs.job_queue import JobQueue
from demasque.web.jobs.job_routes import WITHDRAWN, job_named, job_routes
from demasque.web.jobs.page_job import JobState, PageJob
from demasque.web.jobs.page_orders import grouped_orders, orders

__all__ = [
    "WITHDRAWN",
    "JobQueue",
    "JobState",
    "PageJob",
    "grouped_orders",
    "job_named",
    "job_routes",
    "orders",
]

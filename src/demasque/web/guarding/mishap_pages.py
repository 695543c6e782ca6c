"""What is shown where no page is, or where the program itself is at fault."""

from http import HTTPStatus

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from demasque.sentences import Sentence
from demasque.web.guarding.refusals import refusal


def no_page(request: Request, error: Exception) -> Response:
    """Answer a request that no page or act is there for."""
    assert isinstance(error, HTTPException)
    status = HTTPStatus(error.status_code)
    if status == HTTPStatus.NOT_FOUND:
        sentence, title = Sentence("There is no page at this address."), Sentence("Nothing there")
        return refusal(request.scope, status, sentence, title, onward="/")
    sentence = Sentence("This cannot be done at this address.")
    answer = refusal(request.scope, status, sentence, onward="/")
    answer.headers.update(error.headers or {})
    return answer


def mishap(request: Request, error: Exception) -> Response:
    """Answer where the program failed: nothing of how it failed goes to the browser."""
    sentence = Sentence(
        "Something went wrong in the program: this is its fault, not yours. What it says where it "
        "runs helps to mend it."
    )
    title = Sentence("Something went wrong")
    status = HTTPStatus.INTERNAL_SERVER_ERROR
    answer = refusal(request.scope, status, sentence, title, onward="/")
    answer.headers["connection"] = "close"  # uvicorn ends it after a fault
    return answer

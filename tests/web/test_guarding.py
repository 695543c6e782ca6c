"""Nobody gets in or harms: who is let in, from where, with what form; what each answer forbids."""

import re
from collections.abc import Callable
from typing import Any

import pytest

pytest.importorskip("starlette", reason="the page is in the extra web")
pytest.importorskip("httpx", reason="Starlette's TestClient needs httpx")

from httpx import Response as Answer
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from demasque.web.application import STATIC
from demasque.web.guarding.all_guards import guard
from demasque.web.guarding.doorway import Doorway
from demasque.web.guarding.mishap_pages import mishap, no_page
from demasque.web.guarding.passwords import Password
from demasque.web.guarding.request_rates import RequestRates
from demasque.web.guarding.web_limits import WebLimits
from demasque.web.sessions import AWAY_SECONDS, MOST, Session, Sessions

HOST = "http://127.0.0.1:8765"
WORD = "correct horse battery"


def shown(request: Request) -> Response:
    session: Session = request.state.session
    return PlainTextResponse(f"secret {session.lang}", headers={"server": "x", "x-y": "z"})


async def posted(request: Request) -> Response:
    async with request.form() as form:
        return PlainTextResponse(f"took {sorted(str(value) for value in form.values())}")


def broken(request: Request) -> Response:
    raise RuntimeError("rawacct-1 is secret")


APP = Starlette(
    routes=[
        Route("/", shown),
        Route("/post", posted, methods=["POST"]),
        Route("/broken", broken),
        Mount("/static", StaticFiles(directory=STATIC)),
    ],
    exception_handlers={HTTPException: no_page, Exception: mishap},
)


class Visitor:
    """A browser at the door of a small server, let in unless told otherwise."""

    def __init__(self, doorway: Doorway | None = None, *, enter: bool = True, **more: Any) -> None:
        self.sessions = Sessions("en", read_only=more.pop("read_only", False), **more)
        self.server = guard(APP, self.sessions, doorway or Doorway())
        base = HOST if doorway is None or doorway.scheme == "http" else "https://case.example"
        self.client = TestClient(self.server, base, raise_server_exceptions=False)
        if enter:
            self.client.get("/", params={"token": self.sessions.token})

    def another(self) -> TestClient:
        return TestClient(self.server, HOST)

    @property
    def csrf(self) -> str:
        session = self.sessions.get(self.client.cookies["demasque"])
        assert session is not None
        return session.csrf

    def post(self, form: dict[str, str] | None = None, **headers: str) -> Answer:
        fields = {"csrf": self.csrf, "what": "act"} if form is None else form
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client.post("/post", data=fields, headers={"origin": HOST} | given)


def refused(answer: Answer, status: int) -> None:
    assert answer.status_code == status, answer.text
    assert "secret" not in answer.text
    assert "took" not in answer.text
    assert "default-src 'none'" in answer.headers["content-security-policy"]


def test_the_token_lets_one_browser_in_and_leaves_the_address() -> None:
    told: list[str] = []
    visitor = Visitor(enter=False, on_token=told.append)
    token = visitor.sessions.token
    answer = visitor.client.get("/", params={"token": token}, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert "path=/" in cookie
    assert "secure" not in cookie.replace("samesite", "")
    assert visitor.client.get("/").text == "secret en"
    assert token not in answer.headers["location"]
    refused(visitor.another().get("/", params={"token": token}), 403)
    assert told == [visitor.sessions.token]
    assert told != [token]
    assert visitor.another().get("/", params={"token": told[0]}).text == "secret en"


@pytest.mark.parametrize("query", ["", "?token=", "?token=wrong", "?token=%00%ff", "?Token=x"])
def test_who_brings_no_token_is_told_what_to_do_in_both_languages(query: str) -> None:
    answer = Visitor(enter=False).client.get(f"/{query}")
    refused(answer, 403)
    assert "newest address that the program printed" in answer.text
    assert '<section lang="fr">' in answer.text
    assert "admis" in answer.text
    assert "set-cookie" not in answer.headers


def test_the_language_that_the_browser_asks_for_stands_first() -> None:
    client = Visitor(enter=False).client
    for asked, first in (("fr-CA,fr;q=0.9,en;q=0.5", "fr"), ("en,fr", "en"), ("de", "en")):
        page = client.get("/", headers={"accept-language": asked}).text
        assert f'<html lang="{first}">' in page
        assert page.index(f'section lang="{first}"') == page.index("section lang=")


def test_a_cookie_that_was_made_up_lets_nobody_in() -> None:
    client = Visitor(enter=False).client
    refused(client.get("/", headers={"cookie": "demasque=made-up"}), 403)
    refused(client.get("/", headers={"cookie": 'demasque="; x=\x01'}), 403)


def test_no_other_protocol_is_spoken() -> None:
    with Visitor().client as client:
        with pytest.raises(WebSocketDisconnect):
            client.websocket_connect("/").__enter__()
        assert client.get("/").text == "secret en"


def test_a_token_is_no_help_to_a_form() -> None:
    visitor = Visitor(enter=False)
    token = {"token": visitor.sessions.token}
    refused(visitor.client.post("/post", params=token, headers={"origin": HOST}), 403)
    refused(visitor.client.head("/", params=token), 403)
    assert visitor.client.get("/", params=token).text == "secret en"


@pytest.mark.parametrize(
    "host",
    ["example.org", "127.0.0.1", "127.0.0.1:1", "localhost.evil:8765", "evil@localhost:8765", ""],
)
def test_another_host_is_not_answered(host: str) -> None:
    refused(Visitor().client.get("/", headers={"host": host}), 421)


@pytest.mark.parametrize("host", ["127.0.0.1:8765", "localhost:8765", "[::1]:8765"])
def test_the_names_of_this_machine_are_answered(host: str) -> None:
    assert Visitor().client.get("/", headers={"host": host}).text == "secret en"


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "http://evil.example"},
        {"origin": "null"},
        {"origin": "http://localhost:8765"},  # not the name that the page was opened by
        {"origin": "https://127.0.0.1:8765"},
        {"origin": "http://127.0.0.1:9999"},
        {"sec_fetch_site": "cross-site"},
        {"sec_fetch_site": "same-site"},
    ],
)
def test_a_form_of_another_site_is_refused_even_with_cookie_and_token(
    headers: dict[str, str],
) -> None:
    visitor = Visitor()
    refused(visitor.post(**headers), 403)
    assert visitor.post(sec_fetch_site="same-origin").text == "took " + str(
        sorted(["act", visitor.csrf])
    )


def test_another_site_may_link_here_but_takes_nothing_in() -> None:
    client = Visitor().client
    foreign = {"sec-fetch-site": "cross-site"}
    refused(client.get("/", headers=foreign | {"sec-fetch-mode": "no-cors"}), 403)
    assert client.get("/", headers=foreign | {"sec-fetch-mode": "navigate"}).status_code == 200
    refused(client.get("/static/web.css", headers=foreign | {"sec-fetch-mode": "no-cors"}), 403)


def test_a_form_without_the_tokens_of_its_session_is_refused() -> None:
    visitor, other = Visitor(), Visitor()
    for given in ({}, {"csrf": ""}, {"csrf": "made up é"}, {"csrf": other.csrf}):
        refused(visitor.post({"what": "act"} | given), 403)
    assert visitor.post().status_code == 200


@pytest.mark.parametrize("kind", ["text/plain", "application/json", "", "multipart/related"])
def test_only_forms_can_be_posted(kind: str) -> None:
    visitor = Visitor()
    headers = {"origin": HOST, "content-type": kind}
    body = f"csrf={visitor.csrf}"
    refused(visitor.client.post("/post", content=body, headers=headers), 415)


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("multipart/form-data", b"x"),
        ("multipart/form-data; boundary=a", b"--b\r\n\r\n"),
        ("multipart/form-data; boundary=a", b'--a\r\nContent-Disposition: form-data\r\n\r\n1'),
        ("multipart/form-data; boundary=a; charset=nonsense", b'--a\r\nContent-Disposition: '
         b'form-data; name="x"\r\n\r\n\xff\r\n--a--\r\n'),
        ("application/x-www-form-urlencoded", b"a&" * 2000),
        ("application/x-www-form-urlencoded", b"\xff\xfe=%%%"),
    ],
)  # fmt: skip
def test_a_form_that_is_none_is_refused_in_a_sentence(kind: str, body: bytes) -> None:
    headers = {"origin": HOST, "content-type": kind}
    answer = Visitor().client.post("/post", content=body, headers=headers)
    assert answer.status_code in {400, 403}
    assert "took" not in answer.text


def test_a_form_of_several_parts_is_taken_too() -> None:
    visitor = Visitor()
    parts = {"csrf": (None, visitor.csrf), "file": ("a.csv", b"x")}
    answer = visitor.client.post("/post", files=parts, headers={"origin": HOST})
    assert answer.status_code == 200


@pytest.mark.parametrize("chunked", [False, True])
def test_ten_megabytes_are_refused_whatever_length_they_announce(chunked: bool) -> None:
    visitor = Visitor()
    piece = b"a" * 100_000
    body: Any = (piece for _ in range(100)) if chunked else piece * 100
    kind = {"content-type": "application/x-www-form-urlencoded", "origin": HOST}
    answer = visitor.client.post("/post", content=body, headers=kind)
    refused(answer, 413)
    assert "1,000,000 bytes" in answer.text


def test_a_head_or_an_address_that_is_too_long_is_refused() -> None:
    client = Visitor().client
    refused(client.get("/", headers={"x-long": "a" * 40_000}), 431)
    refused(client.get("/?q=" + "a" * 9_000), 414)


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT", "X"])
def test_other_methods_are_not_allowed(method: str) -> None:
    answer = Visitor().client.request(method, "/", headers={"origin": HOST})
    refused(answer, 405)
    assert answer.headers["allow"] == "GET, HEAD, POST"


@pytest.mark.parametrize(
    "path",
    [
        "/static/../serving.py",
        "/static/%2e%2e/serving.py",
        "/static/..%2fserving.py",
        "/static/%2e%2e%2f%2e%2e%2f%2e%2e%2f%2e%2e%2fetc/passwd",
        "/static/....//serving.py",
        "/static//etc/passwd",
        "/static/%2fetc%2fpasswd",
        "/static/..%5cserving.py",
        "/static/web.css%00.png",
        "/static/%00",
        "/static/",
        "/static",
        "//evil.example/",
        "/%0d%0aset-cookie:x",
        "/nowhere",
        "/static/" + "a" * 400,
    ],
)
def test_no_path_leads_out_of_the_pages(path: str) -> None:
    answer = Visitor().client.get(f"{HOST}{path}", follow_redirects=False)
    assert answer.status_code in {404, 307}, answer.status_code
    assert "import" not in answer.text
    assert "root:" not in answer.text
    assert answer.headers.get("location", HOST).startswith(HOST)
    if answer.status_code == 404:
        assert "There is no page at this address." in answer.text


def test_a_token_never_sends_a_browser_elsewhere() -> None:
    visitor = Visitor(enter=False)
    for path in ("//evil.example", "/%5cevil.example", "/%2fevil.example"):
        answer = visitor.client.get(
            f"{HOST}{path}?token={visitor.sessions.token}", follow_redirects=False
        )
        assert answer.status_code == 404


def test_every_answer_carries_what_it_forbids() -> None:
    visitor = Visitor()
    client = visitor.client
    answers = [
        client.get("/"), client.get("/nowhere"), client.get("/broken"), visitor.post(),
        visitor.post({"x": "y"}), client.get("/static/web.css"), visitor.another().get("/"),
        client.get("/", headers={"host": "x"}), client.get("/?token=x", follow_redirects=False),
    ]  # fmt: skip
    assert [each.status_code for each in answers] == [200, 404, 500, 200, 403, 200, 403, 421, 303]
    for answer in answers:
        policy = answer.headers["content-security-policy"]
        assert "unsafe" not in policy
        assert "*" not in policy
        assert "http" not in policy
        for part in ("default-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"):
            assert part in policy
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "same-origin"
        assert answer.headers["cross-origin-opener-policy"] == "same-origin"
        assert answer.headers["cross-origin-resource-policy"] == "same-origin"
        assert "camera=()" in answer.headers["permissions-policy"]
        assert "server" not in answer.headers
        static = "/static/" in str(answer.url)
        assert answer.headers["cache-control"] == ("private, no-cache" if static else "no-store")


def test_a_fault_shows_a_sentence_and_nothing_of_itself() -> None:
    answer = Visitor().client.get("/broken")
    refused(answer, 500)
    assert "its fault, not yours" in answer.text
    assert "Traceback" not in answer.text
    assert "RuntimeError" not in answer.text


def test_what_a_refusal_repeats_of_the_address_is_inert() -> None:
    answer = Visitor(enter=False).client.get('/"><script>alert(1)</script>')
    refused(answer, 403)
    assert "<script" not in answer.text
    assert "&lt;script&gt;" in answer.text


def test_read_only_refuses_every_form_but_leaving() -> None:
    visitor = Visitor(read_only=True)
    answer = visitor.post()
    refused(answer, 403)
    assert "reading only" in answer.text
    assert visitor.client.get("/").status_code == 200
    form = {"csrf": visitor.csrf}
    left = visitor.client.post("/leave", data=form, headers={"origin": HOST})
    assert left.status_code == 200


def test_leaving_ends_the_session() -> None:
    visitor = Visitor()
    cookie = {"cookie": f"demasque={visitor.client.cookies['demasque']}"}
    refused(visitor.client.post("/leave", headers={"origin": HOST}), 415)
    form = {"csrf": visitor.csrf}
    left = visitor.client.post("/leave", data=form, headers={"origin": HOST})
    assert left.status_code == 200
    assert "max-age=0" in left.headers["set-cookie"].lower()
    refused(visitor.another().get("/", headers=cookie), 403)


def test_who_runs_away_is_slowed_and_others_are_not() -> None:
    limits = WebLimits(session_rate=1.0, burst_seconds=20.0)
    visitor = Visitor(Doorway(limits=limits))
    codes = [visitor.client.get("/").status_code for _ in range(40)]
    assert codes[0] == 200
    assert codes[-1] == 429
    answer = visitor.client.get("/")
    refused(answer, 429)
    assert answer.headers["retry-after"] == "1"
    assert "Too many requests" in answer.text
    other = visitor.another()
    assert other.get("/", params={"token": visitor.sessions.token}).text == "secret en"


def test_a_rate_is_what_it_says() -> None:
    now = [0.0]
    rates = RequestRates(per_second=2.0, burst=3.0, most=2, clock=lambda: now[0])
    assert [rates.may("a") for _ in range(4)] == [True, True, True, False]
    assert rates.may("b")
    now[0] = 0.5
    assert [rates.may("a") for _ in range(2)] == [True, False]
    now[0] = 100.0
    assert [rates.may("a") for _ in range(4)] == [True, True, True, False]
    for n in range(100):
        rates.may(str(n))
    assert len(rates._left) == 2


def test_sessions_are_bounded_in_number_and_end_when_nobody_comes_back() -> None:
    now = [0.0]
    sessions = Sessions("en", read_only=False, clock=lambda: now[0])
    begun = [sessions.begin() for _ in range(MOST + 1)]
    assert sessions.get(begun[0].id) is None
    assert sessions.get(begun[-1].id) is begun[-1]
    now[0] = AWAY_SECONDS - 1
    assert sessions.get(begun[-1].id) is begun[-1]
    now[0] = 2 * AWAY_SECONDS
    assert sessions.get(begun[-1].id) is None


def public(**more: Any) -> Doorway:
    limits = WebLimits(wrong_seconds=0.0, sign_ins=3, all_sign_ins=5)
    return Doorway(password=Password(WORD), limits=limits, **more)


def entering(client: TestClient, word: str, to: str = "/", origin: str = HOST) -> Answer:
    form = {"password": word, "to": to}
    return client.post("/enter", data=form, headers={"origin": origin}, follow_redirects=False)


def test_with_a_password_one_enters_with_that_and_not_with_a_token() -> None:
    visitor = Visitor(public())
    client = visitor.client
    page = client.get("/", params={"token": visitor.sessions.token})
    refused(page, 403)
    assert len(re.findall('type="password"', page.text)) == 2
    refused(entering(client, "wrong"), 403)
    refused(client.post("/post", data={"password": WORD}, headers={"origin": HOST}), 403)
    answer = entering(client, WORD, "/static/web.css")
    assert (answer.status_code, answer.headers["location"]) == (303, "/static/web.css")
    assert client.get("/").text == "secret en"


def test_entering_leads_nowhere_else() -> None:
    client = Visitor(public(), enter=False).client
    for to in ("//evil.example", "https://evil.example", "/\\evil"):
        assert entering(client, WORD, to).headers["location"] == "/"


def test_guessing_is_slowed_for_one_address_and_for_all() -> None:
    client = Visitor(public(), enter=False).client
    assert [entering(client, "guess").status_code for _ in range(4)] == [403, 403, 403, 429]
    answer = entering(client, WORD)
    refused(answer, 429)
    assert "Wait a minute" in answer.text


def test_a_form_of_another_site_does_not_enter() -> None:
    client = Visitor(public(), enter=False).client
    refused(entering(client, WORD, origin="http://evil.example"), 403)


def test_behind_https_the_cookie_is_for_that_alone() -> None:
    visitor = Visitor(public(names=("case.example",), port=443, scheme="https"), enter=False)
    answer = entering(visitor.client, WORD, origin="https://case.example")
    assert answer.status_code == 303
    assert "; Secure" in answer.headers["set-cookie"]
    refused(entering(visitor.client, WORD, origin="http://case.example"), 403)


@pytest.mark.parametrize("make", [lambda: Password("short"), lambda: Password("")])
def test_a_short_password_is_none(make: Callable[[], Password]) -> None:
    from demasque.errors import UsageError

    with pytest.raises(UsageError, match="at least 12"):
        make()

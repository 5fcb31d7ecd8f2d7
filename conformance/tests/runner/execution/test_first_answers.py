"""A target that isn't the API is told as such, with its answer; a target of which anything works is judged."""

from collections.abc import Callable

import pytest
from seedance_conformance.runner.execution.first_answers import first_trouble
from seedance_conformance.transport.target import Target
from tests.conftest import Answer, Scripted

HTML = {"Content-Type": "text/html"}
NOT_FOUND: Answer = (404, {}, b'{"detail":"Not Found"}')


def always(status: int, headers: dict[str, str], body: bytes) -> Callable[[str, str, bytes], Answer]:
    """The same answer to everything."""
    return lambda method, path, content: (status, headers, body)


@pytest.mark.parametrize(
    ("answer", "said", "setup"),
    [
        (always(502, HTML, b"<h1>502 Bad Gateway</h1>"), "server error (HTTP 502: <h1>502 Bad Gateway</h1>)", False),
        (always(200, HTML, b"<!doctype html>"), "a web page instead of JSON (HTTP 200: <!doctype html>)", False),
        (always(302, {"Location": "https://sso.example/login"}, b""), "Location 'https://sso.example/login'", False),
        (always(*NOT_FOUND), "none of the API's paths (HTTP 404", False),
        (lambda method, *_: (405, HTML, b"") if method == "POST" else (200, HTML, b"<p>"), "a web page", False),
        (always(401, {}, b"{}"), "refuses SEEDANCE_API_KEY (HTTP 401: {})", True),
        (always(403, {}, b'{"message": "X-Tenant missing"}'), "asks for the header X-Tenant (HTTP 403", True),
    ],
)
def test_what_answers_instead_of_the_api_is_named(
    scripted: Scripted, answer: Callable[[str, str, bytes], Answer], said: str, setup: bool
) -> None:
    """The message has the answer, and there is a command that shows it."""
    scripted.answer = answer
    trouble = first_trouble(Target(scripted.base_url, "sk-test-0123456789"), free=True)
    assert trouble is not None
    assert said in trouble.text
    assert (trouble.setup, trouble.curl.startswith("curl -sS -X GET")) == (setup, True)
    assert len(scripted.seen) <= 4


def only(method: str, path: str) -> Callable[[str, str, bytes], Answer]:
    """A server that answers this request with 400, and 404 or 500 to all others."""
    return lambda sent, where, body: (400, {}, b'{"error": "no"}') if sent == method and path in where else NOT_FOUND


@pytest.mark.parametrize(
    ("answer", "requests"),
    [
        (only("GET", "/v1/result/"), 2),
        (only("POST", "/asset/upload"), 3),
        (only("POST", "/videos"), 4),
        (lambda method, path, body: (500, {}, b"") if method == "GET" else (400, {}, b"{}"), 3),
        (lambda method, *_: (400 if method == "POST" else 403, {}, b""), 3),
    ],
)
def test_a_target_of_which_anything_works_is_judged(
    scripted: Scripted, answer: Callable[[str, str, bytes], Answer], requests: int
) -> None:
    """A gateway in the making may have one endpoint; ids that nobody knows are often answered with 403 or 404."""
    scripted.answer = answer
    assert first_trouble(Target(scripted.base_url, "sk-test-0123456789"), free=True) is None
    assert len(scripted.seen) == requests


def test_nothing_that_could_be_billed_is_sent_where_creates_are_not_free(scripted: Scripted) -> None:
    """Without a create, a wrong prefix can't be told from unknown ids; a dead proxy can."""
    target = Target(scripted.base_url, "sk-test-0123456789")
    scripted.answer = always(*NOT_FOUND)
    assert first_trouble(target, free=False) is None
    scripted.answer = always(502, {}, b"")
    assert first_trouble(target, free=False) is not None
    assert all(path.endswith("/asset/upload") for method, path, _ in scripted.seen if method == "POST")

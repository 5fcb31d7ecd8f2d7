"""The first answers of a target: whether it is the API at all, and whether it accepts the key."""

import re
from collections.abc import Callable
from typing import Final

from attrs import frozen

from seedance_conformance.runner.outcome.infrastructure_errors import probe
from seedance_conformance.transport.answers.answer import describe, is_login_failure
from seedance_conformance.transport.exchange import Exchange
from seedance_conformance.transport.reproduction.curl import to_curl
from seedance_conformance.transport.target import Target

_UNKNOWN_ASSET: Final = "asset-20260101000000-aaaaa"
_HEADER: Final = re.compile(rb"\bX-[A-Za-z][A-Za-z0-9-]*", re.IGNORECASE)


@frozen
class FirstTrouble:
    """Why a target can't be judged: what it answers and what to do, and the command that shows the answer.

    `setup`: the user's set-up lacks something, so it is a usage error.
    """

    text: str
    curl: str
    setup: bool = False


def first_trouble(target: Target, *, free: bool) -> FirstTrouble | None:
    """Why a target can't be judged, or None.

    A target is only given up if it answers each of these requests so: a query and a detail of unknown ids; an empty
    upload, which is free; and an empty create, if creates are free.

    Raises:
        TransportError: the target didn't answer.
    """
    answers = [probe(target), target.detail(_UNKNOWN_ASSET)]
    if all(_is_suspicious(answer) for answer in answers):
        answers.append(target.upload({}))
    if free and all(_is_suspicious(answer) and not is_login_failure(answer) for answer in answers):
        answers.append(target.create({}))
    if all(is_login_failure(answer) for answer in answers):
        return _login_trouble(answers, target.route.curl_options)
    if not all(_is_suspicious(answer) for answer in answers):
        return None
    if not free and any(_is_unknown_path(answer) for answer in answers):
        return None  # without a create this can't be told from a target that knows no such id
    found, said, remedy = next(
        (answer, said, remedy) for matches, said, remedy in _SYMPTOMS for answer in answers if matches(answer)
    )
    return FirstTrouble(
        f"the target {said} ({describe(found)}{_location(found)}): {remedy}", to_curl(found, target.route.curl_options)
    )


def _is_redirect(answer: Exchange) -> bool:
    return 300 <= (answer.status or 0) < 400


def _is_page(answer: Exchange) -> bool:
    html = "html" in answer.headers.get("content-type", "") or answer.body.lstrip()[:1] == b"<"
    return html and 200 <= (answer.status or 0) < 300


def _is_server_error(answer: Exchange) -> bool:
    return (answer.status or 0) >= 500


def _is_unknown_path(answer: Exchange) -> bool:
    return answer.status in (404, 405)


_Symptom = tuple[Callable[[Exchange], bool], str, str]

_SYMPTOMS: Final[tuple[_Symptom, ...]] = (
    (_is_redirect, "redirects each first request", "give the address behind the redirect, or log in"),
    (_is_page, "answers with a web page instead of JSON", "check the host, port and prefix in --base-url"),
    (_is_server_error, "answers each first request with a server error", "start the server, or what a proxy passes to"),
    (_is_unknown_path, "knows none of the API's paths", "check the prefix in --base-url"),
)
"""What an answer shows, the same in words, and what to do; the first that an answer shows is told."""


def _is_suspicious(answer: Exchange) -> bool:
    return is_login_failure(answer) or any(matches(answer) for matches, _, _ in _SYMPTOMS)


def _location(answer: Exchange) -> str:
    return f", Location '{answer.headers['location']}'" if "location" in answer.headers else ""


def _login_trouble(answers: list[Exchange], route: str) -> FirstTrouble:
    curl = to_curl(answers[0], route)
    header = next((found[0].decode() for answer in answers if (found := _HEADER.search(answer.body))), None)
    shown = describe(answers[0])
    text = (
        f"the target refuses SEEDANCE_API_KEY ({shown}): export a valid key; if it is valid, "
        "the target may ask for something else, for example a header"
    )
    if header is not None:
        text = (
            f"the target asks for the header {header} ({shown}): give --header '{header}: VALUE'; "
            "if it is there, SEEDANCE_API_KEY is refused"
        )
    return FirstTrouble(text, curl, setup=True)

"""The asset library accepts valid uploads, refuses invalid ones, and answers in the documented form."""

import json
from typing import Any

import pytest

from seedance_conformance.cases.create.addresses import signed
from seedance_conformance.suite.assets.pool import (
    KINDS,
    Kind,
    expect_uploads_accepted,
    expect_uploads_refused,
    upload_body,
    upload_not_refused,
)
from seedance_conformance.suite.context import Context
from seedance_conformance.suite.media.reachability import expect_reached
from seedance_conformance.suite.server_errors import expect_evidence
from seedance_conformance.suite.verdicts import Breach, Inconclusive
from seedance_conformance.transport.answers.answer import Outcome, asset_id, call_outcome, describe
from seedance_conformance.transport.exchange import Exchange
from seedance_conformance.transport.paths import UPLOAD_PATH

pytestmark = [pytest.mark.full, pytest.mark.media]

OTHER_PATHS = (
    *("/kyyVideo2/asset", "/kyyVideo2/assets", "/kyyVideo2/upload", "/kyyVideo2/asset/uploads"),
    *("/v1/kyyVideo2/asset/upload",),
)
OTHER_TYPES: tuple[Any, ...] = (
    *(..., None, "", "Text", "Images", "File", "Image,Video", " Image", "Image ", "Image\n"),
    *(1, True, ["Image"], {"type": "Image"}),
)
"""Absent, of a wrong type, unknown, or with blanks around it."""

NO_URLS: tuple[Any, ...] = (..., None, 7, True)
"""Absent, or of a wrong type."""

OTHER_URLS = ("", "not an address", "/image-1.png", "ftp://127.0.0.1:1/image-1.png", "file:///etc/hostname")
"""Texts, but not addresses that a remote service can fetch."""


@pytest.mark.rule("AS-UP-TYPE-ENUM")
def test_each_type_is_accepted(context: Context) -> None:
    """`assetType` is Image, Video, Audio or Document."""
    bodies = [upload_body(context.media, kind) for kind in KINDS]
    # Each type is the control of the one before: a library that accepts none shows nothing about types.
    expect_uploads_accepted(context, list(zip(bodies, bodies[1:] + bodies[:1], strict=True)))


@pytest.mark.rule("AS-UP-TYPE-ENUM")
def test_another_type_is_refused(context: Context) -> None:
    """`assetType` is required, and is one of four words."""
    bodies = [upload_body(context.media, "Image", assetType=value) for value in OTHER_TYPES]
    expect_uploads_refused(context, "AS-UP-TYPE-ENUM", bodies, immediately=True)


@pytest.mark.rule("AS-UP-TYPE-CASE")
@pytest.mark.parametrize("kind", KINDS)
def test_another_case_is_refused(context: Context, kind: Kind) -> None:
    """`assetType` is case-sensitive; the file fits the type, so that only the letter case is wrong."""
    words = (kind.lower(), kind.upper(), kind.swapcase(), kind[:-1] + kind[-1].upper())
    bodies = [upload_body(context.media, kind, assetType=word) for word in words]
    expect_uploads_refused(context, "AS-UP-TYPE-CASE", bodies, immediately=True)


@pytest.mark.rule("AS-UP-URL")
def test_a_reachable_url_is_accepted(context: Context) -> None:
    """The service fetches `url`: other files than that of the control, and an address of 700 characters."""
    media = context.media
    addresses: list[tuple[Kind, str]] = [
        ("Image", media.image(2)),
        ("Video", media.video(2)),
        ("Audio", media.audio(2)),
        ("Document", media.image(3)),
    ]
    addresses.append(("Image", signed(media.image(1))))
    pairs = [(upload_body(media, kind, url=url), upload_body(media, kind)) for kind, url in addresses]
    expect_uploads_accepted(context, pairs)


@pytest.mark.rule("AS-UP-URL")
def test_a_value_that_is_not_a_url_is_refused(context: Context) -> None:
    """`url` is required and is a text, not a list or an object with an address: anything else is refused at once."""
    good = context.media.image(1)
    values = [*NO_URLS, [good], {"url": good}]
    bodies = [upload_body(context.media, "Image", url=value) for value in values]
    expect_uploads_refused(context, "AS-UP-URL", bodies, immediately=True)


@pytest.mark.rule("AS-UP-URL")
def test_another_address_is_refused(context: Context) -> None:
    """A text that a remote service can't fetch is refused at once or late."""
    bodies = [upload_body(context.media, "Image", url=value) for value in OTHER_URLS]
    expect_uploads_refused(context, "AS-UP-URL", bodies)


@pytest.mark.rule("AS-UP-URL")
def test_a_dead_url_is_refused(context: Context) -> None:
    """An address without a file is refused at once, or the asset ends Failed."""
    endings = {"Image": "png", "Video": "mp4", "Audio": "wav", "Document": "pdf"}
    missing = {kind: context.media.url(f"missing.{ending}") for kind, ending in endings.items()}
    bodies = [upload_body(context.media, kind, url=missing[kind]) for kind in KINDS]
    expect_uploads_refused(context, "AS-UP-URL", bodies)


@pytest.mark.rule("AS-UP-URL")
@pytest.mark.loopback
def test_a_port_without_a_server_is_refused(context: Context) -> None:
    """An address on port 1, where nothing listens."""
    bodies = [upload_body(context.media, kind, url="http://127.0.0.1:1/file") for kind in KINDS]
    expect_uploads_refused(context, "AS-UP-URL", bodies)


@pytest.mark.rule("AS-UP-NAME")
def test_a_name_is_optional(context: Context) -> None:
    """`name` may be absent or given."""
    media = context.media
    pairs = [(upload_body(media, kind, name=...), upload_body(media, kind, name="lead actor")) for kind in KINDS]
    expect_uploads_accepted(context, [*pairs, *((named, nameless) for nameless, named in pairs)])


@pytest.mark.rule("AS-UP-PATH")
def test_upload_is_a_post_of_json(context: Context) -> None:
    """Upload is POST on its path with a JSON body: of several types, a library that can fetch accepts one at least."""
    bodies = [upload_body(context.media, kind) for kind in ("Image", "Video")]
    answers = [context.target.upload(body) for body in bodies]
    if any(upload_not_refused(answer) for answer in answers):
        return
    if answers[0].status in (404, 405, 415):
        raise Breach("POST with a JSON body is accepted", describe(answers[0]), answers[0])
    expect_evidence(answers[0])
    if context.remote:
        raise Inconclusive(f"no upload is accepted: {describe(answers[0])}")
    expect_reached(context, bodies[0])
    raise Breach("a valid upload is accepted", describe(answers[0]), answers[0])


@pytest.mark.rule("AS-UP-PATH")
@pytest.mark.parametrize("method", ["GET", "PUT", "PATCH", "DELETE", "OPTIONS"])
def test_another_method_uploads_nothing(context: Context, method: str) -> None:
    """Only POST uploads."""
    content = json.dumps(upload_body(context.media, "Image")).encode()
    answer = context.target.send(method, UPLOAD_PATH, content=content)
    expect_evidence(answer, method=True)
    if upload_not_refused(answer) and asset_id(answer) is not None:
        raise Breach(f"no upload by {method}", describe(answer), answer)


@pytest.mark.rule("AS-UP-PATH")
@pytest.mark.loopback
@pytest.mark.parametrize("path", OTHER_PATHS)
def test_another_path_uploads_nothing(context: Context, path: str) -> None:
    """Upload has one path; other paths of the real host may belong to other products, so they aren't tried there."""
    content = json.dumps(upload_body(context.media, "Image")).encode()
    answer = context.target.send("POST", path, content=content)
    expect_evidence(answer)
    if asset_id(answer) is not None and upload_not_refused(answer):
        raise Breach("no upload on that path", describe(answer), answer)


@pytest.mark.rule("AS-UP-RESP")
@pytest.mark.parametrize("kind", KINDS)
def test_a_success_names_the_asset(context: Context, kind: Kind) -> None:
    """The answer to a valid upload that isn't refused has the id of the asset."""
    answer = context.target.upload(upload_body(context.media, kind))
    outcome = call_outcome(answer)
    if outcome is Outcome.REFUSED:
        raise Inconclusive(f"the upload was refused: {describe(answer)}")
    if outcome is Outcome.UNCLEAR or asset_id(answer) is None:
        raise Breach("code 0 with data.assetId", describe(answer), answer)


@pytest.mark.rule("AS-UP-FAIL")
@pytest.mark.parametrize("broken", ["no type", "unknown type", "no url", "number as url", "dead url"])
def test_a_failure_has_another_code_and_a_reason(context: Context, broken: str) -> None:
    """A failed upload has a `code` other than 0 and the reason in `msg`; a 4xx without a code is a refusal too."""
    edits: dict[str, dict[str, Any]] = {
        "no type": {"assetType": ...},
        "unknown type": {"assetType": "Text"},
        "no url": {"url": ...},
        "number as url": {"url": 7},
        "dead url": {"url": context.media.url("missing.png")},
    }
    answer = context.target.upload(upload_body(context.media, "Image", **edits[broken]))
    if call_outcome(answer) is Outcome.ACCEPTED:
        context.evidence(0)  # no failure, or a late one: AS-UP-TYPE-ENUM and AS-UP-URL judge that
        return
    judge_failure(answer)


def judge_failure(answer: Exchange) -> None:
    """Raise Breach unless an upload that can't succeed (AS-UP-FAIL) has another code, and says why."""
    document = answer.document or {}
    code = document.get("code")
    if call_outcome(answer) is not Outcome.REFUSED:
        raise Breach("a code other than 0", describe(answer), answer)
    if "code" in document and str(code) == "0":
        raise Breach("a code other than 0", describe(answer), answer)
    if "code" in document and not _says_why(document):
        raise Breach("the reason in msg", describe(answer), answer)


def _says_why(value: object) -> bool:
    """Whether there is any text beside the code: the place of the reason in a refusal is open."""
    if isinstance(value, dict):
        return any(_says_why(inner) for name, inner in value.items() if name != "code")
    if isinstance(value, list):
        return any(_says_why(inner) for inner in value)
    return isinstance(value, str) and bool(value.strip())

"""The asset library takes what the documents allow, refuses the rest, and says so in the documented form."""

from typing import Any

import pytest

from seedance_conformance.suite.asset_shelf import (
    KINDS,
    Kind,
    expect_upload_accepted,
    expect_upload_refused,
    taken,
    upload_body,
)
from seedance_conformance.suite.context import Context
from seedance_conformance.suite.verdicts import Breach, Inconclusive
from seedance_conformance.wire.answer import Outcome, asset_id, call_outcome, describe
from seedance_conformance.wire.exchange import Exchange
from seedance_conformance.wire.target import UPLOAD_PATH

pytestmark = pytest.mark.full

OTHER_TYPES: dict[str, Any] = {
    "absent": ...,
    "null": None,
    "empty": "",
    "Text": "Text",
    "Images": "Images",
    "File": "File",
    "two words": "Image,Video",
    "number": 1,
    "true": True,
    "list": ["Image"],
    "object": {"type": "Image"},
}
OTHER_CASES = ("image", "IMAGE", "iMAGE", "video", "VIDEO", "audio", "AUDIO", "document", "DOCUMENT")
OTHER_URLS: dict[str, Any] = {
    "absent": ...,
    "null": None,
    "empty": "",
    "number": 7,
    "true": True,
    "no address": "not an address",
    "path": "/image-1.png",
    "ftp": "ftp://127.0.0.1:1/image-1.png",
    "file": "file:///etc/hostname",
    "asset": "asset://asset-20260330142158-q75m8",
}


@pytest.mark.rule("AS-UP-TYPE-ENUM")
@pytest.mark.parametrize("kind", KINDS)
def test_each_type_is_accepted(context: Context, kind: Kind) -> None:
    """`assetType` is Image, Video, Audio or Document."""
    control = upload_body(context.media, "Video" if kind == "Image" else "Image")
    expect_upload_accepted(context, "AS-UP-TYPE-ENUM", upload_body(context.media, kind), control)


@pytest.mark.rule("AS-UP-TYPE-ENUM")
@pytest.mark.parametrize("what", OTHER_TYPES)
def test_another_type_is_refused(context: Context, what: str) -> None:
    """`assetType` is required, and is one of four words."""
    body = upload_body(context.media, "Image", assetType=OTHER_TYPES[what])
    expect_upload_refused(context, "AS-UP-TYPE-ENUM", body)


@pytest.mark.rule("AS-UP-TYPE-CASE")
@pytest.mark.parametrize("word", OTHER_CASES)
def test_another_case_is_refused(context: Context, word: str) -> None:
    """`assetType` is case-sensitive; the medium is one of that type, so that the word alone is wrong."""
    kind: Kind = {name.lower(): name for name in KINDS}[word.lower()]
    expect_upload_refused(context, "AS-UP-TYPE-CASE", upload_body(context.media, kind, assetType=word))


@pytest.mark.rule("AS-UP-URL")
@pytest.mark.parametrize("kind", KINDS)
def test_a_reachable_url_is_accepted(context: Context, kind: Kind) -> None:
    """`url` is fetched by the service at request time."""
    body = upload_body(context.media, kind)
    expect_upload_accepted(context, "AS-UP-URL", body, upload_body(context.media, "Image"))


@pytest.mark.rule("AS-UP-URL")
@pytest.mark.parametrize("what", OTHER_URLS)
def test_what_is_no_url_is_refused(context: Context, what: str) -> None:
    """`url` is required, and is an address that can be fetched."""
    expect_upload_refused(context, "AS-UP-URL", upload_body(context.media, "Image", url=OTHER_URLS[what]))


@pytest.mark.rule("AS-UP-URL")
@pytest.mark.parametrize("kind", KINDS)
def test_a_dead_url_is_refused(context: Context, kind: Kind) -> None:
    """An address without a file is refused at once, or the asset ends Failed."""
    ending = {"Image": "png", "Video": "mp4", "Audio": "wav", "Document": "pdf"}[kind]
    body = upload_body(context.media, kind, url=context.media.url(f"missing.{ending}"))
    expect_upload_refused(context, "AS-UP-URL", body)


@pytest.mark.rule("AS-UP-URL")
@pytest.mark.loopback
def test_a_port_without_a_server_is_refused(context: Context) -> None:
    """Nothing listens on port 1 of this machine."""
    body = upload_body(context.media, "Image", url="http://127.0.0.1:1/image-1.png")
    expect_upload_refused(context, "AS-UP-URL", body)


@pytest.mark.rule("AS-UP-NAME")
@pytest.mark.parametrize("kind", KINDS)
def test_a_name_is_optional(context: Context, kind: Kind) -> None:
    """`name` may be absent."""
    body = upload_body(context.media, kind, name=...)
    expect_upload_accepted(context, "AS-UP-NAME", body, upload_body(context.media, kind))


@pytest.mark.rule("AS-UP-NAME")
def test_a_name_may_be_given(context: Context) -> None:
    """`name` may be present."""
    body = upload_body(context.media, "Image", name="lead actor")
    expect_upload_accepted(context, "AS-UP-NAME", body, upload_body(context.media, "Image", name=...))


@pytest.mark.rule("AS-UP-PATH")
def test_upload_is_a_post_of_json(context: Context) -> None:
    """Upload is POST on its path with a JSON body; without any accepted upload nothing can be said."""
    answers = [context.target.upload(upload_body(context.media, kind)) for kind in ("Image", "Video")]
    if any(taken(answer) for answer in answers):
        return
    if answers[0].status in (404, 405, 415):
        raise Breach("POST with a JSON body is taken", describe(answers[0]), answers[0])
    raise Inconclusive(f"no upload is accepted: {describe(answers[0])}")


@pytest.mark.rule("AS-UP-PATH")
@pytest.mark.parametrize("method", ["GET", "PUT", "PATCH", "DELETE"])
def test_another_method_uploads_nothing(context: Context, method: str) -> None:
    """Only POST uploads."""
    content = None if method in ("GET", "DELETE") else b'{"assetType": "Image", "url": "%s"}'
    if content:
        content = content % context.media.image(1).encode()
    answer = context.target.send(method, UPLOAD_PATH, content=content)
    found = asset_id(answer) if taken(answer) else None
    if found is not None:
        raise Breach(f"no upload by {method}", describe(answer), answer)


@pytest.mark.rule("AS-UP-RESP")
@pytest.mark.parametrize("kind", KINDS)
def test_a_success_names_the_asset(context: Context, kind: Kind) -> None:
    """A valid upload that is not refused is answered with the id of the asset."""
    answer = context.target.upload(upload_body(context.media, kind))
    outcome = call_outcome(answer)
    if outcome is Outcome.REFUSED:
        raise Inconclusive(f"the upload was refused: {describe(answer)}")
    if outcome is Outcome.UNCLEAR or asset_id(answer) is None:
        raise Breach("code 0 with data.assetId", describe(answer), answer)


@pytest.mark.rule("AS-UP-FAIL")
@pytest.mark.parametrize("what", ["no type", "unknown type", "no url", "number as url", "dead url"])
def test_a_failure_has_another_code_and_a_reason(context: Context, what: str) -> None:
    """A failed upload has a `code` other than 0 and the reason in `msg`; a 4xx without a code is a refusal too."""
    edits: dict[str, dict[str, Any]] = {
        "no type": {"assetType": ...},
        "unknown type": {"assetType": "Text"},
        "no url": {"url": ...},
        "number as url": {"url": 7},
        "dead url": {"url": context.media.url("missing.png")},
    }
    answer = context.target.upload(upload_body(context.media, "Image", **edits[what]))
    if call_outcome(answer) is Outcome.ACCEPTED and what == "dead url":
        context.evidence(0)  # the asset may still end Failed, which AS-UP-URL judges
        return
    _judge_failure(answer)


def _judge_failure(answer: Exchange) -> None:
    document = answer.document or {}
    code = document.get("code")
    if call_outcome(answer) is not Outcome.REFUSED:
        raise Breach("a code other than 0", describe(answer), answer)
    if "code" in document and str(code) == "0":
        raise Breach("a code other than 0", describe(answer), answer)
    if "code" in document and not _says_why(document):
        raise Breach("the reason in msg", describe(answer), answer)


def _says_why(value: object) -> bool:
    """Whether there is any text beside the code: where a refusal puts its reason is left open."""
    if isinstance(value, dict):
        return any(_says_why(inner) for name, inner in value.items() if name != "code")
    if isinstance(value, list):
        return any(_says_why(inner) for inner in value)
    return isinstance(value, str) and bool(value.strip())

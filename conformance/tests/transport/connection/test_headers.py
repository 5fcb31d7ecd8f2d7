"""Headers that the user adds, and keys in another header: what is sent, and what no log shows."""

import json

import pytest
from seedance_conformance.transport.connection.headers import (
    HeaderError,
    RequestHeaders,
    parse_headers,
    parse_key_header,
)
from seedance_conformance.transport.reproduction.curl import to_curl
from tests.conftest import Scripted
from tests.transport.conftest import KEY, Connect

ENVIRONMENT = {"TENANT": "canary-tenant-1", "PASS": "Basic Y2FuYXJ5OnBhc3M=", "SHORT": "x1", "BROKEN": "canary\n"}


def headers(*given: str, name: str | None = None, scheme: str | None = None) -> RequestHeaders:
    """Headers from these options."""
    return parse_headers(given, parse_key_header(name, scheme), ENVIRONMENT)


def test_headers_of_each_request(scripted: Scripted, connect: Connect) -> None:
    """They are sent with all requests; the log shows literal values and no values from the environment."""
    scripted.answer = lambda *_: (400, {"X-Echo": "canary-tenant-1"}, b'{"seen": "canary-tenant-1 Y2FuYXJ5OnBhc3M="}')
    given = headers("X-Route: blue", "X-Tenant=env:TENANT", "X-Proxy-Auth=env:PASS", "X-Short=env:SHORT")
    target = connect(headers=given)
    created, queried = target.create({"prompt": "canary-tenant-1"}), target.query("video_1")
    for sent in scripted.headers:
        assert [sent[name] for name in ("x-route", "x-tenant", "x-proxy-auth", "x-short", "authorization")] == [
            *("blue", "canary-tenant-1", "Basic Y2FuYXJ5OnBhc3M=", "x1"),
            f"Bearer {KEY}",
        ]
    shown = json.dumps([created.to_json(), queried.to_json()]) + to_curl(created) + repr(target) + repr(given)
    assert "canary" not in shown
    assert "Y2FuYXJ5" not in shown
    assert created.request_headers["x-route"] == "blue"
    assert created.request_headers["x-short"] == "<redacted: $SHORT>"


def test_a_curl_command_has_the_headers(connect: Connect) -> None:
    """Values from the environment are variables, and a literal one can't expand anything."""
    given = headers("X-Route: $HOME `id`", "X-Tenant=env:TENANT", name="X-Key", scheme="Token")
    target = connect(headers=given)
    curl = to_curl(target.create({}))
    assert """-H 'X-Route: $HOME `id`'""" in curl
    assert '-H "X-Tenant: $TENANT"' in curl
    assert '-H "X-Key: Token $SEEDANCE_API_KEY"' in curl
    assert "Authorization" not in curl
    assert "canary" not in curl


@pytest.mark.parametrize(
    ("name", "scheme", "wanted"),
    [
        (None, None, {"authorization": f"Bearer {KEY}"}),
        (None, "Token", {"authorization": f"Token {KEY}"}),
        ("authorization", "", {"authorization": KEY}),
        ("X-Api-Key", None, {"x-api-key": KEY}),
        ("X-Api-Key", "Key", {"x-api-key": f"Key {KEY}"}),
    ],
)
def test_the_header_of_the_key(
    scripted: Scripted, connect: Connect, name: str | None, scheme: str | None, wanted: dict[str, str]
) -> None:
    """A key, also a wrong one, is only in the chosen header; without a key that header isn't sent."""
    given = headers(name=name, scheme=scheme)
    target = connect(headers=given)
    target.query("video_1")
    wrong = target.send("GET", "/v1/result/x", authorization="Bearer wrong-key-1")
    without = target.send("GET", "/v1/result/x", authorization=None)
    bent = target.send("GET", "/v1/result/x", authorization=f"Basic {KEY}")
    logged = json.dumps([one.to_json() for one in target.log]) + to_curl(bent)
    sent = [{one: seen[one] for one in ("authorization", "x-api-key") if one in seen} for seen in scripted.headers[:3]]
    assert sent == [wanted, {one: value.replace(KEY, "wrong-key-1") for one, value in wanted.items()}, {}]
    assert (wrong.key, without.key, bent.key) == ("other", "none", "other")
    assert KEY not in logged


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ("X-Tenant", "needs 'Name: value', or Name=env:VARIABLE"),
        ("X Tenant: a", "needs 'Name: value'"),
        (": a", "needs 'Name: value'"),
        ("Host: a", "--base-url, and --connect-to"),
        ("Authorization: canary", "say with --auth-header NAME"),
        ("Content-Type: text/plain", "the suite sets it itself"),
        ("X-Api-Token: canary", "give --header X-Api-Token=env:VARIABLE"),
        ("X-Tenant=env:NOT_SET", "NOT_SET isn't set: export it"),
        ("X-Tenant=env:", "needs the name of a variable"),
        ("X-Tenant=env:BROKEN", "a character that isn't allowed"),
        ("X-A: b\r\nX-B: c", "a character that isn't allowed"),
        ("X-A: \xe9", "a character that isn't allowed"),
    ],
)
def test_headers_that_cannot_be_set(given: str, message: str) -> None:
    """The message names the header and the remedy, and quotes no value."""
    with pytest.raises(HeaderError, match=message) as caught:
        headers(given)
    assert "canary" not in str(caught.value)


def test_a_header_is_given_once() -> None:
    """Nobody can tell which of two values a target reads; the header of the key isn't for other values."""
    with pytest.raises(HeaderError, match="given twice"):
        headers("X-A: 1", "x-a: 2")
    with pytest.raises(HeaderError, match="carries the key"):
        headers("X-Ident: 1", name="x-ident")


def test_a_result_gets_the_headers_only_where_the_target_is(scripted: Scripted, connect: Connect) -> None:
    """They are sent to the host and port of the target, and to no other host, also after a redirect."""
    target = connect(headers=headers("X-Tenant=env:TENANT", name="X-Api-Key"))
    other = scripted.base_url.replace("127.0.0.1", "localhost")
    scripted.answer = lambda method, path, body: (
        (302, {"Location": f"{other}/2"}, b"") if path == "/1" else (200, {}, b"x")
    )
    assert target.download(f"{scripted.base_url}/1", key="first").content == b"x"
    assert target.download(f"{scripted.base_url}/3").content == b"x"
    sent = [[seen.get(name) for name in ("x-tenant", "x-api-key")] for seen in scripted.headers]
    assert sent == [["canary-tenant-1", KEY], [None, None], [None, None]]


def test_a_proxy_may_want_its_own_authorization(scripted: Scripted, connect: Connect) -> None:
    """Where the key has another header, `Authorization` is free for others."""
    target = connect(headers=headers("Authorization=env:PASS", name="X-Api-Key"))
    curl = to_curl(target.query("video_1"))
    assert scripted.headers[0]["authorization"] == ENVIRONMENT["PASS"]
    assert '-H "Authorization: $PASS" -H "X-Api-Key: $SEEDANCE_API_KEY"' in curl


@pytest.mark.parametrize(("name", "scheme"), [("X Key", None), ("Host", None), ("Content-Type", None), (None, "a b")])
def test_headers_that_cannot_carry_a_key(name: str | None, scheme: str | None) -> None:
    """A name or a word that HTTP doesn't allow is an error, and so is a header that the suite sets itself."""
    with pytest.raises(HeaderError, match="give"):
        parse_key_header(name, scheme)

"""Secrets are redacted in every form in which servers write them."""

import json
import time

import pytest
from seedance_conformance.transport.exchange import Exchange
from seedance_conformance.transport.redaction import REDACTED, redact_event, redact_text, redact_word, secrets_in_body
from tests.conftest import Scripted
from tests.transport.conftest import KEY, Connect

SIGNED = "https://cdn.example.com/out/a.mp4?Expires=600&Signature=s3cr3t%2Fx"


@pytest.mark.parametrize(
    "text",
    [
        SIGNED,
        json.dumps({"video_url": SIGNED}),
        json.dumps({"video_url": SIGNED}).replace("/", "\\/"),
        json.dumps({"video_url": SIGNED}).replace("&", "\\u0026"),
        json.dumps(json.dumps({"video_url": SIGNED})),
        json.dumps(json.dumps({"video_url": SIGNED}).replace("/", "\\/").replace("&", "\\u0026")),
        f"<a href='{SIGNED}'>here</a>",
        f"see {SIGNED} and {SIGNED}",
        SIGNED.replace("https", "HTTPS"),
        SIGNED.replace("https:", ""),
        json.dumps({"video_url": SIGNED.removeprefix("https://cdn.example.com")}),
        json.dumps({"video_url": SIGNED.removeprefix("https://cdn.example.com")}).replace("/", "\\/"),
        SIGNED.replace("https://cdn.example.com", "s3://bucket"),
        "x\\n" + SIGNED,
        f'"{SIGNED}" and http://x.example/{REDACTED}/y?z',
    ],
)
def test_the_query_of_each_form_of_url_is_redacted(text: str) -> None:
    """The path stays, the query is removed, and redacting twice changes nothing."""
    redacted = redact_text(text)
    assert redact_text(redacted) == redacted
    assert "s3cr3t" not in redacted
    assert "Expires" not in redacted
    assert "a.mp4?<redacted>" in redacted


def test_text_after_a_url_stays() -> None:
    """The next word, field and line aren't part of the query."""
    text = '{"url": "https://a.example.com/x?sig=1", "next": "stays"}\\n and https://b.example.com/y, too'
    assert redact_text(text) == text.replace("sig=1", "<redacted>")


@pytest.mark.parametrize(
    "text",
    [
        *("http://" * 3_000, "/" * 20_000, "a:/" * 7_000, " /a?" * 5_000),
        *("\\" * 20_000, "a:" + "\\" * 20_000, "a://\\" * 4_000),
        *('"key":"' * 50_000, "key=" * 100_000, 'name="key"\n' * 50_000, '"key" : "' + "\\" * 300_000),
    ],
)
def test_a_hostile_text_costs_no_time(text: str) -> None:
    """The time to redact an answer, and to search a body, is linear in its length."""
    begun = time.thread_time()
    redact_text(text)
    secrets_in_body(text.encode())
    assert time.thread_time() - begun < 2


def test_notes_are_redacted_and_commands_stay() -> None:
    """A note may quote an answer; a curl command holds only our request."""
    event = {"note": SIGNED, "count": 2, "counterexample": {"curl": SIGNED, "observed": [SIGNED]}}
    redacted = redact_event(event)
    assert redacted["counterexample"]["curl"] == SIGNED
    assert json.dumps(redacted).count("s3cr3t") == 1


@pytest.mark.parametrize("start", [b"", b"\xff"])
@pytest.mark.parametrize(
    "sent", [f"Bearer {KEY}", f"Bearer {KEY[:-1]}", f"Bearer {KEY[::-1]}", f"Basic {KEY.upper()}", f'Bearer "{KEY}z"']
)
def test_a_target_that_echoes_what_it_was_sent_leaks_nothing(
    scripted: Scripted, connect: Connect, sent: str, start: bytes
) -> None:
    """Near misses of the key are redacted in headers, bodies and binary bodies."""
    word = sent.split(" ", 1)[1].strip('"')
    scripted.answer = lambda *_: (
        401,
        {"X-Token": sent, "Set-Cookie": "session=s3cr3t", "Location": SIGNED},
        start + sent.encode() + SIGNED.encode(),
    )
    target = connect()
    exchange = target.send("GET", "/v1/result/x", authorization=sent)
    stored = exchange.to_json()
    again = Exchange.from_json(stored)
    everything = json.dumps(stored) + again.body.decode("latin-1")
    assert word not in everything
    assert "s3cr3t" not in everything


@pytest.mark.parametrize("text", ["sk-canary-bod<redacted>78", "sk-<redacted>", "sk-abc<redacted>def<redacted>-x"])
def test_the_rest_of_a_key_that_shares_a_part_with_another_goes_too(text: str) -> None:
    """Keys of one account often begin alike, and one of them is known."""
    assert redact_text(f'{{"prompt": "{text}"}}') == '{"prompt": "<redacted>"}'
    assert redact_word(f"/x/{text}/y") == "/x/<redacted>/y"


@pytest.mark.parametrize(
    "body",
    [
        b'{"model": "x", "api_key": "canary-of-a-body"}',
        b"model=x&access_token=canary-of-a-body&prompt=y",
        b"token=canary%2Dof-a-body",
        b'--b\r\nContent-Disposition: form-data; name="api_key"\r\nX-Y: z\r\n\r\ncanary-of-a-body\r\n--b--',
    ],
    ids=["JSON", "form", "escaped form", "multipart"],
)
def test_keys_in_fields_of_bodies_are_secrets(body: bytes) -> None:
    """Some gateways take the key in the body."""
    assert secrets_in_body(body) == ("canary-of-a-body",)


def test_ordinary_bodies_have_no_secrets() -> None:
    """Words of a prompt about keys, and documented fields, are none."""
    body = b'{"model": "seedance_2_0_pro", "prompt": "a key, a token=unlocked-door, a secret garden"}'
    assert secrets_in_body(body) == ()

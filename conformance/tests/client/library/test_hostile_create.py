"""Create against a server that behaves badly: how often it was sent, which error came, and whether the id was kept."""

import gzip
import json
import time
import zlib
from typing import Any

import pytest
from attrs import frozen
from seedance_client import Busy, Limits, OutcomeUnknown, SeedanceError, TaskState
from tests.client.library.answers import PRO, Reply, close, cut, hang, http, outcome, reset

ID = "video_0f5d2c1e-6b7a-4d3c-9a10-2f4b8c6d7e90"
TASK = {"id": ID, "object": "video", "created": 1774836724, "model": PRO, "status": "queued", "error": None}

HALF = http(TASK)[:-30]
CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n%x\r\n" % 200 + json.dumps(TASK).encode()[:60]
BOMB = gzip.compress(b"[" + b" " * 50_000_000, compresslevel=1)
DEEP = b'{"id":"' + ID.encode() + b'","x":' + b"[" * 200_000 + b"]" * 200_000 + b"}"
HTML = b"<html><body><h1>502 Bad Gateway</h1></body></html>"
WAIT = {"Retry_After": "2"}
RAW_DEFLATE = zlib.compress(json.dumps(TASK).encode())[2:-4]


@frozen
class Case:
    """A behaviour and what must come of it: an error or a task, with an id, after so many POSTs."""

    replies: list[Reply]  # to each POST in turn; the last one is repeated
    error: type[SeedanceError] | None
    task_id: str | None = None
    posts: int = 1
    silent: bool = False  # nothing more comes, so that only a time limit ends it


IMPATIENT = Limits(read=1.0, total=1.5)
OK = http(TASK)
UNKNOWN = OutcomeUnknown

CASES = {
    "hang after accept": Case([hang], UNKNOWN, silent=True),
    "reset without an answer": Case([reset], UNKNOWN),
    "close without an answer": Case([close], UNKNOWN),
    "reset within the head": Case([cut(HALF[:25], reset)], UNKNOWN),
    "half a body": Case([cut(HALF)], UNKNOWN, ID),
    "half a body, then silence": Case([cut(HALF, hang)], UNKNOWN, ID, silent=True),
    "half a chunked body": Case([cut(CHUNKED)], UNKNOWN, ID),
    "length too short": Case([cut(http(TASK, Content_Length="90"))], UNKNOWN, ID),
    "two lengths": Case([cut(http(TASK, Content_Length="5\r\nContent-Length: 7"))], UNKNOWN),
    "no length, closed in order": Case([cut(http(TASK, Content_Length="", Connection="close"))], None, ID),
    "garbage": Case([cut(b"\x00\x01\x02 not HTTP at all\r\n\r\n")], UNKNOWN),
    "status line without a number": Case([cut(b"HTTP/1.1 abc\r\n\r\n")], UNKNOWN),
    "huge head": Case([cut(http(TASK, X="y" * 300_000))], UNKNOWN),
    "500 with the id": Case([http(TASK, 500)], UNKNOWN, ID),
    "503 without Retry-After": Case([http(HTML, 503)], UNKNOWN),
    "503 with Retry-After, then a task": Case(
        [http(HTML.replace(b"502 Bad Gateway", b"503 Busy"), 503, **WAIT), OK], None, ID, 2
    ),
    "502 in a 503 with Retry-After": Case([http(HTML, 503, **WAIT)], UNKNOWN),
    "504": Case([http(b"", 504)], UNKNOWN),
    "520": Case([http(HTML, 520)], UNKNOWN),
    "429 without Retry-After, then a task": Case([http({}, 429), OK], None, ID, 2),
    "429 with Retry-After, then a task": Case([http({}, 429, **WAIT), OK], None, ID, 2),
    "429 with a date, then a task": Case([http({}, 429, Retry_After="Sun, 01 Nov 2020 00:00:00 GMT"), OK], None, ID, 2),
    "429 for ever": Case([http({}, 429, Retry_After="10")], Busy, None, 4),
    "429 for longer than the budget": Case([http({}, 429, Retry_After="99999")], Busy),
    "429 with Retry-After 0 for ever": Case([http({}, 429, Retry_After="0")], Busy, None, 6),
    "429 with nonsense as Retry-After": Case([http({}, 429, Retry_After="soon"), OK], None, ID, 2),
    "429, then a hang": Case([http({}, 429), hang], UNKNOWN, None, 2, silent=True),
    "307 to another host": Case([http(b"", 307, Location="http://127.0.0.2:9/x")], UNKNOWN),
    "303 to the same host": Case([http(b"", 303, Location="/kyyReactApiServer/v1/videos/1")], UNKNOWN),
    "303 to the query of a task": Case([http(b"", 303, Location=f"/kyyReactApiServer/v1/result/{ID}")], UNKNOWN, ID),
    "200 HTML with the id": Case([http(HTML + ID.encode())], UNKNOWN, ID),
    "an id that is cut": Case([cut(http(TASK)[: http(TASK).index(ID.encode()) + 20])], UNKNOWN),
    "another id before it": Case([http({"request": {"id": "req_1"}, "task": ID})], UNKNOWN, ID),
    "200 array": Case([http([TASK])], None, ID),
    "200 null": Case([http(None)], UNKNOWN),
    "200 not UTF-8": Case([http(b'{"id": "' + ID.encode() + b'", "model": "\xff\xfe"}')], UNKNOWN, ID),
    "200 over-large": Case([http(b'{"id": "' + ID.encode() + b'", "x": "' + b"y" * 6_000_000 + b'"}')], UNKNOWN, ID),
    "200 deeply nested": Case([http(DEEP)], UNKNOWN, ID),
    "200 gzip bomb": Case([http(BOMB, Content_Encoding="gzip")], UNKNOWN),
    "200 damaged gzip": Case([http(b"\x1f\x8bnonsense", Content_Encoding="gzip")], UNKNOWN),
    "200 unknown compression": Case(
        [http(b"\x8b\x02\x80" + json.dumps(TASK).encode(), Content_Encoding="br")], UNKNOWN, ID
    ),
    "200 raw deflate": Case([http(RAW_DEFLATE, Content_Encoding="deflate")], None, ID),
    "200 gzip without a label": Case([http(gzip.compress(json.dumps(TASK).encode()))], None, ID),
    "200 id missing": Case([http({**TASK, "id": None})], UNKNOWN),
    "200 id empty": Case([http({**TASK, "id": " "})], UNKNOWN),
    "200 id is a number": Case([http({**TASK, "id": 4711})], None, "4711"),
    "200 only the id": Case([http({"id": ID})], None, ID),
    "200 data wrapper": Case([http({"code": "0", "msg": None, "data": TASK})], None, ID),
    "200 numbers as texts": Case([http({**TASK, "created": "1774836724"})], None, ID),
    "200 mistyped fields": Case([http({**TASK, "created": None, "model": 7, "status": ["queued"]})], None, ID),
    "200 new status": Case([http({**TASK, "status": "SCHEDULED"})], None, ID),
    "200 byte order mark": Case([http(b"\xef\xbb\xbf" + json.dumps(TASK).encode())], None, ID),
    "200 labelled as text": Case([http(TASK, Content_Type="text/plain")], None, ID),
    "200 a task with an error": Case([http({**TASK, "error": "odd"})], None, ID),
    "201": Case([http(TASK, 201)], None, ID),
    "202": Case([http(TASK, 202)], None, ID),
    "103, then a task": Case([b"HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n" + OK], None, ID),
    "200 failed, with the id": Case([http({**TASK, "status": "failed", "error": "no"})], UNKNOWN, ID),
}


@pytest.mark.parametrize("case", CASES.values(), ids=list(CASES))
def test_create_pays_once_and_keeps_the_id(case: Case, hostile: Any, call: Any) -> None:
    """The server sees one POST unless it was busy; the error has the right type and the id, and comes quickly."""
    hostile.script["POST"] = list(case.replies)
    started, busy = time.monotonic(), time.process_time()
    options = {"limits": IMPATIENT} if case.silent else {}
    result = outcome(call, "create", "A kite", model=PRO, options=options)
    seconds, busy = time.monotonic() - started, time.process_time() - busy
    if case.error is None:
        assert isinstance(result, TaskState), result
        assert result.id == case.task_id
    else:
        assert type(result) is case.error, repr(result)
        assert result.task_id == case.task_id
    assert hostile.count("POST") == case.posts
    assert busy < 8
    assert seconds < 8 + 30 * busy  # a busy machine gives it a share of its time
    print(f"{case.posts} POST, {type(result).__name__}, id {case.task_id}, {seconds:.2f} s")  # the table: pytest -rP

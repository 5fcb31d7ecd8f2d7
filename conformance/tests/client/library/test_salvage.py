"""Ids from damaged answers, and what could be an id: nothing that is paid for gets lost, and the time is linear."""

import gc
import json
import time
from collections.abc import Callable
from typing import Any, Final

import pytest
from seedance_client._sdk.create.explained.fields import unexplained_field
from seedance_client._sdk.create.explained.said import Said
from seedance_client._sdk.create.id_search import find_task_id, task_id_in_headers
from seedance_client._sdk.create.outcome import facts
from seedance_client._sdk.transport.effects import Answer

UUID: Final = "video_0f5d2c1e-6b7a-4d3c-9a10-2f4b8c6d7e90"
LONG: Final = "Q0dU" + "YWJjZGVmZ2hp" * 30 + "/x+=="
HALF: Final = '{"code": 200, "data": {"taskId": "t-9", "model": "seed'
WITHIN: Final = json.dumps({"body": json.dumps({"data": json.dumps({"task_id": "t-9"})})})

DAMAGED: Final[dict[str, tuple[str | bytes, str | None]]] = {
    "cut after the id": ('{"id": "t-9", "sta', "t-9"),
    "cut within the id": ('{"id": "t-9', None),
    "cut within a number": ('{"id": 908', None),
    "cut after a number": ('{"id": 908, "sta', "908"),
    "cut, wrapped": (HALF, "t-9"),
    "cut, the id as data": ('{"code":"success","message":"","data":"task_7kQ2mZ","x', "task_7kQ2mZ"),
    "cut, a sentence as data": ('{"code":"success","data":"it was taken","x', None),
    "cut within a documented id": ('{"task": "video_0f5d2c1e-6b7a', None),
    "cut after a documented id": (f'{{"task": "{UUID}", "sta', UUID),
    "a documented id of another form": ("see video_2026_11_28_abcdef for more", "video_2026_11_28_abcdef"),
    "a long one": (f'{{"id": "{LONG}", "sta', LONG),
    "a long one of the documented kind": ("see video_" + "a1" * 400 + " for more", "video_" + "a1" * 400),
    "base64 with = and /": ('{"id": "ab/cd+ef==", ', "ab/cd+ef=="),
    "with ; and ,": ('{"task_id": "t;7,k", ', "t;7,k"),
    "other letters": ('{"task_id": "задача-7", ', "задача-7"),
    "other letters, escaped": (r'{"task_id": "\u0437\u0430-7", ', "за-7"),
    "a row number beside it": ('{"code":"success","data":{"id":6,"task_id":"t-9","x', "t-9"),
    "within HTML": ('<pre>{"data": {"task_id": "t-9"}}</pre>', "t-9"),
    "within HTML, escaped": ("<pre>{&quot;task_id&quot;: &quot;t;9,k&quot;}</pre>", "t;9,k"),
    "within HTML, by number": ("<pre>{&#34;task_id&#34;: &#34;t-9&#34;}</pre>", "t-9"),
    "within HTML, escaped twice": ("<pre>{&amp;quot;task_id&amp;quot;: &amp;quot;t-9&amp;quot;}</pre>", "t-9"),
    "within HTML, a number": ("<pre>{&quot;task_id&quot;: 90817263}</pre>", "90817263"),
    "within JSON": (json.dumps({"body": '{"task_id": "t-9"}'}), "t-9"),
    "within JSON within JSON": (WITHIN, "t-9"),
    "within JSON, cut": (WITHIN[:-3], "t-9"),
    "within a message": (json.dumps({"error": 'upstream said {"task_id":"t-9"} and hung up'}), "t-9"),
    "as Python writes it": ("{'task_id': 't-9', 'status': 'queued'}", "t-9"),
    "twice": ('{"id": "t-9"}\n{"id": "t-9"}', "t-9"),
    "an event": ('event: task\ndata: {"id": "t-9", "status": "queued"}\n\n', "t-9"),
    "UTF-16": ('{"id": "t-9", "model": "x'.encode("utf-16"), "t-9"),
    "not UTF-8 elsewhere": (b'{"msg": "\xd5\xfd\xb3\xa3", "id": "t-9"}', "t-9"),
    "not UTF-8 within": (b'{"id": "t-\xd5\xfd"}', None),
    "too deep": ('{"id": "t-9", "x": ' + "[" * 100_000, "t-9"),
    "alone": ("task_7kQ2mZ\n", "task_7kQ2mZ"),
    "alone, as JSON": ('"task_7kQ2mZ"', "task_7kQ2mZ"),
    "alone, as a JSON number": ("90817263", "90817263"),
    "alone in a list": ('["task_7kQ2mZ"]', "task_7kQ2mZ"),
    "alone in a list, a number": ("[90817263]", "90817263"),
    "alone in a list in a list": ('[["task_7kQ2mZ"]]', "task_7kQ2mZ"),
    "beside words in a list": ('[0, "success", "task_7kQ2mZ"]', "task_7kQ2mZ"),
    "a list of words": ('["the model is busy", "failed"]', None),
    "a small number in a list": ("[7]", None),
    "a list of ids": ('{"task_ids": ["task_7kQ2mZ", "task_8"]}', "task_7kQ2mZ"),
    "a list of tasks": ('{"tasks": ["task_7kQ2mZ"]}', "task_7kQ2mZ"),
    "a text as the task": ('{"ok": true, "task": "task_7kQ2mZ"}', "task_7kQ2mZ"),
    "a text of another thing": ('{"ok": true, "model": "seedance_2_0"}', None),
    "XML": ("<r><task_id>task_7kQ2mZ</task_id></r>", "task_7kQ2mZ"),
    "XML, id": ("<?xml version='1.0'?>\n<video>\n <id>\n  task_7kQ2mZ\n </id>\n</video>", "task_7kQ2mZ"),
    "XML, a number": ("<TaskId>90817263</TaskId>", "90817263"),
    "XML with a name space": ("<ns:taskId xml:lang='en'>t-9</ns:taskId>", "t-9"),
    "XML with CDATA": ("<data><![CDATA[task_7kQ2mZ]]></data>", "task_7kQ2mZ"),
    "XML, an attribute": ('<task taskId="t-9" status="queued"/>', "t-9"),
    "XML in a page": ("<pre>&lt;task_id&gt;t-9&lt;/task_id&gt;</pre>", "t-9"),
    "XML in JSON": (json.dumps({"body": "<r><task_id>t-9</task_id></r>"}), "t-9"),
    "XML, cut within the id": ("<r><task_id>task_7kQ2", None),
    "XML, a row's number beside it": ("<r><id>6</id><task_id>t-9</task_id></r>", "t-9"),
    "XML, a log's id": ("<r><request_id>r-9</request_id></r>", None),
    "XML, an error": ("<Error><Code>Busy</Code><Id></Id><data>none</data></Error>", None),
    "an attribute of a page": ('<div data-task-id="t;9,k"></div>', "t;9,k"),
    "a field of a page's form": ('<input type="hidden" name="task_id" value="t;9,k">', "t;9,k"),
    "a field of a page's head": ('<meta content="задача-7" name="task-id">', "задача-7"),
    "a label in a page": ("<p>Task ID: <b>t-9</b></p>", "t-9"),
    "a script": ("<script>var taskId = 't;9,k'; run()</script>", "t;9,k"),
    "a comment of a style sheet": ('<style>/* {"taskId": "t-9"} */</style>', "t-9"),
    "an element's own id": ('<job id="t;9,k" state="queued"/>', "t;9,k"),
    "an element's name without an id": ('<input name="task_id" value="">', None),
    "the path of a query": ('<a href="/kyyReactApiServer/v1/result/t;9,k">here</a>', "t;9,k"),
    "the path of a query, cut": ('see "/v1/result/t-9', None),
    "the path of any query": ("ask GET /v1/result/{id}", None),
    "a form": ("status=queued&task_id=task_7kQ2mZ&x=1", "task_7kQ2mZ"),
    "a line": ("status: queued\ntask_id: task_7kQ2mZ\n", "task_7kQ2mZ"),
    "a sentence": ("Your task id is task_7kQ2mZ.", "task_7kQ2mZ"),
    "a sentence with a word that is one": ("Created cgt-2026-ab, wait for it", "cgt-2026-ab"),
    "a sentence with a word that is cut": ("Created task_7kQ2", None),
    "a sentence with a word of another kind": ("task_type must be video_reference", None),
    "a sentence, cut": ("accepted, task id: task_7kQ", None),
    "a sentence without an id": ("task_id: field required", None),
    "an address alone": ("https://gw.example.com/q/77", None),
    "a word": ("accepted", None),
    "words": ("task 7 was accepted", None),
    "markup": ('<div id="main7">', None),
    "request id of a log": ('{"message": "no", "request_id": "r-9"}', None),
    "nothing": ("", None),
}


@pytest.mark.parametrize("name", DAMAGED)
def test_ids_from_damaged_answers(name: str) -> None:
    """The id is found wherever it is whole, and no part of one is taken for it."""
    content, task_id = DAMAGED[name]
    raw = content if isinstance(content, bytes) else content.encode()
    assert find_task_id(raw) == task_id
    assert facts(Answer(400, {}, raw)).unexplained or task_id is None


@pytest.mark.parametrize(
    ("headers", "task_id"),
    [
        ({"Location": "https://api.example.com/kyyReactApiServer/v1/result/t-9"}, "t-9"),
        ({"Content-Location": "/v1/result/a%2Fb7?x=1"}, "a/b7"),
        ({"Location": "https://api.example.com/login?next=7"}, None),
        ({"Location": "/v1/result/t-9", "X-Task-Id": "t-10"}, "t-10"),
    ],
)
def test_ids_in_headers(headers: dict[str, str], task_id: str | None) -> None:
    """A header for the task's id has it, or an address with the documented path of a query; no other address."""
    assert task_id_in_headers(headers) == task_id


HINTS: Final[dict[str, tuple[Any, bool]]] = {
    "id": ({"id": "x"}, True),
    "a number": ({"id": 7}, True),
    "any name in id": ({"a": [{"renderID": "x"}]}, True),
    "several ids": ({"task_ids": ["x"]}, True),
    "within an error": ({"error": {"task_id": "x"}}, True),
    "data": ({"data": "x"}, True),
    "a number as data": ({"data": 0}, True),
    "anything under data": ({"data": {"orderNo": "x"}}, True),
    "a list under result": ({"result": ["x"]}, True),
    "a state": ({"status": "queued"}, True),
    "a state under data": ({"data": {"status": 3}}, True),
    "an address to ask at": ({"statusUrl": "https://x.example/1"}, True),
    "a documented id in words": ({"msg": f"as {UUID} is"}, True),
    "a text of JSON": ({"msg": '{"task_id": 5}'}, True),
    "a whole text": ("task_7kQ2mZ", True),
    "nulls": ({"id": None, "data": None, "status": None, "taskId": "", "result": {}}, False),
    "truths": ({"id": False, "data": False, "refunded": True, "status": False}, False),
    "words about the refusal": ({"details": {"message": "no", "code": 7, "param": "x"}, "data": {}}, False),
    "a code repeated": ({"code": 1001, "data": 1001}, True),
    "a code repeated within": ({"code": 1001, "data": {"code": 1001}}, True),
    "a text repeated": ({"message": "no", "data": "no"}, True),
    "a text repeated within": ({"message": "no", "data": {"message": "no"}}, True),
    "a message under result": ({"code": 1001, "result": {"msg": "no"}}, True),
    "an HTTP status": ({"status": 400, "error": "Bad Request"}, False),
    "an HTTP status as text": ({"status": "400"}, False),
    "another HTTP status": ({"status": "503"}, True),
    "a state in an error": ({"error": {"status": "queued"}}, True),
    "an error's status": ({"error": {"status": "INVALID_ARGUMENT", "code": 400}}, False),
    "a message": ({"code": 7, "message": "no prompt was given", "type": "x"}, False),
    "words": ("no such model", False),
}


@pytest.mark.parametrize("name", HINTS)
def test_what_could_be_an_id(name: str) -> None:
    """Whatever could be a task's id or state is seen; nulls, truths and the words of a refusal aren't."""
    document, seen = HINTS[name]
    assert bool(unexplained_field(json.dumps(document).encode(), 400, Said())) is seen


def test_a_name_that_occurs_twice() -> None:
    """An id that a later null of the same name hides is seen, and salvaged."""
    content = b'{"taskId": "t-9", "taskId": null, "error": "no"}'
    assert (unexplained_field(content, 400, Said()), find_task_id(content)) == ("taskId: t-9", "t-9")


HOSTILE: Final[dict[str, Callable[[int], bytes]]] = {
    "quotes": lambda size: b'"' * size,
    "open fields": lambda size: b'"id":"' * (size // 6),
    "open fields of both quotes": lambda size: b"'id':\"'id':'\"id\":" * (size // 17),
    "escaped fields": lambda size: rb"\"id\":\"" * (size // 8),
    "long texts without an end": lambda size: (b'"id":"' + b"a" * 5000 + b"\n") * (size // 5007),
    "backslashes": lambda size: b"\\" * size + b'"',
    "entities": lambda size: b"&amp;amp;quot;id&amp;amp;quot;:" * (size // 31),
    "beginnings of ids": lambda size: b"video_aaaaaaa-" * (size // 14),
    "one run of beginnings": lambda size: b"video_" * (size // 6),
    "spaces": lambda size: (b'"id"' + b" " * 200) * (size // 204),
    "digits": lambda size: b'"id":' + b"1" * size,
    "objects": lambda size: b"[" + b",".join([b'{"a":"b"}'] * (size // 10)) + b"]",
    "elements": lambda size: b"<id>" * (size // 4),
    "elements of spaces": lambda size: (b"<id>" + b" " * 500) * (size // 504),
    "elements of long words": lambda size: (b"<id>" + b"a" * 5000) * (size // 5004),
    "one element of spaces": lambda size: b"<id " + b" " * size,
    "fields of a form": lambda size: b"task_id=" * (size // 8),
    "quoted fields": lambda size: b"task_id=\"task_id='" * (size // 18),
    "fields of long words": lambda size: (b"task_id='" + b"a" * 5000) * (size // 5009),
    "fields of spaces": lambda size: (b"task_id" + b" " * 500) * (size // 507),
    "a long list": lambda size: b"[" + b"[]," * (size // 3) + b"[]]",
    "nested": lambda size: b'{"data":' * (size // 8),
    "texts of JSON": lambda size: b"[" + b",".join([rb'"{\"a\": \"x\"}"'] * (size // 16)) + b"]",
    "JSON in JSON": lambda size: json.dumps(
        {"data": json.dumps({"data": json.dumps({"data": '"' * (size // 16)})})}
    ).encode(),
}


def seconds(content: bytes) -> float:
    """The processor time of this thread that both readings take, without the garbage of earlier tests."""
    gc.disable()
    try:
        started = time.thread_time()
        unexplained_field(content, 400, Said())
        find_task_id(content)
        return time.thread_time() - started
    finally:
        gc.enable()


@pytest.mark.parametrize("name", HOSTILE)
def test_megabytes_take_linear_time(name: str) -> None:
    """Eight times the text takes about eight times the processor time, where a square would take 64 times."""
    make = HOSTILE[name]
    small, large = (min(seconds(make(length)) for _ in range(2)) for length in (20_000, 160_000))
    assert large < 24 * small + 0.1

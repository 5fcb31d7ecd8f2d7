"""A gateway in front of a correct server that answers accepted creates in another shape."""

import http.client
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from tests.answer_shapes import Shape
from tests.serving import AnyMethod, serving

_CREATE, _RESULT = "/v1/kyyvideo2/videos", "/v1/result/"
_DROPPED = {"transfer-encoding", "content-length", "connection", "host", "date", "server"}


def reshaped(value: Any, old: str, new: str) -> Any:
    """A JSON value with one id replaced by another, also inside texts and as a number."""
    if isinstance(value, dict):
        return {name: reshaped(inner, old, new) for name, inner in value.items()}
    if isinstance(value, list):
        return [reshaped(inner, old, new) for inner in value]
    if isinstance(value, str):
        return value.replace(old, new)
    return int(new) if old.isdecimal() and value == int(old) else value


@contextmanager
def gateway(behind: str, shape: Shape) -> Iterator[str]:
    """The base URL of a running gateway.

    Args:
        behind: base URL of the sound server.
        shape: of its create answers; each task has another id in it.
    """
    server_behind = urlsplit(behind)
    ids: dict[str, str] = {}  # what the gateway calls a task -> what the server calls it
    lock = threading.Lock()

    def shown(body: bytes) -> bytes:
        """The answer to an accepted create."""
        if shape.task_id is None:
            return json.dumps(shape.body).encode()
        with lock:
            new = f"{shape.task_id}{len(ids) + 1}" if shape.task_id.isdecimal() else f"{len(ids) + 1}-{shape.task_id}"
            ids[new] = json.loads(body)["id"]
        return json.dumps(reshaped(shape.body, shape.task_id, new)).encode()

    class Gateway(AnyMethod):
        def answer(self) -> None:
            self.close_connection = True
            path, _, name = self.path.rpartition("/")
            asked = unquote(name)
            known = self.command == "GET" and path.endswith(_RESULT.rstrip("/")) and asked in ids
            target = f"{path}/{quote(ids[asked], safe='')}" if known else self.path
            connection = http.client.HTTPConnection(server_behind.hostname or "", server_behind.port or 0)
            kept = {name: value for name, value in self.headers.items() if name.lower() not in _DROPPED}
            connection.request(self.command, target, body=self.content or None, headers=kept)
            answer = connection.getresponse()
            body = answer.read()
            if self.command == "POST" and self.path.endswith(_CREATE) and answer.status < 300:
                body = shown(body)
            elif known:
                body = body.replace(ids[asked].encode(), asked.encode())
            headers = {name: value for name, value in answer.getheaders() if name.lower() not in _DROPPED}
            self.say(answer.status, body, {**headers, "Connection": "close"})
            connection.close()

    with serving(Gateway) as url:
        yield f"{url}{server_behind.path}"

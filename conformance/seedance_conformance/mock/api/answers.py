"""The bodies of successful answers, with the fields of the documents and their examples."""

import itertools
import re
from collections.abc import Mapping
from urllib.parse import quote

from seedance_conformance.mock.api.calls import Answer
from seedance_conformance.mock.media.result_format import result_seconds, tokens
from seedance_conformance.mock.settings import PREFIX
from seedance_conformance.mock.state.assets import Asset
from seedance_conformance.mock.state.tasks import COMPLETED, FAILED, Task

RESULTS = "/results/"
_FAST = {"seedance_2_0": "seedance_2_0_fast", "seedance_2_0_pro": "seedance_2_0_fast_pro"}
_HOST = re.compile(rb"[A-Za-z0-9.\-]{1,253}(:\d{1,5})?|\[[0-9A-Fa-f:.]+\](:\d{1,5})?")


class Renderer:
    """Writes the answer of each operation, as choices say where the documents leave it open.

    `host` is the host and port of result addresses if the caller sends no valid Host header.
    """

    def __init__(self, choices: Mapping[str, str], host: str) -> None:
        self._host = host
        self._created_status = int(choices["success-status"])
        self._extra = choices["extra-fields"] == "present"
        self._inapplicable = choices["inapplicable-fields"]
        self._extra_frame = choices["actual-duration"] == "frames"
        self._routed = choices["answered-model"] == "routed"
        self._texts = choices["answer-numbers"] == "texts"
        self._resign = choices["video-url"] == "re-signed"
        self._signatures = itertools.count(1)
        self._codes = choices["asset-code"]
        self._flat = choices["asset-detail"] == "flat"
        self._deleted = "success" if choices["delete-message"] == "success" else "删除成功"

    def created(self, task: Task, task_id: str) -> Answer:
        """The create answer (docs/contract.md#create-answer)."""
        document = {
            "id": task_id,
            "object": "video",
            "created": int(task.created),
            "model": self._model(task),
            "status": "queued",
            "error": None,
        }
        if self._inapplicable == "absent":
            del document["error"]
        if self._extra:
            document |= {"progress": 0, "task_id": task_id}
        return Answer(self._created_status, document)

    def queried(self, task: Task, task_id: str, now: float, host: bytes) -> Answer:
        """The query answer (docs/contract.md#query-answer); the status decides which fields have values."""
        status = task.status(now)
        document: dict[str, object] = {
            "id": task_id,
            "object": "video",
            "created": int(task.created),
            "model": self._model(task),
            "status": status,
            "video_url": None,
            "error": None,
        }
        if status == COMPLETED:
            document["video_url"] = self._address(task_id, host)
            numbers = {"actualDuration": self.seconds(task), "totalTokens": tokens(task.ratio, task.duration)}
            document |= {name: str(value) if self._texts else value for name, value in numbers.items()}
        elif status == FAILED:
            document["error"] = task.failure
        if self._inapplicable == "null":
            document = {"actualDuration": None, "totalTokens": None} | document
        elif self._inapplicable == "absent":
            document = {field: value for field, value in document.items() if value is not None}
        if self._extra:
            document["progress"] = 100 if status == COMPLETED else 0
        return Answer(200, document)

    def _model(self, task: Task) -> str:
        """The model of an answer; a gateway that routes to the fast models may name these (G-CREATE's example)."""
        return _FAST.get(task.model, task.model) if self._routed else task.model

    def seconds(self, task: Task) -> float:
        """The length of the result's file in seconds."""
        return result_seconds(task.duration, extra_frame=self._extra_frame)

    def _address(self, task_id: str, host: bytes) -> str:
        address = f"{self.base_url(host)}{RESULTS}{quote(task_id, safe='')}.mp4"
        return f"{address}?signature={next(self._signatures)}" if self._resign else address

    def base_url(self, host: bytes) -> str:
        """The base URL with the host that the caller used, so that it also works through a forwarded port."""
        name = host.decode("ascii") if _HOST.fullmatch(host) else self._host
        return f"http://{name}{PREFIX}"

    def uploaded(self, asset: Asset) -> Answer:
        """The upload answer."""
        return Answer(200, {"code": self._code(0), "msg": None, "data": {"assetId": asset.id}})

    def detailed(self, asset: Asset, now: float) -> Answer:
        """The detail answer."""
        detail = asset.detail(now)
        if self._extra:
            detail["projectName"] = "default"
        return Answer(200, detail if self._flat else {"code": self._code(0), "msg": None, "data": detail})

    def deleted(self) -> Answer:
        """The delete answer."""
        return Answer(200, {"code": self._code("0"), "msg": self._deleted, "data": None})

    def _code(self, documented: int | str) -> int | str:
        if self._codes == "documented":
            return documented
        return int(documented) if self._codes == "number" else str(documented)

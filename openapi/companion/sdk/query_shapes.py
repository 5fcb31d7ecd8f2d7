"""Find the task in the answer to a query, in every shape that has been seen (docs/contract.md#gateway-shapes).

The tables say where each fact may stand; the first place that has one wins. Paths are written as `content.video_url`.
The documented place is the first of each table, and the only one that is read without a warning.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Any
from urllib.parse import urljoin, urlsplit

from attrs import frozen

from .service_errors import MESSAGES, REASONS, error_code, find_reason, refusal
from .status_words import DOCUMENTED, Meaning, meaning_of, normal
from .tasks import Task
from .tolerance import tolerate
from .values import at, number, text

__all__ = ["Foreign", "find_task", "says_no"]

WRAPPERS = ("data", "result", "output", "task", "response", "resultJson", "result_json", "items", "tasks")
"""What a gateway's record has the task under, or the seller's own answer; also one below the other."""

STATUSES = ("status", "task_status", "taskStatus", "state", "task_state")

IDS = ("id", "task_id", "taskId")
"""A task's own id. A number is a row's in a gateway's table, unless the id that was asked for is a number, too."""
HINTS = ("video_id", "videoId", "request_id", "requestId", "generation_id", "job_id", "projectId")
"""May be the task's id, and may be another thing's."""

ADDRESSES = (
    "video_url",
    "result_url",
    "videoUrl",
    "resultUrl",
    "video_url.url",
    "content.video_url",
    "content.result_url",
    "content.output_url",
    "content.url",
    "content.0.video_url.url",
    "video.url",
    "assets.video",
    "videos.0.url",
    "videos.0.url.0",
    "videos.0.video_url",
    "videos.0",
    "video_urls.0",
    "task_result.videos.0.url",
    "video_result.0.url",
    "creations.0.url",
    "resultUrls.0",
    "result_urls.0",
    "unsigned_urls.0",
    "output_url",
    "download_url",
    "output.0",
    "output",
    "result",
)
"""Where the address of the video stands, under a name that says so."""
VAGUE = ("url", "metadata.url", "video", "urls.0", "results.0", "results.0.url", "data", "data.0", "data.0.url")
"""Where any address may stand: it is the video's only beside a word that says completed."""
MISUSED = ("fail_reason", "remixed_from_video_id")
"""Fields of another meaning in which older gateways give the address: beside such a word, too, and only a whole one."""

CREATED = ("created", "created_at", "createdAt", "submit_time", "createTime")
DURATIONS = ("actualDuration", "duration", "seconds")
TOKENS = ("totalTokens", "usage.total_tokens", "usage.completion_tokens")

ENVELOPE_WORDS = ("error", "fail")
"""What an answer's own status says of a request that failed, where nothing in it is a task's."""
MOST_LAYERS = 40
MILLISECONDS = 1e11
"""A time above this many seconds is one in milliseconds."""
VIDEO_SUFFIXES = (".mp4", ".mov", ".m4v")


class Foreign(Exception):
    """The answer is about another task; the argument is its id."""


@frozen
class Layer:
    """An object within an answer, and the path to it."""

    path: str
    fields: Mapping[str, Any]

    def place(self, path: str) -> str:
        """The path to one of its fields, from the whole answer."""
        return f"{self.path}.{path}" if self.path else path

    def is_within(self, other: Layer) -> bool:
        """Whether another object is around this one."""
        return other is not self and f"{self.path}.".startswith(f"{other.path}." if other.path else "")

    @property
    def status(self) -> str | None:
        """The status word, or None; a number, as of HTTP, is no word."""
        words = (text(self.fields.get(name)) for name in STATUSES)
        return next((word for word in words if word and not word.isdigit()), None)

    def ids(self, names: Sequence[str]) -> list[str]:
        """The ids under these names."""
        return [found for found in (text(self.fields.get(name)) for name in names) if found]


def _layers(value: object, path: str = "", depth: int = 5) -> Iterator[Layer]:
    """The objects of an answer that may tell of the task, the outermost first."""
    if isinstance(value, str) and value.lstrip()[:1] == "{":
        try:
            value = json.loads(value)
        except (ValueError, RecursionError):
            return
    if isinstance(value, Sequence) and not isinstance(value, str):
        for place, entry in enumerate(value[:MOST_LAYERS]):
            if isinstance(entry, Mapping):
                yield from _layers(entry, f"{path}.{place}".lstrip("."), depth)
    elif isinstance(value, Mapping) and depth:
        yield Layer(path, value)
        for name in WRAPPERS:
            if name in value:
                yield from _layers(value[name], f"{path}.{name}".lstrip("."), depth - 1)


def _choose(layers: Sequence[Layer], task_id: str, base_url: str) -> Layer | None:
    """The layer that tells of the task: one with its id, else with any id, else any that has a status.

    Of several, the best rank, then the outermost. A word of success without an address may speak of the request alone.
    """
    speaking = [layer for layer in layers if layer.status]
    own = [layer for layer in speaking if task_id in layer.ids((*IDS, *HINTS))]
    named = [layer for layer in speaking if layer.ids(IDS)]

    def rank(layer: Layer) -> int:
        meaning = meaning_of(str(layer.status))
        if meaning == "completed":
            return 0 if _address([layer], meaning, base_url)[1] else 2
        return 3 if meaning == "unknown" else 1

    return min(own or named or speaking, key=rank, default=None)


def _check_identity(chosen: Layer, layers: Sequence[Layer], task_id: str) -> None:
    """Make sure that a layer is about the task, by the ids in it and in what is around it.

    Raises:
        Foreign: it isn't. A row's number proves nothing.
    """
    around = [chosen, *(layer for layer in layers if chosen.is_within(layer))]
    if any(task_id in layer.ids((*IDS, *HINTS)) for layer in around):
        if task_id != text(chosen.fields.get("id")):
            tolerate("the task's id isn't in 'id'")
        return
    told = [found for layer in around for found in layer.ids(IDS)]
    comparable = [found for found in told if task_id.isdigit() or not found.isdigit()]
    if comparable:
        raise Foreign(comparable[0])
    tolerate("the only id is a number, as of a gateway's row" if told else "the answer has no id")


def find_task(document: object, task_id: str, base_url: str) -> Task | None:
    """The task in an answer, or None if it tells of none.

    Args:
        document: the JSON of the answer.
        task_id: the task that was asked for.
        base_url: what a relative address is relative to.

    Raises:
        Foreign: it is about another task.
    """
    layers = list(islice(_layers(document), MOST_LAYERS))
    chosen = _choose(layers, task_id, base_url)
    if chosen is None:
        owners = [layer for layer in layers if task_id in layer.ids((*IDS, *HINTS))]
        if not owners or not _address(layers, "unknown", base_url)[1]:
            return None
        chosen = owners[0]
    elif not chosen.path and says_no(chosen.fields):
        return None
    _check_identity(chosen, layers, task_id)
    if chosen.path:
        tolerate(f"the task stands under '{chosen.path}'")
    return _read([chosen, *(layer for layer in layers if layer is not chosen)], task_id, base_url)


def says_no(document: object) -> bool:
    """Whether an answer refuses the question: to call the task failed then would invite the user to pay again."""
    if not isinstance(document, Mapping):
        return False
    root = Layer("", document)
    if root.status is None:
        return refusal(document) or bool(document.get("errors"))
    return root.status.lower() in ENVELOPE_WORDS and not root.ids(IDS)


def _read(layers: Sequence[Layer], task_id: str, base_url: str) -> Task:
    """The task of a chosen layer, which is the first, completed from the others."""
    fields, status = layers[0].fields, layers[0].status or "unknown"
    meaning = meaning_of(status)
    place, url = _address(layers, meaning, base_url)
    _tell_of_status(fields, status, url)
    if url is not None and place != layers[0].place("video_url"):
        tolerate(f"the address of the video stands in '{place}'")
    reason = _reason(layers, meaning)
    created, tokens = _number(layers, CREATED), _number(layers, TOKENS)
    return Task(
        id=task_id,
        status=status.lower(),
        model=next(filter(None, (text(layer.fields.get("model")) for layer in layers)), None),
        created=None if created is None else int(created / 1000 if created > MILLISECONDS else created),
        video_url=url,
        duration=_number(layers, DURATIONS),
        tokens=None if tokens is None else int(tokens),
        error=reason,
        raw=dict(fields),
        error_code=_code(layers) if meaning == "failed" or reason else None,
    )


def _tell_of_status(fields: Mapping[str, Any], status: str, url: str | None) -> None:
    """Warn of a status that isn't documented, or not in its place."""
    if text(fields.get("status")) != status:
        tolerate("the status isn't in 'status', or there is none")
    meaning = meaning_of(status)
    if meaning != "unknown" and status not in DOCUMENTED:
        word = normal(status)
        tolerate(f"the status '{word}', which means {meaning}" if word not in DOCUMENTED else "the status in capitals")
    elif meaning == "unknown" and url is not None:
        tolerate("an unknown status beside the address of the video, which means completed")


def _address(layers: Sequence[Layer], meaning: Meaning, base_url: str) -> tuple[str | None, str | None]:
    """The address of the video and its place, both None without one; before the end there is none."""
    if meaning in ("pending", "failed"):
        return None, None
    places = (*ADDRESSES, *VAGUE, *MISUSED) if meaning == "completed" else ADDRESSES
    for layer in layers:
        for place in places:
            url = _whole(text(at(layer.fields, place)), "" if place in MISUSED else base_url)
            if url is not None:
                return layer.place(place), url
    return None, None


def _whole(address: str | None, base_url: str) -> str | None:
    """An http(s) address, made whole if it is relative and clearly one; None for anything else.

    As in a web page, `/x.mp4` is on the API's host, without the prefix of its base URL; `x.mp4` is below the prefix.
    """
    if address is None or address.lower().startswith(("http://", "https://")):
        return address
    path = address.partition("?")[0].lower()
    if not base_url or " " in address or not (path.startswith(("/", "./")) or path.endswith(VIDEO_SUFFIXES)):
        return None
    try:
        found = urljoin(f"{base_url}/", address)
    except ValueError:
        return None
    if urlsplit(found).scheme not in ("http", "https"):
        return None
    tolerate("the address of the video is relative")
    return found


def _reason(layers: Sequence[Layer], meaning: Meaning) -> str | None:
    """Why a task failed, or what is said beside a status that is no end."""
    if meaning == "completed":
        fields = layers[0].fields
        return find_reason(fields, ["error"])[1] if refusal({"error": fields.get("error")}) else None
    places = REASONS if meaning == "pending" else (*REASONS, *MESSAGES)
    for group in (REASONS, MESSAGES):
        for layer in layers if meaning == "failed" else layers[:1]:
            place, said = find_reason(layer.fields, [name for name in group if name in places])
            if said is not None:
                if layer is not layers[0] or place != "error" or not isinstance(layer.fields["error"], str):
                    tolerate(f"the reason stands in '{layer.place(str(place))}', or isn't a text")
                return said
    return None


def _code(layers: Sequence[Layer]) -> str | None:
    """The code of a failed task's error."""
    found = [code for code in (error_code(layer.fields) for layer in layers) if code is not None]
    return next((code for code in found if not code.lstrip("-").isdigit()), found[0] if found else None)


def _number(layers: Sequence[Layer], places: Sequence[str]) -> float | None:
    """The first number in one of some places."""
    found = (number(at(layer.fields, place)) for layer in layers for place in places)
    return next((value for value in found if value is not None), None)

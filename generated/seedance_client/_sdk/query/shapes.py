# Copied from openapi/companion/_sdk/query/shapes.py by scripts/regenerate: edit it there.
# pyright: standard
"""Find the task in the answer to a query, in every shape that was observed (docs/contract.md#gateway-shapes).

The tables list the paths where each value may be, such as `content.video_url`; the first path with a value counts. The
documented path is the first in each table, and the only one that is read without a warning.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import islice
from typing import Any
from urllib.parse import urljoin, urlsplit

from ..answers.reading import warn_once
from ..answers.service_errors import MESSAGES, REASONS, error_code, find_reason, refusal
from ..answers.values import DOCUMENTED, Meaning, as_number, as_text, meaning_of, normalized, reason_in, value_at
from ..tasks import TaskState
from .layers import MOST_LAYERS, Layer, layers_of

IDS = ("id", "task_id", "taskId")
"""A task's id. A number is the row of a gateway's table, unless the queried id is a number, too."""
HINTS = ("video_id", "videoId", "request_id", "requestId", "generation_id", "job_id", "projectId")
"""Ids that may be the task's or something else's."""

_ADDRESSES = (
    "video_url result_url videoUrl resultUrl video_url.url video_url.0 result_url.0 content.video_url "
    "content.result_url content.output_url content.url content.0.video_url.url video.url assets.video videos.0.url "
    "videos.0.url.0 videos.0.video_url videos.0 video_urls.0 task_result.videos.0.url video_result.0.url "
    "creations.0.url resultUrls.0 result_urls.0 unsigned_urls.0 output_url download_url output.0 output result"
)
ADDRESSES = tuple(_ADDRESSES.split())
"""Paths that name the URL of the video."""
VAGUE = ("url", "metadata.url", "video", "urls.0", "results.0", "results.0.url", "data", "data.0", "data.0.url")
"""Paths that may have any URL: it is the video's only if the status means completed."""
MISUSED = ("fail_reason", "remixed_from_video_id")
"""Fields with another meaning in which older gateways put the URL: only with such a status, and a full URL."""

CREATED = ("created", "created_at", "createdAt", "submit_time", "createTime")
DURATIONS = ("actualDuration", "duration", "seconds")
TOKENS = ("totalTokens", "usage.total_tokens", "usage.completion_tokens")

RUNNING = ("queued", "processing")
ALWAYS = frozenset(("id", "object", "created", "model", "status"))
FIELDS = ALWAYS | {"video_url", "error", "actualDuration", "totalTokens"}
"""The fields of the documented answer; those that aren't always there are null until the task ends."""

ENVELOPE_WORDS = ("error", "fail")
"""Values of an answer's own status which mean that the query failed, if the answer doesn't contain a task."""
MILLISECONDS = 1e11
"""A larger number of seconds must be milliseconds."""
VIDEO_SUFFIXES = (".mp4", ".mov", ".m4v")


class WrongTask(Exception):
    """The answer is about a different task; the argument is its id."""


def _choose(layers: Sequence[Layer], task_id: str, base_url: str) -> Layer | None:
    """The layer that describes the task: one with its id, otherwise one with any id, otherwise one with a status.

    Of several, the best rank wins, then the outermost. "success" without a URL may be about the query.
    """
    if len(layers) == 1:
        return layers[0] if layers[0].status else None
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
    """Check that a layer is about the task, by the ids in it and in the layers around it.

    Raises:
        WrongTask: it is about a different task. A row number doesn't count.
    """
    if as_text(chosen.fields.get("id")) == task_id:
        return
    around = [chosen, *(layer for layer in layers if chosen.is_within(layer))]
    if any(task_id in layer.ids((*IDS, *HINTS)) for layer in around):
        warn_once("the task's id isn't in 'id'")
        return
    ids_around = [found for layer in around for found in layer.ids(IDS)]
    comparable = [found for found in ids_around if task_id.isdigit() or not found.isdigit()]
    if comparable:
        raise WrongTask(comparable[0])
    warn_once("the only id is a number, such as a gateway's row" if ids_around else "the answer doesn't have an id")


def find_task(document: object, task_id: str, base_url: str) -> TaskState | None:
    """The task in an answer, or None if there isn't one.

    Args:
        document: the JSON value of the answer.
        task_id: the queried task.
        base_url: the base of relative URLs.

    Raises:
        WrongTask: the answer is about a different task.
    """
    if (running := _documented(document, task_id)) is not None:
        return running
    layers = list(islice(layers_of(document), MOST_LAYERS))
    chosen = _choose(layers, task_id, base_url)
    if chosen is None:
        owners = [layer for layer in layers if task_id in layer.ids((*IDS, *HINTS))]
        if not owners or not _address(layers, "unknown", base_url)[1]:
            return None
        chosen = owners[0]
    elif not chosen.path and is_refusal(chosen.fields):
        return None
    _check_identity(chosen, layers, task_id)
    if chosen.path:
        warn_once(f"the task is in '{chosen.path}'")
    return _read([chosen, *(layer for layer in layers if layer is not chosen)], task_id, base_url)


def _documented(document: object, task_id: str) -> TaskState | None:
    """The task in the documented answer about a task that hasn't ended, which is nearly every answer; else None."""
    if type(document) is not dict or document.get("id") != task_id or document.get("status") not in RUNNING:
        return None
    model, created = document.get("model"), document.get("created")
    if any(document[name] is not None for name in document.keys() - ALWAYS) or not document.keys() <= FIELDS:
        return None
    if type(model) is not str or not model.isascii() or model.strip() != model or type(created) is not int:
        return None
    if not 0 < created <= MILLISECONDS or not model:
        return None
    return TaskState(id=task_id, status=document["status"], model=model, created=created, raw=document)


def is_refusal(document: object) -> bool:
    """Whether the answer refuses the query. Then the task must not be called failed: the user might pay again."""
    if not isinstance(document, Mapping):
        return False
    root = Layer("", document)
    if root.status is None:
        return refusal(document) or bool(document.get("errors"))
    return root.status.lower() in ENVELOPE_WORDS and not root.ids(IDS)


def _read(layers: Sequence[Layer], task_id: str, base_url: str) -> TaskState:
    """The task of the first layer; missing values come from the others."""
    fields, status = layers[0].fields, layers[0].status or "unknown"
    meaning = meaning_of(status)
    place, url = _address(layers, meaning, base_url)
    _check_status(fields, status, url)
    if url is not None and place != layers[0].place("video_url"):
        warn_once(f"the address of the video is in '{place}'")
    reason = _reason(layers, meaning) or (reason_in(status) if meaning == "failed" else None)
    created, tokens = _number(layers, CREATED), _number(layers, TOKENS)
    return TaskState(
        id=task_id,
        status=normalized(status) or status,
        model=next(filter(None, (as_text(layer.fields.get("model")) for layer in layers)), None),
        created=None if created is None else int(created / 1000 if created > MILLISECONDS else created),
        video_url=url,
        duration=_number(layers, DURATIONS),
        tokens=None if tokens is None else int(tokens),
        error=reason,
        raw=dict(fields),
        error_code=_code(layers) if meaning == "failed" or reason else None,
    )


def _check_status(fields: Mapping[str, Any], status: str, url: str | None) -> None:
    """Warn about a status that isn't documented, or isn't at the documented path."""
    if as_text(fields.get("status")) != status:
        warn_once("the field 'status' is missing or isn't used for the status")
    meaning = meaning_of(status)
    if meaning != "unknown" and status not in DOCUMENTED:
        word = normalized(status)
        warn_once(
            f"the status '{word}', which means {meaning}"
            if word not in DOCUMENTED
            else "the status in another spelling"
        )
    elif meaning == "unknown" and url is not None:
        warn_once("an unknown status together with the address of the video, which means completed")


def _address(layers: Sequence[Layer], meaning: Meaning, base_url: str) -> tuple[str | None, str | None]:
    """The path and the value of the video's URL, or None and None; a pending or failed task doesn't have one."""
    if meaning in ("pending", "failed"):
        return None, None
    places = (*ADDRESSES, *VAGUE, *MISUSED) if meaning == "completed" else ADDRESSES
    for layer in layers:
        for place in places:
            url = _absolute(as_text(value_at(layer.fields, place)), "" if place in MISUSED else base_url)
            if url is not None:
                return layer.place(place), url
    return None, None


def _absolute(address: str | None, base_url: str) -> str | None:
    """An absolute http(s) URL; a relative one is resolved if it is clearly a path. None for anything else.

    As in a web page, `/x.mp4` is relative to the API's host; `x.mp4` is relative to the base URL with its prefix.
    """
    if address is None or address.lower().startswith(("http://", "https://")):
        return address if address and _has_a_host(address) else None
    path = address.partition("?")[0].lower()
    if not base_url or " " in address or not (path.startswith(("/", "./")) or path.endswith(VIDEO_SUFFIXES)):
        return None
    try:
        found = urljoin(f"{base_url}/", address)
    except ValueError:
        return None
    if urlsplit(found).scheme not in ("http", "https"):
        return None
    warn_once("the address of the video is relative")
    return found


def _has_a_host(url: str) -> bool:
    try:
        return bool(urlsplit(url).hostname)
    except ValueError:
        return False


def _reason(layers: Sequence[Layer], meaning: Meaning) -> str | None:
    """Why a task failed, or the message of a task that hasn't ended."""
    if meaning == "completed":
        fields = layers[0].fields
        return find_reason(fields, ["error"])[1] if refusal({"error": fields.get("error")}) else None
    for group in (REASONS,) if meaning == "pending" else (REASONS, MESSAGES):
        for layer in layers if meaning == "failed" else layers[:1]:
            place, said = find_reason(layer.fields, group)
            if said is not None:
                if layer is not layers[0] or place != "error" or not isinstance(layer.fields["error"], str):
                    warn_once(f"the reason isn't a string in 'error' (found in '{layer.place(str(place))}')")
                return said
    return None


def _code(layers: Sequence[Layer]) -> str | None:
    """The error code of a failed task: the first word, or a longer form of it in another layer."""
    found = [code for code in (error_code(layer.fields) for layer in layers) if code is not None]
    first = next((code for code in found if not code.lstrip("-").isdigit()), found[0] if found else None)
    return next((code for code in found if code.startswith(f"{first}.")), first)


def _number(layers: Sequence[Layer], places: Sequence[str]) -> float | None:
    """The first number at one of the paths."""
    for layer in layers:
        for place in places:
            if (found := as_number(value_at(layer.fields, place))) is not None:
                return found
    return None

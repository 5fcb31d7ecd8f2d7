# Copied from openapi/companion/_sdk/answers/values.py by scripts/regenerate: edit it there.
# pyright: standard
"""Read values of JSON answers, whatever their type, and the meaning of status words."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Literal


def as_text(value: object) -> str | None:
    """A non-empty string, or a number as a string; otherwise None."""
    if isinstance(value, str):
        if not value.isascii():  # a lone surrogate can't be printed or sent
            value = value.encode("utf-8", "backslashreplace").decode()
        return value.strip() or None
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    return None


def as_number(value: object) -> float | None:
    """A finite number, or a string that is one; otherwise None."""
    if value is None or isinstance(value, bool) or not isinstance(value, (int, float, str)):
        return None
    try:
        found = float(value)
    except (ValueError, OverflowError):
        return None
    return found if abs(found) < 1e300 else None


def value_at(value: object, path: str) -> object:
    """The value at a path such as `content.video_url` or `videos.0.url`; None if there isn't one."""
    if type(value) is dict and "." not in path:  # nearly always, and much faster than the check for a Mapping
        return value.get(path)
    for step in path.split("."):
        if isinstance(value, Mapping):
            value = value.get(step)
        elif isinstance(value, Sequence) and not isinstance(value, str) and step.isdigit() and len(value) > int(step):
            value = value[int(step)]
        else:
            return None
    return value


Meaning = Literal["completed", "failed", "pending", "unknown"]

DOCUMENTED = ("queued", "processing", "completed", "failed")
"""The words of the service's own pages (rule QR-STATUS-ENUM)."""

WORDS: dict[Meaning, str] = {
    "completed": "completed complete succeeded succeed success successful done finished "
    "成功 已成功 完成 已完成 生成成功",
    "failed": "failed fail failure error errored cancelled canceled expired timeout timed_out rejected aborted "
    "失败 已失败 生成失败 已取消 已超时",
    "pending": "queued queueing queuing pending submitted created not_start not_started in_queue waiting preparing "
    "starting started running in_progress processing generating 等待中 排队中 处理中 生成中 进行中",
}

_MEANINGS: dict[str, Meaning] = {word: meaning for meaning, words in WORDS.items() for word in words.split()}
_PREFIXES = frozenset(
    ("task", "job", "video", "generation", "prediction", "operation", "workflow", "run", "async", "state", "status")
)
"""Words that services put before the status, as in `TASK_STATUS_FAILED` and `JobState.Succeeded`."""
_NO_ENDS = frozenset(
    ("not", "no", "non", "without", "partial", "partially", "over", "attempt", "attempts", "warning", "recoverable")
) | frozenset(("callback", "webhook", "hook", "notify", "notification", "retry", "retrying", "retried", "retryable"))
"""Words beside a failure that isn't the end of the task: `callback_failed`, `error_retrying`."""
_FAILED_ZH = re.compile(
    r"(?!.*(?:部分|回[调調]|通知|重[试試]|未|不|没|沒))[\u3400-\u9fff]{1,12}(?:失败|失敗|已取消|已超时)"
)
_REASON = re.compile(r"\s*[:(\uff1a\uff08]\s*|\s-\s")
_CAPITAL = re.compile(r"(?<=[a-z\d])(?=[A-Z])")
_PART = re.compile(r"[^\W_]+")


def reason_in(status: str) -> str | None:
    """What a status like `failed: nsfw` says after its word; None if there is nothing, or the word isn't known."""
    word, *rest = _REASON.split(status.strip(), maxsplit=1)
    return rest[0].strip(" )\uff09") or None if rest and meaning_of(word) != "unknown" else None


@lru_cache(maxsize=256)  # each task is queried many times
def normalized(status: str) -> str:
    """A status word in the spelling of the table: `TASK_STATUS_FAILED` and `failed: nsfw` are `failed`.

    Words that aren't in the table keep what is before them.
    """
    if reason_in(status):
        status = _REASON.split(status.strip(), maxsplit=1)[0]
    words = _PART.findall(_CAPITAL.sub(" ", status) if status.lower() not in _MEANINGS else status)
    words = [word.lower() for word in words]
    start = next((place for place, word in enumerate(words) if word not in _PREFIXES), 0)
    known = "_".join(words[start:])
    return known if known in _MEANINGS else "_".join(words)


def meaning_of(status: str) -> Meaning:
    """Whether a status means that the task is completed, failed or pending; `unknown` for other words."""
    known = normalized(status)
    return _MEANINGS.get(known) or ("failed" if _has_failed(known) else "unknown")


def _has_failed(status: str) -> bool:
    """Whether a status of several words begins or ends with one for a failure: `submit_failed`, `cancelled_by_user`.

    Success isn't read like this: `submit_success` is about a step.
    """
    words = status.split("_")
    if len(words) < 2 or not _NO_ENDS.isdisjoint(words):
        return _FAILED_ZH.fullmatch(status) is not None
    meanings = [_MEANINGS.get(word) for word in words]
    return meanings[-1] == "failed" or (meanings[0] == "failed" and "pending" not in meanings)

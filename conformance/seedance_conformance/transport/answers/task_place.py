"""A place in an answer that could hold the id of a task, and its kind."""

import math
import re
from enum import IntEnum
from functools import lru_cache
from typing import Final

from attrs import frozen

ERRORS: Final = re.compile("(error|problem|detail)s?")
"""Names of errors, as normalised by `plain`."""

_INDEX: Final = re.compile(r"\[\d+\]")
_LAST_INDEXES: Final = re.compile(r"(\[\d+\])+$")


class Kind(IntEnum):
    """The kinds of places, the likeliest id first."""

    DOCUMENTED = 0  # `id` as text at top level, beside `object: video`
    TASK = 1  # the name that gateways give to a task: task_id, task_no, task_uuid; an `id` beside it is a row or a log
    ID = 2  # `id`
    PRODUCT = 3  # the id of what the task makes or belongs to: video_id, job_id, project_id
    BARE = 4  # the text or number right under `data` or `result`, or a whole answer that is one word
    OTHER = 5  # any other name that ends in id (request_id), a noun (job, uuid), or an id of something else (user.id)
    IN_ERROR = 6  # any of these inside an error
    HINT = 7  # not an id, but a sign of a task: `status`, `status_url`, `order_no`, a sentence that names one


@frozen
class Place:
    """A place in an answer that could hold an id or is a sign of a task."""

    path: str  # names and list positions that lead to it, as text, for example `data.list[0].id`
    kind: Kind  # what it may hold
    value: str | int | float  # a text that isn't blank, or a number
    sure: bool = False  # the place is the documented one, or that in a `data` wrapper
    status: object = None  # the `status` beside it

    @property
    def name(self) -> str:
        """The last name of the path, without list positions."""
        return _LAST_INDEXES.sub("", self.path).rpartition(".")[2]

    @property
    def in_error(self) -> bool:
        """Whether it is inside an error."""
        names = _INDEX.sub("", self.path).split(".")[:-1]
        return any(ERRORS.fullmatch(plain(name)) for name in names)

    @property
    def id(self) -> str | None:
        """The value as the id of a task: one word of at most 2,000 characters, or a whole number above 0.

        In its documented place any text is an id.
        """
        if self.kind is Kind.HINT:
            return None
        if isinstance(self.value, str):
            text = self.value.strip()
            if _WORDS.fullmatch(text):
                return None
            if self.sure:
                return self.value
            no_id = _NO_ID.search(text) or (self.kind is Kind.BARE and _NOT_BARE.fullmatch(text))
            return text if len(text) <= _LONGEST and not no_id else None
        least = 1_000 if self.kind is Kind.BARE else 1
        whole = math.isfinite(self.value) and self.value >= least and self.value == int(self.value)
        return str(int(self.value)) if whole else None


_LONGEST: Final = 2_000
# Marks of a sentence, a URL or JSON.
_NO_ID: Final = re.compile(r"\s|://|^[{\[]")
_WORDS: Final = re.compile(
    "ok|success|succeeded|accepted|created|submitted|queued|pending|processing|done|true|false|none|null|fail|failed|error"
    r"|-\d+",
    re.I,
)
# Values without a name that aren't ids: a count, a Chinese sentence, a field of a form.
_NOT_BARE: Final = re.compile(
    r"\d{1,3}|.*[\u3400-\u9fff].*[\u3400-\u9fff].*|(?:task|job|video)?[_-]?(?:id|no|uuid)[:=].*", re.I | re.DOTALL
)


@lru_cache(maxsize=4096)
def plain(name: str) -> str:
    """The normalised name: `task_id`, `taskId` and `Task-ID` are equal."""
    return "".join(letter for letter in name.casefold() if letter.isalnum())

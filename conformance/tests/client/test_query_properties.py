"""Random answers to queries: the reader never crashes, never mixes up tasks, and never makes up an end."""

import logging
from typing import Any
from unittest import mock

from hypothesis import given, settings
from hypothesis import strategies as st
from seedance_client._sdk.answers.reading import reset_warnings
from seedance_client._sdk.answers.values import WORDS
from seedance_client._sdk.query import shapes
from seedance_client._sdk.query.layers import STATUSES, WRAPPERS
from seedance_client._sdk.query.shapes import ADDRESSES, IDS, WrongTask, find_task

ID = "task_mine"
OTHER = "task_other"
URL = "https://cdn.example.com/out.mp4"
BASE = "https://api.example.com/prefix"
KEYS = [*WRAPPERS, *STATUSES, *IDS, *(place.split(".")[0] for place in ADDRESSES), "error", "code", "message", "url"]
TEXTS = [ID, OTHER, URL, "/x.mp4", "", "success", *(word for words in WORDS.values() for word in words.split())]

leaves = st.none() | st.booleans() | st.integers(-2, 300) | st.sampled_from(TEXTS) | st.text(max_size=5)
answers = st.recursive(
    leaves, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=5)
)


@given(answers)
@settings(max_examples=600, deadline=None)
def test_any_json_is_a_task_or_none(document: Any) -> None:
    """Whatever comes is a task of the id that was asked for, in one state at most, or none, or another's."""
    try:
        task = find_task(document, ID, BASE)
    except WrongTask:
        return
    if task is not None:
        assert task.id == ID
        assert not (task.completed and task.failed)
        assert not (task.completed and task.lacks_address)
        assert task.video_url in (None, URL, "https://api.example.com/x.mp4")


@given(st.dictionaries(st.sampled_from(KEYS), answers, max_size=6), st.sampled_from(WORDS["completed"].split()))
@settings(max_examples=300, deadline=None)
def test_a_flat_answer_about_another_task_is_never_taken(more: dict[str, Any], word: str) -> None:
    """A text under `id` that isn't ours is another task's, unless ours is somewhere in the answer, too."""
    document = {key: value for key, value in more.items() if ID not in str(value)}
    document |= {"id": OTHER, "status": word, "video_url": URL}
    try:
        task = find_task(document, ID, BASE)
    except WrongTask:
        return
    assert task is None or not task.completed


@given(answers)
@settings(max_examples=300, deadline=None)
def test_what_is_told_is_ours(document: Any) -> None:
    """A warning about a shape never has words of the service."""
    reset_warnings()
    logger, told = logging.getLogger("seedance_client"), list[str]()
    handler = logging.Handler()
    handler.emit = lambda record: told.append(record.getMessage())  # type: ignore[method-assign]
    logger.addHandler(handler)
    try:
        find_task({"id": ID, "status": "done", "data": document, "url": f"{URL}?secret=1"}, ID, BASE)
    except WrongTask:
        pass
    finally:
        logger.removeHandler(handler)
        reset_warnings()
    assert not [text for text in told if "secret" in text or ID in text or URL in text]


VALUES: st.SearchStrategy[Any] = st.sampled_from(
    [None, "", " m", "seedance_2_0_pro", "modèle", "queued", "processing", 0, 1, 1774836724, 1e12, True, []]
)
FIELD = st.sampled_from(sorted(shapes.FIELDS | {"code", "data", "message"}))


@given(st.dictionaries(FIELD, VALUES, max_size=4))
def test_the_shortcut_reads_as_the_long_way(changes: dict[str, Any]) -> None:
    """The documented answer about a running task is read at once, to the same task and without a warning."""
    plain = {"id": "video_1", "object": "video", "created": 1774836724, "model": "m", "status": "queued"}
    document = plain | changes
    shortcut = shapes._documented(document, "video_1")
    assert shortcut is not None or changes
    if shortcut is not None:
        with (
            mock.patch.object(shapes, "_documented", return_value=None),
            mock.patch.object(shapes, "warn_once") as warned,
        ):
            long = shapes.find_task(document, "video_1", "https://api.example.com")
        assert (shortcut, shortcut.raw) == (long, long and long.raw)
        assert not warned.called

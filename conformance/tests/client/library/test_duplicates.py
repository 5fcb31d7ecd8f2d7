"""What the journal treats as the same request: forever with an unknown outcome, never with another address."""

from pathlib import Path
from typing import Any

import pytest
from seedance_client import DuplicateRequest, Journal, OutcomeUnknown
from tests.client.library.answers import PRO, TASK, close, http


def test_an_unknown_outcome_has_no_window(path: Path, hostile: Any, call: Any, clock: Any) -> None:
    """What may have been billed is refused until it is settled, however long ago it was sent."""
    hostile.script["POST"] = [close, http(TASK)]
    options = {"journal": path}

    def create() -> Any:
        return call("create", "x", model=PRO, options=options)

    with pytest.raises(OutcomeUnknown) as unknown:
        create()
    clock.ahead += 7 * 24 * 3600
    with pytest.raises(DuplicateRequest, match=r"may have been billed: check your account, then settle") as caught:
        create()
    assert caught.value.request_id == unknown.value.request_id
    call("settle", caught.value.request_id, options=options)
    assert create().id == "video_1"


def test_another_address_is_another_request(path: Path, hostile: Any, either: Any) -> None:
    """A request to a mock isn't a duplicate elsewhere, and its tasks aren't queried there; old lines match all."""
    hostile.script["POST"] = [http(TASK)]
    other = hostile.base_url.replace("127.0.0.1", "localhost")
    for base_url in (hostile.base_url, other):
        either.call(base_url, "create", "x", model=PRO, options={"journal": path})
        assert len(either.call(base_url, "resume", options={"journal": path}).tasks) == 1
    assert [entry.base_url for entry in Journal(path).open_entries(0.0)] == [hostile.base_url, other]
    old = '{"at":1.0,"request_id":"r","state":"created","task_id":"video_0"}'
    path.write_text(old + "\n" + path.read_text())
    assert {task.id for task in either.call(other, "resume", options={"journal": path}).tasks} == {"video_0", "video_1"}

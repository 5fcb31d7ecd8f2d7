"""A service may not know a new task yet: a 404 for some seconds isn't raised."""

from typing import Any

import pytest
from seedance_client import Limits, OutcomeUnknown, Refused, TaskState
from tests.client.library.answers import BASE, DONE, ID, PRO, Answer, open_client, service

CREATED: dict[str, Answer] = {"whole": {"id": ID, "status": "queued"}, "damaged": b'{"id": "video_1", "status": "que'}


def in_one_client(either: Any, transport: Any, name: str) -> Any:
    """Create a task, and call a method with its id, all in one client; gives what that gives."""
    limits = Limits(poll=(0.05, 0.15))
    settings = {"base_url": BASE, "transport": transport, "clock": either.clock, "limits": limits}
    with open_client(either.kind, api_key="k", **settings) as (client, finish):
        try:
            task_id = finish(client.create("x", model=PRO)).id
        except OutcomeUnknown as error:
            task_id = error.task_id
        return finish(getattr(client, name)(task_id))


@pytest.mark.parametrize("created", CREATED.values(), ids=list(CREATED))
@pytest.mark.parametrize("name", ["get", "wait"])
def test_a_new_task_may_not_be_known_yet(created: Answer, name: str, either: Any) -> None:
    """A 404 for some seconds after this client's create isn't raised, even if the id had to be searched."""
    transport, _ = service(created, 404, 404, 404, DONE)
    assert in_one_client(either, transport, name).completed


def test_a_new_task_that_stays_unknown(either: Any) -> None:
    """After that time, three more in a row are a verdict."""
    transport, seen = service(CREATED["whole"], 404)
    with pytest.raises(Refused) as caught:
        in_one_client(either, transport, "wait")
    assert caught.value.task_id == ID
    assert 15 <= sum(either.clock.slept) <= 17
    assert len(seen) <= 20


def test_a_new_task_of_another_client(either: Any) -> None:
    """The task that a create gave is known to be new in another client, too."""
    transport, _ = service(404, 404, 404, 404, DONE)
    fresh = TaskState(ID, "queued", request_id="r")
    options = {"transport": transport, "limits": Limits(poll=(0.05, 0.15))}
    assert either.call(BASE, "wait", fresh, options=options).completed

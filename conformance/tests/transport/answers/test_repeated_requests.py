"""A refusal may repeat what the request says: such words don't name a new task."""

from attrs import evolve
from seedance_conformance.transport.answers.billing import Charge, certainly_refused, charge
from tests.transport.answers.test_answer import answer


def test_a_refusal_may_repeat_the_method_of_the_request() -> None:
    """A word that is in no list is explained if it is the method that was sent; otherwise it isn't."""
    refused = answer(405, {"error": "/v1/kyyvideo2/videos doesn't take PROPFIND", "value": "PROPFIND"})
    assert charge(evolve(refused, method="PROPFIND")) is Charge.REFUSED
    assert charge(evolve(refused, method="BREW")) is Charge.UNKNOWN


def test_a_refusal_may_repeat_the_path_of_the_request() -> None:
    """The task in the path is old; another task beside it may be new."""
    echo = {"error": {"message": "/v1/result/video_0f5d2c1e-6b7a-4d3c-9a10-2f4b8c6d7e90 has no PUT"}}
    url = "http://127.0.0.1:1/v1/result/video_0f5d2c1e-6b7a-4d3c-9a10-2f4b8c6d7e90"
    other = {"error": {"message": "video_1a5d2c1e-6b7a-4d3c-9a10-2f4b8c6d7e90 has no PUT"}}
    assert certainly_refused(evolve(answer(405, echo, "other"), url=url))
    assert not certainly_refused(evolve(answer(405, other, "other"), url=url))
    assert not certainly_refused(evolve(answer(405, echo, "create"), url=url))

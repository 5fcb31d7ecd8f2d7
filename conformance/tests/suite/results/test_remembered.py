"""The results that all tests of a run share: a run that could not make them once does not start again."""

from typing import Any

import pytest
from seedance_conformance.suite.context import Context
from seedance_conformance.suite.results import videos
from seedance_conformance.transport.errors import RateLimited


def test_a_failure_to_make_the_results_is_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    """Creates that were sent before it are paid for, and the next test that asks sends none again."""
    asked: list[Any] = []

    def fail(context: Any) -> Any:
        asked.append(context)
        raise RateLimited("create was answered 429 again and again")

    monkeypatch.setattr(videos, "_made", fail)
    context = Context(target=None, poller=None, media=None)  # type: ignore[arg-type]
    for _ in range(2):
        with pytest.raises(RateLimited, match="again and again"):
            videos.result_videos(context)
    assert len(asked) == 1

"""Models, tasks and errors as values: copied, pickled, shown."""

import copy
import pickle
from pathlib import Path
from typing import TypeVar

import pytest
import seedance_client
from seedance_client import Frames, Journal, References, Seedance, SeedanceError
from seedance_client.models import TextToVideo
from seedance_client.types import UNSET
from tests.client.library.answers import KEY, PRO

T = TypeVar("T")


def twin_of(value: T) -> T:
    """What comes back from a pickle."""
    twin: T = pickle.loads(pickle.dumps(value))  # noqa: S301 - it is our own
    return twin


def test_an_unknown_name() -> None:
    """A name that does not exist is an AttributeError, as for any module."""
    with pytest.raises(AttributeError, match="no attribute 'Sedance'"):
        seedance_client.Sedance  # type: ignore[attr-defined] # noqa: B018


def test_models_can_be_copied_and_pickled(service: str) -> None:
    """Requests, tasks, videos and modes survive copy and pickle; a copied video loses its client."""
    request = TextToVideo(PRO, "x")
    for again in (copy.deepcopy(request), twin_of(request), copy.copy(request)):
        assert again == request
        assert again.duration is UNSET
        assert again.to_dict() == {"model": PRO, "prompt": "x"}
    with Seedance(KEY, base_url=service) as client:
        task = client.create("x", model=PRO)
        video = client.wait(task)
    for value in (task, video, Frames("https://a"), References(videos=["https://b"])):
        assert twin_of(value) == copy.deepcopy(value) == value
    twin = twin_of(video)
    with pytest.raises(RuntimeError, match=r"client\.download"):
        twin.download("x.mp4")


def test_errors_are_one_hierarchy() -> None:
    """Every error that is exported is a SeedanceError, and tells its request, answer and task."""
    errors = [value for name in seedance_client.__all__ if isinstance(value := getattr(seedance_client, name), type)]
    kinds = [kind for kind in errors if issubclass(kind, Exception)]
    assert len(kinds) == 18
    for kind in kinds:
        assert issubclass(kind, SeedanceError)
        assert {"task_id", "request", "request_id", "status", "answer", "code", "headers"} <= kind("x").__dict__.keys()


def test_journal_shows_its_path(tmp_path: Path) -> None:
    """The repr says where it is."""
    assert str(tmp_path) in repr(Journal(tmp_path / "x"))

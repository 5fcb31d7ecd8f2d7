"""Unit tests of an application: `Studio` is the code under test, the mock of the kit is its service.

pytest test_film.py
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from seedance_client import InvalidRequest, Seedance, SpendingLimit
from seedance_conformance.offline import offline_client


class Studio:
    """The code under test."""

    def __init__(self, client: Seedance, folder: Path) -> None:
        self.client, self.folder = client, folder

    def film(self, title: str, prompt: str) -> Path:
        """Make a video, and return its file."""
        path = self.folder / f"{title}.mp4"
        self.client.generate(prompt, model="seedance_2_0_pro", to=path)
        return path


@pytest.fixture
def studio(tmp_path: Path) -> Iterator[Studio]:
    """A studio that may make one video."""
    with offline_client({"max_tasks": 1}) as client:
        yield Studio(client, tmp_path)


def test_a_film_is_a_file(studio: Studio) -> None:
    """The file is an MP4."""
    assert studio.film("fox", "A red fox").read_bytes()[4:8] == b"ftyp"


def test_a_blank_prompt_is_not_sent(studio: Studio) -> None:
    """The studio doesn't hide the client's check."""
    with pytest.raises(InvalidRequest):
        studio.film("blank", " ")


def test_the_limit_holds(studio: Studio) -> None:
    """The second video is refused before anything is sent."""
    studio.film("one", "A red fox")
    with pytest.raises(SpendingLimit):
        studio.film("two", "A white fox")

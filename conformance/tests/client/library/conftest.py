"""What the tests of the library share."""

from pathlib import Path

import pytest


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the journal is: in a folder that isn't there yet."""
    return tmp_path / "deep" / "tasks.jsonl"

"""Hooks of a run that other plugins may implement, to show how it goes."""

import pytest


def pytest_seedance_media_progress(config: pytest.Config, done: int, total: int) -> None:
    """Media files are being written before the first test: so many are done, of how many."""


def pytest_seedance_notice(config: pytest.Config, text: str) -> None:
    """A line for the user, about something that isn't as usual."""

"""Hooks of a run that other plugins may implement, to show how it goes."""


def pytest_seedance_media_progress(done: int, total: int) -> None:
    """Media files are being written before the first test: so many are done, of how many."""


def pytest_seedance_notice(text: str) -> None:
    """A line for the user, about something that isn't as usual."""

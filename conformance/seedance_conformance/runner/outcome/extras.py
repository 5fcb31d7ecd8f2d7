"""What a run writes besides its reports: the updated baseline and the summary."""

from collections.abc import Callable
from pathlib import Path

from seedance_conformance.report.events import Event
from seedance_conformance.report.views.summary import to_summary
from seedance_conformance.runner.configuration.settings import Settings
from seedance_conformance.runner.earlier_reports.baseline_update import update_baseline


def write_extras(events: list[Event], settings: Settings, notice: Callable[[str], None]) -> None:
    """Append the summary and update the baseline, if the options ask for it.

    `notice` is told what was written, or that a file can't be written; the verdicts don't depend on it.
    """
    try:
        if settings.baseline_update is not None:
            notice(update_baseline(settings.baseline_update, events))
        if settings.summary is not None:
            append_summary(events, settings.summary)
    except OSError as error:
        notice(f"'{error.filename}' can't be written ({error.strerror}): the reports have everything")


def append_summary(events: list[Event], path: Path) -> None:
    """Append the summary to a file.

    Raises:
        OSError: it can't be written.
    """
    with path.open("a", encoding="utf-8", errors="backslashreplace") as file:
        file.write(to_summary(events))

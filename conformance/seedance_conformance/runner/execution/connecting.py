"""What a run says about its connection, waiting for a target that starts, and restarts in the middle."""

from collections.abc import Callable, Iterable

import pytest

from seedance_conformance.report.events import Event
from seedance_conformance.report.facts.target_notes import target_notes
from seedance_conformance.runner.configuration.settings import Settings
from seedance_conformance.runner.execution.media import Write, advertise
from seedance_conformance.suite.context import Media, Notes
from seedance_conformance.suite.verdicts import Breach, Inconclusive
from seedance_conformance.transport.connection.outages import Outage, wait_for_start
from seedance_conformance.transport.errors import Unreachable
from seedance_conformance.transport.target import Target

Say = Callable[[str], None]


def make_ready(settings: Settings, target: Target, media: Media, write: Write, config: pytest.Config) -> None:
    """Say what is unusual about the connection, wait for a target that is starting, and set the media's address.

    From now on, restarts of the target are logged, and told to the user.

    Raises:
        Unreachable: it didn't answer in time, or TLS failed.
    """

    def say(text: str) -> None:
        config.hook.pytest_seedance_notice(config=config, text=text)

    target.outages.on_change = _outage_listener(settings, write, say)
    for note in target_notes({"target": settings.facts}):
        say(note)
    seconds = settings.connection.wait
    if seconds and not wait_for_start(target.outages.answers, seconds):
        raise Unreachable(
            f"{settings.base_url} didn't answer within {seconds:g} s (--wait): is it running? Look at its own output, "
            "or give a longer --wait"
        )
    where = advertise(media, settings)
    if where is not None:
        say(where)


def _outage_listener(settings: Settings, write: Write, say: Say) -> Callable[[Outage], None]:
    def on_change(outage: Outage) -> None:
        if outage.ended is None:
            seconds = settings.connection.reconnect_seconds
            say(f"the target is away: waiting up to {seconds:g} s for it to come back")
            return
        write({"event": "outage", "begun": round(outage.begun, 3), "seconds": round(outage.seconds, 3)})
        say(f"the target is back after {outage.seconds:.1f} s: the run goes on")

    return on_change


def past_outages(events: Iterable[Event]) -> list[Outage]:
    """The restarts in a log."""
    found = [event for event in events if event["event"] == "outage"]
    return [Outage(event["begun"], event["begun"] + event["seconds"]) for event in found]


def excused(error: BaseException | None, notes: Notes, case: str, target: Target) -> BaseException | None:
    """The end of a test (None: it passed), without breaches that a restart of the target explains.

    Breaches of other rules that it explains are moved to the doubts in the notes.
    """
    kept = []
    for rule, breach in notes.reports:
        reason = target.outages.excuse(breach.exchange, case, target.log)
        if reason is None:
            kept.append((rule, breach))
        else:
            notes.doubts.append((rule, reason))
    notes.reports[:] = kept
    if isinstance(error, Breach):
        reason = target.outages.excuse(error.exchange, case, target.log)
        return error if reason is None else Inconclusive(reason)
    return error

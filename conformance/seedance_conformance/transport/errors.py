"""Errors of sending that aren't verdicts on the target."""


class TransportError(Exception):
    """Base of the errors of this package."""


class Unreachable(TransportError):
    """Connecting to the target failed: an infrastructure failure, never a broken rule."""


class Untrusted(Unreachable):
    """TLS with the target failed, and will fail again; nothing was sent."""


class Unsendable(TransportError):
    """HTTP can't represent the request: an error of the suite; nothing was sent."""


class RateLimited(TransportError):
    """The target answered 429, or 503 with Retry-After, until the time for retries ran out, or with a possible task."""


class BudgetSpent(TransportError):
    """The next create could cost more tasks than `--budget` allows; nothing was sent."""


class NoEvidence(TransportError):
    """The target refuses known-good bodies, so its refusals prove nothing; nothing was sent."""


class OutcomeUnknown(TransportError):
    """The previous run sent this request, or may have, and was stopped before the answer came."""

    def __init__(self) -> None:
        super().__init__("sent when the run was stopped; its outcome is unknown")


class Stopped(TransportError):
    """The run is at its end; nothing was sent."""

    def __init__(self) -> None:
        super().__init__("the run is at its end")

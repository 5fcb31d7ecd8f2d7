"""Why a request could not be sent or finished for a reason that is no verdict on the target."""


class WireError(Exception):
    """Base of the errors of this package."""


class Unreachable(WireError):
    """No connection to the target could be made: trouble of the run, never a broken rule."""


class Unsendable(WireError):
    """The request is not one that HTTP can carry: a fault of the suite, and nothing was sent."""


class RateLimited(WireError):
    """The target kept answering 429, or 503 with Retry-After, for longer than we are willing to wait."""


class BudgetSpent(WireError):
    """The next create could cost more tasks than `--budget` allows; nothing was sent."""


class UnderWay(WireError):
    """An earlier part of the run has sent this, or may have, and was stopped before it knew the answer."""

    def __init__(self) -> None:
        super().__init__("was under way when the run was stopped")

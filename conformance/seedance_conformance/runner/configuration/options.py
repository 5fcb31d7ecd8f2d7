"""The options of a run, declared once: for `seedance conform`, for plain pytest (`--seedance-*`) and for the docs."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from attrs import frozen


class SettingsError(Exception):
    """An option or the environment isn't usable; the message says which one and what to do."""


@frozen
class Option:
    """One option."""

    name: str  # without dashes in front; plain pytest has it behind `--seedance-`
    help: str  # what it does
    metavar: str | None = None  # what the help shows for its value
    type: type = str  # of its value; `bool` makes a flag
    choices: tuple[str, ...] = ()  # the values that it may have, if these are few
    repeatable: bool = False  # it may be given several times
    without_value: Any = None  # its value if it is given without one
    limits: tuple[float, float] | None = None  # the smallest and the largest number
    default: Any = None  # without the option, for a target on this machine
    remote_default: Any = None  # the same for any other target, if that differs
    hidden: bool = False  # the command line sets it itself

    @property
    def full_help(self) -> str:
        """The help text with the defaults."""
        if self.default is None:
            return self.help
        remote = "" if self.remote_default is None else f"; for a remote target: {_shown(self.remote_default)}"
        return f"{self.help} [default: {_shown(self.default)}{remote}]"

    @property
    def unset(self) -> Any:
        """The value of an option that nobody gave."""
        return [] if self.repeatable else False if self.type is bool else None

    def argparse(self) -> dict[str, Any]:
        """The keyword arguments of argparse's `add_argument`."""
        if self.type is bool:
            return {"action": "store_true", "help": self.full_help}
        if self.choices:
            return {"choices": self.choices, "help": self.full_help}
        action = {"action": "append", "default": []} if self.repeatable else {"type": self.type}
        if self.without_value is not None:
            action |= {"nargs": "?", "const": self.without_value}
        return {"metavar": self.metavar, "help": self.full_help, **action}

    def value(self, given: Any, *, loopback: bool) -> Any:
        """The value to use: the given one, or the default for the target.

        Raises:
            SettingsError: a number is out of range.
        """
        # `not ... <= ...` also catches nan.
        if self.limits and given is not None and not self.limits[0] <= given <= self.limits[1]:
            least, most = self.limits
            raise SettingsError(f"--{self.name} is {given}: give a number from {least} to {most:,}")
        if given not in (None, ""):
            return given
        return self.default if loopback or self.remote_default is None else self.remote_default


def _shown(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)


def _number(name: str, explained: str, limits: tuple[int, int] | None = None, **more: Any) -> Option:
    return Option(name, explained, "N", int, limits=limits, **more)


def _seconds(name: str, explained: str, limits: tuple[float, float], default: float, **more: Any) -> Option:
    return Option(name, explained, "S", float, limits=limits, default=default, **more)


_TABLE: Final = (
    Option(
        "base-url",
        "Base URL of the target, with its prefix. Without this option, `seedance conform` starts a mock.",
        "URL",
    ),
    Option(
        "profile",
        "quick: boundary cases; full: everything.",
        choices=("quick", "full"),
        default="full",
        remote_default="quick",
    ),
    Option("rules", "Judge only these rules, e.g. 'CR-*' (repeatable).", "GLOB", repeatable=True),
    Option("skip", "Leave these rules out (repeatable).", "GLOB", repeatable=True),
    _number("examples", "Number of random examples for each property.", (1, 100_000), default=8),
    _number("seed", "Random seed.", default=0),
    _number(
        "concurrency",
        "Number of tests that run side by side; 1: one after another.",
        (1, 64),
        default=8,
        remote_default=2,
    ),
    _number("budget", "Maximum number of tasks that may be billed; required for a remote target.", (0, 1_000_000)),
    Option("media-url", "URL of the folder with the published media; for a remote target.", "URL"),
    _seconds("poll-seconds", "Seconds between two queries of a task.", (0.01, 3600), 0.2, remote_default=30.0),
    _seconds("task-timeout", "Maximum time for a task, in seconds.", (0.1, 86_400), 60.0, remote_default=1200.0),
    Option(
        "header",
        "Header for each request: 'Name: value', or Name=env:VARIABLE for a secret (never shown; repeatable).",
        "HEADER",
        repeatable=True,
    ),
    Option("auth-header", "Header that carries the key. [default: Authorization]", "NAME"),
    Option(
        "auth-scheme",
        "Word before the key; '' for the key alone. [default: Bearer; with another --auth-header: none]",
        "WORD",
    ),
    _seconds("timeout", "Maximum time for an answer, in seconds.", (0.1, 3600), 10.0, remote_default=60.0),
    Option("ca-file", "Also trust the certificates in this PEM file.", "FILE"),
    Option("insecure", "Don't check the target's certificate: others on the network can read the key.", type=bool),
    Option("client-cert", "Certificate of the client, in PEM, with its key or with --client-key.", "FILE"),
    Option("client-key", "Key of the client's certificate, in PEM, not encrypted.", "FILE"),
    Option("http2", "Offer HTTP/2 (needs the extra `http2`).", type=bool),
    Option(
        "connect-to",
        "Connect to HOST2:PORT2 in place of HOST:PORT, as with curl: Host and SNI stay (repeatable).",
        "HOST:PORT:HOST2:PORT2",
        repeatable=True,
    ),
    Option(
        "no-billing",
        "The target is on another machine, but bills nothing: treat it like a local one. Refused for known services.",
        type=bool,
    ),
    Option(
        "media-bind",
        "Address, or ADDRESS:PORT, at which the suite serves its media. [default: 127.0.0.1; with --no-billing: all]",
        "ADDRESS",
    ),
    Option(
        "media-advertise",
        "Host, or HOST:PORT, at which the target finds these media. [default: this machine's address]",
        "HOST",
    ),
    _seconds("wait", "Maximum time to wait for a target that is starting, in seconds.", (0, 3600), 0.0),
    _seconds(
        "reconnect-seconds",
        "Maximum time to wait for a target that restarts during the run, in seconds.",
        (0, 3600),
        0.0,
    ),
    Option("strict", "Judge SHOULD rules; an inconclusive row fails the run.", type=bool),
    Option(
        "disputed",
        "Where the service's pages contradict other sources: judge by the pages, or only record.",
        choices=("judge", "record"),
        default="judge",
        remote_default="record",
    ),
    Option("fail-on", "inconclusive: a MUST rule without evidence fails the run, too.", choices=("inconclusive",)),
    _number("fail-fast", "Stop at the first failed rule, or at the N-th: --fail-fast=N.", (1, 1_000), without_value=1),
    Option("last-failed", "Judge only the failed and inconclusive rules of the report in --out.", type=bool),
    Option("baseline", "YAML list of {rule, reason, expires}: breaches that don't fail the run.", "FILE"),
    Option("baseline-update", "Add new breaches to the --baseline file and delete stale entries.", type=bool),
    Option("summary", 'Append a summary in Markdown to FILE, for example "$GITHUB_STEP_SUMMARY".', "FILE"),
    Option(
        "shard", "Run only the I-th of N parts, with its share of --budget; `seedance report merge` joins them.", "I/N"
    ),
    Option("dry-run", "Print what would be sent, in order, and what it could cost; send nothing.", type=bool),
    Option("resume", "Continue the stopped or killed run whose log is in DIR, with its options.", "DIR"),
    Option("out", "Folder for the reports.", "DIR", default="conformance-report"),
    Option("case", "Run only this test and those that judge the log.", "NAME", repeatable=True, hidden=True),
    _seconds("linger", "Query ended tasks once more, so long after their end.", (0, 60), 0.0, hidden=True),
    Option("kind", "What the report calls the target.", choices=("mock", "loopback", "remote"), hidden=True),
)

OPTIONS: Final[Mapping[str, Option]] = {option.name: option for option in _TABLE}
"""Each option by its name, in the order of the help."""


def unset() -> dict[str, Any]:
    """The options by name as if none was given."""
    return {name: option.unset for name, option in OPTIONS.items()}


def arguments(given: Mapping[str, Any]) -> Iterator[str]:
    """The options as command line arguments of plain pytest; those that nobody gave are left out."""
    for name, value in given.items():
        if value is True:
            yield f"--seedance-{name}"
        elif isinstance(value, tuple | list):
            yield from (f"--seedance-{name}={item}" for item in value)
        elif value is not None and value is not False:
            yield f"--seedance-{name}={value}"

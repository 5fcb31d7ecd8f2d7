"""Where requests go, with which key, and within which limits; and where the time comes from."""

from __future__ import annotations

import ipaddress
import os
import random
import re
import time
from collections.abc import Mapping
from typing import Any, NoReturn
from urllib.parse import SplitResult, urlsplit

from attrs import Attribute, evolve, field, frozen

from .checks import check_headers, check_interval, check_limit, check_text
from .create.limits import SpendingLimits
from .tasks import TaskMemory

BASE_URL = "https://zcbservice.aizfw.cn/kyyReactApiServer"
"""The public service; another base URL is given by SEEDANCE_BASE_URL or `base_url`."""
URL_REMEDY = f"write it with its prefix, as in {BASE_URL}"


class Secret:
    """An API key that can't be shown, compared or pickled by accident."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        """The key itself; only the Authorization header may have it."""
        return self._value

    def fits_a_header(self) -> bool:
        """Whether the key is printable ASCII without spaces."""
        return self._value.isascii() and self._value.isprintable() and " " not in self._value

    def __repr__(self) -> str:
        return "<secret>"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a key can't be pickled or copied: make a new client instead")


class Clock:
    """Time and randomness; tests replace it."""

    def time(self) -> float:
        """Unix seconds."""
        return time.time()

    def monotonic(self) -> float:
        """Seconds on a clock that never goes back."""
        return time.monotonic()

    def jitter(self, low: float, high: float) -> float:
        """A random number of seconds between `low` and `high`."""
        return random.uniform(low, high)

    def sleep(self, seconds: float) -> None:
        """Wait."""
        time.sleep(seconds)

    async def asleep(self, seconds: float) -> None:
        """Wait, and let other asyncio tasks run."""
        import asyncio  # here, because `Seedance` doesn't need it

        await asyncio.sleep(seconds)


def _limit(_: object, attribute: Attribute[Any], value: object) -> None:
    check_limit(attribute.name, value, zero=attribute.name == "retry_budget")


def _interval(_: object, attribute: Attribute[Any], value: object) -> None:
    if value is not None:
        check_interval(attribute.name, value)


@frozen(kw_only=True)
class Limits:
    """Time limits in seconds: finite, above 0, and at most 1,000,000. They apply to your own httpx client, too.

    Attributes:
        connect: to open a connection.
        read: between two chunks of an answer or a download.
        total: for a whole answer, from connecting to the last byte; for a query that is retried, for all attempts.
        download: for a whole download with all attempts.
        poll: shortest and longest pause between two queries about a task; None means 20 to 40, or about a tenth of a
            second on loopback.
        retry_budget: for all pauses that a busy service asks for (429, or 503 with Retry-After) in one call; 0 turns
            retries off.

    Raises:
        ValueError: a limit can't be used, for example 0 or "60".
    """

    connect: float = field(default=10.0, validator=_limit)
    read: float = field(default=60.0, validator=_limit)
    total: float = field(default=120.0, validator=_limit)
    download: float = field(default=3600.0, validator=_limit)
    poll: tuple[float, float] | None = field(default=None, validator=_interval)
    retry_budget: float = field(default=60.0, validator=_limit)


def _limits(_: object, __: object, value: object) -> None:
    if not isinstance(value, Limits):
        raise TypeError(f"limits must be Limits(...), as in Limits(read=60); got {value!r}")


@frozen(kw_only=True)
class Settings:
    """The settings of a client, most of them as `AsyncSeedance` describes its arguments.

    Attributes:
        headers: the user's own headers for each request to the service; they may have secrets.
        memory: the tasks that this client has created or got an answer about.
    """

    base_url: str
    key: Secret
    limits: Limits = field(factory=Limits, validator=_limits)
    spending: SpendingLimits = field(factory=SpendingLimits)
    headers: Mapping[str, str] = field(factory=dict, repr=False)
    user_agent: str | None = None
    clock: Clock = field(factory=Clock, repr=False)
    hosting: Any = field(default=None, repr=False)
    memory: TaskMemory = field(factory=TaskMemory, repr=False, eq=False)

    @property
    def poll(self) -> tuple[float, float]:
        """Seconds between two queries about a task: shortest and longest."""
        return self.limits.poll or ((0.05, 0.15) if is_loopback(self.base_url) else (20.0, 40.0))


def for_call(
    settings: Settings, extra_headers: Mapping[str, str] | None = None, **limits: float | tuple[float, float] | None
) -> Settings:
    """The settings of a single call.

    `extra_headers` are added to the client's, or replace them; `limits` replace the fields of `Limits` of these names,
    unless they are None. The errors are those of `checks.py`.
    """
    given: dict[str, Any] = {name: value for name, value in limits.items() if value is not None}
    if given:
        for name in given.keys() & {"total", "download"}:
            check_limit("timeout", given[name])
        settings = evolve(settings, limits=evolve(settings.limits, **given))
    if extra_headers is not None:
        known = {name.lower(): (name, value) for name, value in settings.headers.items()}
        extra = check_headers("extra_headers", extra_headers)
        known |= {name.lower(): (name, value) for name, value in extra.items()}
        settings = evolve(settings, headers=dict(known.values()))
    return settings


def read_key(given: Secret | None) -> Secret:
    """The given key, or the one in SEEDANCE_API_KEY; raises TypeError or ValueError, which don't repeat it."""
    value: Any = given.reveal() if given else os.environ.get("SEEDANCE_API_KEY", "")
    if not isinstance(value, str):
        raise TypeError(f"api_key must be a string; got {type(value).__name__}")
    secret = Secret(value.strip())
    del value  # a traceback that shows local variables must not show it
    if not secret.reveal():
        raise ValueError("there is no API key: set SEEDANCE_API_KEY, or pass api_key")
    if not secret.fits_a_header():
        raise ValueError(
            "the API key has a character that isn't allowed in an HTTP header: check it for spaces and line breaks"
        )
    return secret


def read_base_url(given: str | None) -> str:
    """The given base URL, or the one in SEEDANCE_BASE_URL, or the public service's; without a slash at its end.

    Raises TypeError, or ValueError unless it is an http(s) URL without a password, a query and a fragment.
    """
    if given is not None:
        check_text("base_url", given)
    url = given or os.environ.get("SEEDANCE_BASE_URL", "").strip() or BASE_URL
    parts, why = _split(url)
    if parts is None:  # raised here, because the frames of the standard library's error show the password
        raise ValueError(f"base_url '{without_secrets(url)}' isn't a URL{why}; {URL_REMEDY}")
    if "@" in parts.netloc or parts.query or parts.fragment:
        raise ValueError("base_url can't have a user, password, query or fragment: pass the key as api_key")
    sound = url.isprintable() and " " not in url and parts.port != 0
    if not sound or parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError(f"base_url '{without_secrets(url)}' isn't an http(s) URL: {URL_REMEDY}")
    if parts.scheme == "http" and not is_loopback(url):
        raise ValueError(f"base_url '{url}' would send the key unencrypted: use https")
    # The journal compares URLs as text, so each URL gets one spelling.
    return parts._replace(netloc=parts.netloc.lower()).geturl().rstrip("/")


def _split(url: str) -> tuple[SplitResult | None, str]:
    """The parts of a URL, or what is wrong with it."""
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError as error:
        return None, "" if "@" in url else f": {error}"  # the words may quote a password
    return parts, ""


def without_secrets(url: str) -> str:
    """A URL, valid or not, without user, password, query and fragment."""
    return re.split(r"[?#]", re.sub(r"^([^/?#]*//)?[^/?#]*@", r"\1", url))[0]


def is_loopback(url: str) -> bool:
    """Whether a URL leads to this machine."""
    host = urlsplit(url).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"

"""How a mock is set up: the options of `seedance mock`, checked."""

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from attrs import Factory, field, frozen

from seedance_conformance.mock.api.envelopes import STYLES
from seedance_conformance.mock.api.gateway_shapes import SHAPES
from seedance_conformance.mock.choices import resolve

PREFIX = "/kyyReactApiServer"
LAG_STATUSES = (404, 202, 400, 403, 409, 425)
"""What stores answer while a result lags behind the status of its task (docs/contract.md#gateway-shapes)."""
_TOKEN = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]*( *, *[A-Za-z0-9!#$%&'*+.^_`|~-]*)*")


class SettingsError(ValueError):
    """A setting can't be; the message names the option, the value and the remedy."""


def _strings(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(values)


@frozen(kw_only=True)
class Settings:
    """The options of `seedance mock`; times in seconds. `api_keys` empty: any key that is not empty is accepted.

    The last ones are manners of gateways (docs/contract.md#gateway-shapes). A result can lag behind the status of its
    task by some seconds, in which `result_lag_status` is answered; it can want the key (`result_key`); and it can be
    labelled with a Content-Encoding that means nothing, also an empty one.

    Raises:
        UnknownChoiceError: `choices` has a name or a value that does not exist.
        SettingsError: another value is out of range.
    """

    host: str = "127.0.0.1"
    port: int = 8765
    api_keys: tuple[str, ...] = field(default=(), converter=_strings, repr=False)
    queue_seconds: float = 1.0
    process_seconds: float = 2.0
    error_style: str = "nested"
    reject_late: bool = False
    faults: tuple[str, ...] = field(default=(), converter=_strings)
    choices: Mapping[str, str] = field(default=Factory(dict), converter=resolve)
    store: Path | None = None
    media_hosts: str = "loopback"
    gateway_shape: str = "documented"
    result_lag: float = 0.0
    result_lag_status: int = 404
    result_key: bool = False
    result_encoding: str | None = None

    def __attrs_post_init__(self) -> None:
        if self.error_style not in STYLES:
            raise SettingsError(f"error style '{self.error_style}': take one of {', '.join(STYLES)}")
        if not 0 <= self.port <= 65535:
            raise SettingsError(f"port {self.port}: take a number from 0 to 65535")
        if any(not key or not key.isprintable() or " " in key for key in self.api_keys):
            raise SettingsError("an API key is empty or has blanks: take printable characters without blanks")
        if not all(host.strip() for host in self.media_hosts.split(",")):
            raise SettingsError(f"media hosts '{self.media_hosts}': take loopback, any, or names separated by commas")
        if self.gateway_shape not in SHAPES:
            raise SettingsError(f"gateway shape '{self.gateway_shape}': take one of {', '.join(SHAPES)}")
        if self.result_lag_status not in LAG_STATUSES:
            listed = ", ".join(map(str, LAG_STATUSES))
            raise SettingsError(f"status of a result that lags {self.result_lag_status}: take one of {listed}")
        if self.result_encoding is not None and not _TOKEN.fullmatch(self.result_encoding):
            raise SettingsError("the result's encoding has odd characters: take a word such as aws-chunked, or nothing")
        times = {"queue": self.queue_seconds, "process": self.process_seconds, "result lag": self.result_lag}
        for name, seconds in times.items():
            if not 0 <= seconds < float("inf"):
                raise SettingsError(f"{name} time {seconds}: take a number of seconds, 0 or more")

"""The settings of a mock: the options of `seedance mock`, checked."""

import re
from collections.abc import Mapping
from pathlib import Path

from attrs import Factory, field, frozen

from seedance_conformance.mock.api.error_answers import STYLES
from seedance_conformance.mock.api.gateway_shapes import SHAPES
from seedance_conformance.mock.choices import resolve

PREFIX = "/kyyReactApiServer"
LAG_STATUSES = (404, 202, 400, 403, 409, 425)
"""HTTP statuses that file stores answer while a result isn't there yet (docs/contract.md#gateway-shapes)."""
_TOKEN = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]*( *, *[A-Za-z0-9!#$%&'*+.^_`|~-]*)*")


class SettingsError(ValueError):
    """A setting is invalid; the message names the option, the value and the remedy."""


@frozen(kw_only=True)
class Settings:
    """The options of `seedance mock`; times in seconds. Without `api_keys`, any key that isn't empty is accepted.

    `store` is a file or the address of a PostgreSQL database, None for memory. With more than one of the `workers`, it
    has to be a file or a database, which they share.

    The last ones are for behaviour of gateways (docs/contract.md#gateway-shapes): a result comes `result_lag` seconds
    after its task has completed, with `result_lag_status` until then; it needs the key (`result_key`); it is labelled
    with a Content-Encoding although it isn't compressed (`result_encoding`, which may be empty).

    Raises:
        UnknownChoiceError, SettingsError: a value doesn't exist or is out of range.
    """

    host: str = "127.0.0.1"
    port: int = 8765
    api_keys: tuple[str, ...] = field(default=(), converter=tuple[str, ...], repr=False)
    queue_seconds: float = 1.0
    process_seconds: float = 2.0
    error_style: str = "nested"
    reject_late: bool = False
    faults: tuple[str, ...] = field(default=(), converter=tuple[str, ...])
    choices: Mapping[str, str] = field(default=Factory(dict), converter=resolve)
    store: Path | str | None = field(default=None, repr=False)
    workers: int = 1
    media_hosts: str = "loopback"
    gateway_shape: str = "documented"
    result_lag: float = 0.0
    result_lag_status: int = 404
    result_key: bool = False
    result_encoding: str | None = None

    def __attrs_post_init__(self) -> None:
        if self.error_style not in STYLES:
            raise SettingsError(f"error style '{self.error_style}' doesn't exist: use {', '.join(STYLES)}")
        if not 0 <= self.port <= 65535:
            raise SettingsError(f"port {self.port} is out of range: use a number from 0 to 65535")
        if self.workers < 1:
            raise SettingsError(f"{self.workers} workers can't serve: use 1 or more")
        if any(not key or not key.isprintable() or " " in key for key in self.api_keys):
            raise SettingsError("an API key is empty or has blanks: use printable characters without blanks")
        if not all(host.strip() for host in self.media_hosts.split(",")):
            raise SettingsError(
                f"media hosts '{self.media_hosts}' has an empty name: use loopback, any, or names separated by commas"
            )
        if self.gateway_shape not in SHAPES:
            raise SettingsError(f"gateway shape '{self.gateway_shape}' doesn't exist: use {', '.join(SHAPES)}")
        if self.result_lag_status not in LAG_STATUSES:
            listed = ", ".join(map(str, LAG_STATUSES))
            raise SettingsError(f"result lag status {self.result_lag_status} isn't supported: use {listed}")
        if self.result_encoding is not None and not _TOKEN.fullmatch(self.result_encoding):
            raise SettingsError("the result encoding has invalid characters: use a word such as aws-chunked")
        times = {"queue": self.queue_seconds, "process": self.process_seconds, "result lag": self.result_lag}
        for name, seconds in times.items():
            if not 0 <= seconds < float("inf"):
                raise SettingsError(f"{name} time {seconds} is invalid: use a number of seconds, 0 or more")

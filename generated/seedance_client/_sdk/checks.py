# Copied from openapi/companion/_sdk/checks.py by scripts/regenerate: edit it there.
# pyright: standard
"""Check arguments: each function returns a valid value, or raises an error that says what is wrong and what to do.

A wrong value is a ValueError, a wrong type a TypeError. Both are raised before anything is sent: a time limit of 0
seconds, for example, would otherwise end a create whose task may be billed.
"""

from __future__ import annotations

import inspect
import json
import math
import os
import re
from collections.abc import Mapping
from typing import Any

from .create.rules import MODELS

MOST_SECONDS = 1_000_000.0
"""About 11 days. Sockets reject much larger numbers, which would look like a lost answer."""


def is_finite(value: object) -> bool:
    """Whether a value is a finite number: a limit of nan or infinity would have no effect."""
    if not isinstance(value, int | float) or isinstance(value, bool):
        return False
    try:
        return math.isfinite(value)
    except OverflowError:  # an int that is too large for a float
        return False


def check_number(name: str, value: Any, *, zero: bool = True) -> float:
    """A number of seconds: 0 or more, or without `zero`, above 0."""
    if not is_finite(value) or value < 0 or (value == 0 and not zero):
        allowed = ", 0 or more" if zero else " above 0"
        raise ValueError(f"{name} must be a finite number of seconds{allowed}; got {value!r}")
    return float(value)


def check_limit(name: str, value: Any, *, zero: bool = False) -> float:
    """A time limit that a socket can keep, in seconds: above 0, or with `zero`, 0 or more."""
    seconds = check_number(name, value, zero=zero)
    if seconds > MOST_SECONDS:
        raise ValueError(f"{name} must be at most {MOST_SECONDS:,.0f} seconds (11 days); got {value!r}")
    return seconds


def check_interval(name: str, value: Any) -> tuple[float, float]:
    """The shortest and the longest pause between two queries, in seconds."""
    if not isinstance(value, tuple | list) or len(value) != 2:
        raise ValueError(
            f"{name} must be two numbers of seconds, shortest and longest, such as (20, 40); got {value!r}"
        )
    low, high = check_limit(f"{name}'s lower bound", value[0]), check_limit(f"{name}'s upper bound", value[1])
    if high < low:
        raise ValueError(
            f"{name}'s upper bound ({high:g} s) is below its lower bound ({low:g} s): give the shorter pause first"
        )
    return low, high


def check_count(name: str, value: Any, least: int = 0) -> int:
    """A whole number, `least` or more."""
    if not isinstance(value, int) or isinstance(value, bool) or value < least:
        raise ValueError(f"{name} must be a whole number, {least} or more; got {value!r}")
    return value


def check_amount(name: str, value: Any) -> float:
    """An amount of money, 0 or more."""
    if not is_finite(value) or value < 0:
        raise ValueError(f"{name} must be a finite number, 0 or more; got {value!r}")
    return float(value)


def check_prices(prices: Any, limits: Mapping[str, float | None]) -> dict[str, float]:
    """The price per second of video by model. `limits` on the cost, by the names of their arguments, need prices."""
    if prices is not None and not isinstance(prices, Mapping):
        raise TypeError(f"prices must map each model to the price per second of video; got {prices!r}")
    found = {check_text("a model in prices", model): price for model, price in (prices or {}).items()}
    found = {model: check_amount(f"prices[{model!r}]", price) for model, price in found.items()}
    limit = next((f"{name} = {value!r}" for name, value in limits.items() if value is not None), None)
    if limit is not None and not found:
        raise ValueError(
            f"{limit} needs prices: give the price per second of video for each model, "
            "as in prices={'seedance_2_0_pro': 0.1}"
        )
    if limit is not None and not set(MODELS) & set(found):
        nature = "isn't a model" if len(found) == 1 else "aren't models"
        raise ValueError(
            f"prices has only {' and '.join(map(repr, found))}, which {nature} of this service: give the price of at "
            f"least one of {', '.join(MODELS)} ({limit} needs it)"
        )
    return found


def check_text(name: str, value: Any, *, secret: bool = False) -> str:
    """A string that isn't blank; the error doesn't repeat a `secret` one."""
    if not isinstance(value, str):
        given = type(value).__name__ if secret else repr(value)
        raise TypeError(f"{name} must be a string; got {given}")
    if not value.strip():
        raise ValueError(f"{name} is blank: give a value, or leave it out")
    return value


OWN_HEADERS = """accept accept-encoding connection content-encoding content-length content-type cookie host if-range
range te trailer transfer-encoding upgrade x-client-request-id"""
RESERVED_HEADERS = {
    "authorization": "pass the key as api_key",
    "user-agent": "pass the name of your application as user_agent",
    **dict.fromkeys(OWN_HEADERS.split(), "the client sets it"),
}
"""Header that a user can't set -> why, or what to do instead."""
_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")


def check_header(name: str, value: Any) -> str:
    """The value of a header: printable ASCII. It may be a secret, so errors don't repeat it."""
    text = check_text(name, value, secret=True)
    if not text.isascii() or not text.isprintable():
        raise ValueError(f"{name} has a character that isn't allowed in an HTTP header: use printable ASCII")
    return text


def check_headers(name: str, value: Any) -> dict[str, str]:
    """The user's own headers."""
    if value is not None and not isinstance(value, Mapping):
        raise TypeError(f"{name} must map names of headers to their values; got {type(value).__name__}")
    for header, content in (value or {}).items():
        if not isinstance(header, str) or not _TOKEN.fullmatch(header):
            raise ValueError(f"{name} has {header!r}, which can't be the name of a header")
        if header.lower() in RESERVED_HEADERS:
            raise ValueError(f"{name} can't have {header!r}: {RESERVED_HEADERS[header.lower()]}")
        check_header(f"{name}[{header!r}]", content)
    return dict(value or {})


def check_metadata(value: Any) -> dict[str, Any] | None:
    """The user's own facts about a task, copied, so that the journal can store them as JSON."""
    if value is None:
        return None
    if not isinstance(value, Mapping) or not all(isinstance(name, str) for name in value):
        raise TypeError(f"metadata must map names to values, as in {{'shot': 12}}; got {value!r}")
    try:
        copied: dict[str, Any] = json.loads(json.dumps(dict(value), allow_nan=False))
    except (TypeError, ValueError, RecursionError) as error:
        raise ValueError(f"metadata must have JSON values only ({error}): convert them first") from None
    return copied


def check_path(name: str, value: Any) -> str | os.PathLike[str]:
    """The path of a file."""
    if isinstance(value, os.PathLike):
        return value
    if not isinstance(value, str):
        raise TypeError(f"{name} must be the path of a file; got {value!r}")
    return check_text(name, value)


def check_callback(name: str, value: Any, example: str, *arguments: object) -> None:
    """Check that a callback, if there is one, can be called with these arguments. The message shows the example."""
    if value is None:
        return
    try:
        inspect.signature(value).bind(*arguments)
    except TypeError:
        count = "one argument" if len(arguments) == 1 else "two arguments"
        raise TypeError(f"{name} must take {count}, as in {name}({example}); got {value!r}") from None
    except ValueError:  # a function in C without a signature
        return


def kind_of(value: object) -> str:
    """A wrong value in an error message. Others than numbers are named by their type: they may have signed URLs."""
    return repr(value) if value is None or isinstance(value, int | float) else f"a value of type {type(value).__name__}"


def check_unused(beside: str, given: Mapping[str, object]) -> None:
    """Check that arguments which another one (`beside`) makes useless are None."""
    useless = [name for name, value in given.items() if value is not None]
    if useless:
        names = " and ".join(filter(None, (", ".join(useless[:-1]), useless[-1])))
        them = "it" if len(useless) == 1 else "them"
        raise ValueError(f"{names} can't be combined with {beside}: leave {them} out, or set {them} on your {beside}")

"""Check what a caller gave: each function returns it, or raises an error with the value, the problem and the remedy.

A wrong value is a ValueError, an object of the wrong kind a TypeError. Both are raised before anything is sent: a limit
of 0 seconds, for example, would otherwise end a create with a task that may be billed.
"""

from __future__ import annotations

import math
import os
from collections.abc import Mapping
from typing import Any

from .preflight import MODELS

__all__ = [
    "check_amount",
    "check_count",
    "check_interval",
    "check_limit",
    "check_number",
    "check_path",
    "check_prices",
    "check_text",
    "check_unused",
]

MOST_SECONDS = 1_000_000.0
"""About 11 days. Far beyond it a socket refuses the number, which looks like a lost answer."""


def is_finite(value: object) -> bool:
    """Whether it is a number that limits something: "nan" would switch off every limit that it is compared with."""
    if not isinstance(value, int | float) or isinstance(value, bool):
        return False
    try:
        return math.isfinite(value)
    except OverflowError:  # a whole number that no float holds
        return False


def check_number(name: str, value: Any, least: float = 0.0) -> float:
    """A number of seconds that may be as small as `least`.

    Raises:
        ValueError: it is none.
    """
    if not is_finite(value) or value < least:
        raise ValueError(f"{name} must be a finite number of seconds, {least:g} or more; got {value!r}")
    return float(value)


def check_limit(name: str, value: Any, *, zero: bool = False) -> float:
    """A time limit: a number of seconds above 0, or from 0 on.

    Raises:
        ValueError: it is none.
    """
    if not is_finite(value) or value < 0 or (value == 0 and not zero):
        allowed = ", 0 or more" if zero else " above 0"
        raise ValueError(f"{name} must be a finite number of seconds{allowed}; got {value!r}")
    if value > MOST_SECONDS:
        raise ValueError(f"{name} must be at most {MOST_SECONDS:,.0f} seconds (11 days); got {value!r}")
    return float(value)


def check_interval(name: str, value: Any) -> tuple[float, float]:
    """The shortest and the longest pause between two questions, in seconds.

    Raises:
        ValueError: it is no such pair.
    """
    if not isinstance(value, tuple | list) or len(value) != 2:
        raise ValueError(
            f"{name} must be two numbers of seconds, shortest and longest, such as (20, 40); got {value!r}"
        )
    low, high = check_limit(f"{name}'s lower bound", value[0]), check_limit(f"{name}'s upper bound", value[1])
    if high < low:
        raise ValueError(f"{name}'s upper bound ({high:g} s) is below its lower bound ({low:g} s)")
    return low, high


def check_count(name: str, value: Any, least: int = 0) -> int:
    """A whole number.

    Raises:
        ValueError: it is none, or below `least`.
    """
    if not isinstance(value, int) or isinstance(value, bool) or value < least:
        raise ValueError(f"{name} must be a whole number, {least} or more; got {value!r}")
    return value


def check_amount(name: str, value: Any) -> float:
    """An amount of money.

    Raises:
        ValueError: it is none.
    """
    if not is_finite(value) or value < 0:
        raise ValueError(f"{name} must be a finite number, 0 or more; got {value!r}")
    return float(value)


def check_prices(prices: Any, max_cost: float | None) -> dict[str, float]:
    """What a second of video costs by model.

    Raises:
        TypeError: it is no mapping.
        ValueError: a price is none, or there is a limit on the cost and no model's price to reckon it with.
    """
    if prices is not None and not isinstance(prices, Mapping):
        raise TypeError(f"prices must map each model to what a second of its video costs; got {prices!r}")
    found = {check_text("a model in prices", model): price for model, price in (prices or {}).items()}
    found = {model: check_amount(f"prices[{model!r}]", price) for model, price in found.items()}
    if max_cost is not None and not found:
        raise ValueError(
            f"max_cost = {max_cost!r} needs prices: say what a second of each model costs, "
            "as in prices={'seedance_2_0_pro': 0.1}"
        )
    if max_cost is not None and not set(MODELS) & set(found):
        raise ValueError(
            f"max_cost = {max_cost!r} needs a price of a model that can be asked for: prices names only "
            f"{' and '.join(map(repr, found))}; the models are {', '.join(MODELS)}"
        )
    return found


def check_text(name: str, value: Any, *, secret: bool = False) -> str:
    """A text that is not blank.

    Args:
        name: what it is called.
        value: what was given.
        secret: the error must not repeat it.

    Raises:
        TypeError: it is no text.
        ValueError: it is blank.
    """
    if not isinstance(value, str):
        given = type(value).__name__ if secret else repr(value)
        raise TypeError(f"{name} must be a text; got {given}")
    if not value.strip():
        raise ValueError(f"{name} is blank: give a value, or leave it out")
    return value


def check_path(name: str, value: Any) -> str | os.PathLike[str]:
    """The path of a file.

    Raises:
        TypeError: it is no path.
        ValueError: it is blank.
    """
    if isinstance(value, os.PathLike):
        return value
    if not isinstance(value, str):
        raise TypeError(f"{name} must be the path of a file; got {value!r}")
    return check_text(name, value)


def check_unused(beside: str, given: Mapping[str, object]) -> None:
    """Refuse arguments that would have no effect.

    Args:
        beside: the argument that makes them useless.
        given: the others by name; None stands for one that was not given.

    Raises:
        ValueError: there are some.
    """
    useless = [name for name, value in given.items() if value is not None]
    if useless:
        names = " and ".join(filter(None, (", ".join(useless[:-1]), useless[-1])))
        raise ValueError(f"{names} would have no effect beside {beside}: leave it out, or set it on your {beside}")

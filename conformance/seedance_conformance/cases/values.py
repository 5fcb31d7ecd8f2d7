"""Values of the wrong JSON type, for each type that a field can have.

Null is in none of the lists: for optional fields it is open what null means.
"""

from typing import Any, Final

from seedance_conformance.cases.bodies import PROMPT

HUGE: Final = 10**400
"""Far above any machine number, and still one JSON number."""

NOT_A_PROMPT: Final[tuple[Any, ...]] = (
    5,
    0,
    1.5,
    True,
    False,
    [],
    [PROMPT],
    {},
    {"text": PROMPT},
    [{"type": "text", "text": PROMPT}],
)

NOT_AN_INTEGER: Final[tuple[Any, ...]] = (
    "5",
    5.5,
    True,
    "4",
    "15",
    "5.0",
    " 5",
    "5s",
    "",
    "five",
    4.5,
    4.000001,
    14.5,
    14.999,
    False,
    [],
    [5],
    {},
    {"seconds": 5},
)
"""The fractions lie within the range of `duration`, and so do the digits of the texts: the type alone is wrong."""

NOT_A_BOOLEAN: Final[tuple[Any, ...]] = (
    "true",
    1,
    0,
    "false",
    "",
    "True",
    "yes",
    "on",
    "1",
    "0",
    1.0,
    0.0,
    -1,
    2,
    [],
    [True],
    {},
    {"enabled": True},
)


def not_an_address(address: str) -> tuple[Any, ...]:
    """Values that are no string, some with a working address inside."""
    return (5, True, [address], {"url": address}, 0, False, 1.5, [], {}, [address, address])


def not_an_array(address: str) -> tuple[Any, ...]:
    """Values in place of an array; a bare string is disputed and not among them."""
    return (5, True, {"url": address}, {"0": address}, 0, False, 1.5, {})


def not_an_entry(address: str) -> tuple[Any, ...]:
    """Entries of an array that are no strings, some with a working address inside."""
    return (5, None, [address], {"url": address}, True, 0, False, [], {}, {"type": "image_url", "image_url": address})

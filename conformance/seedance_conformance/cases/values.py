"""Valid values of the prompt and the ratio, and values of the wrong JSON type for each type that a field can have.

No list of wrong types contains null: the documents don't say what null means in an optional field.
"""

from typing import Any, Final

from seedance_conformance.cases.bodies import PROMPT

RATIOS: Final = ("16:9", "4:3", "1:1", "3:4", "9:16", "21:9")
ADAPTIVE: Final = "adaptive"

REMOTE_PROMPTS: Final = (
    "x",
    "5",
    "true",
    "null",
    "[]",
    "{}",
    "Zwölf Boxkämpfer jagen Viktor",
    "一只纸船漂过下雨的街道",
)
"""Those that may also be sent to a remote target."""

PROMPTS: Final = (
    *REMOTE_PROMPTS,
    "紙の船が雨の通りを流れる",
    "종이배가 비 내리는 거리를 떠내려간다",
    "قارب ورقي ينجرف في شارع ممطر",
    "Бумажный кораблик плывёт по дождливой улице",
    'She says: "It\'s raining" \\ and waits',
    "First line\nSecond line\tindented",
    "A boat \u26f5 under a rainbow \U0001f308",
    "100% rain & <b>wind</b>; 50 / 50 #boat @street",
    "Image 1 fades into video 1, to the sound of audio 1",
    "A slow walk through the rain. " * 16,
)
"""Shorter than 500 characters: the longest prompt is open, and so are blank prompts."""

HUGE: Final = 10**400
"""Far above any machine number, but still a JSON number."""

NOT_A_PROMPT: Final[tuple[Any, ...]] = (
    *(5, 0, 1.5, True, False, [], [PROMPT], {}, {"text": PROMPT}),
    [{"type": "text", "text": PROMPT}],
)

NOT_AN_INTEGER: Final[tuple[Any, ...]] = (
    *("5", 5.5, True, "4", "15", "5.0", " 5", "5s", "", "five", 4.5, 4.000001, 14.5, 14.999, False),
    *([], [5], {}, {"seconds": 5}),
)
"""The fractions and the numbers in the strings are in the range of `duration`: only the type is wrong."""

NUMBERS_IN_TEXTS: Final = ("5", "4", "15", "5.0", " 5")
"""Those that many frameworks convert to a number before they check it; disputed."""

NOT_A_BOOLEAN: Final[tuple[Any, ...]] = (
    *("true", 1, 0, "false", "", "True", "yes", "on", "1", "0", 1.0, 0.0, -1, 2, [], [True], {}, {"enabled": True}),
)


def not_an_address(address: str) -> tuple[Any, ...]:
    """Values that aren't strings, some with a working address inside."""
    return (5, True, [address], {"url": address}, 0, False, 1.5, [], {}, [address, address])


def not_an_array(address: str) -> tuple[Any, ...]:
    """Values in place of an array, except a bare string, which is disputed."""
    return (5, True, {"url": address}, {"0": address}, 0, False, 1.5, {})


def not_an_entry(address: str) -> tuple[Any, ...]:
    """Entries of an array that aren't strings, some with a working address inside."""
    return (5, None, [address], {"url": address}, True, 0, False, [], {}, {"type": "image_url", "image_url": address})

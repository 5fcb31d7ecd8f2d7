"""A tune: eight notes in a second, each a sine that ends where it began, so that it repeats without a click."""

import math
from array import array
from functools import cache
from typing import Final

_NOTES: Final = (0, 4, 7, 12, 7, 9, 5, 2)  # half tones above the first
_LOWEST: Final = 262.0  # hertz


@cache
def tune(rate: int, amplitude: int, *, shift: int = 0) -> "array[int]":
    """One second of the tune, `shift` half tones higher, as 16-bit samples of one channel."""
    samples = array("h")
    for place, note in enumerate(_NOTES, 1):
        count = rate * place // len(_NOTES) - len(samples)
        waves = max(1, round(_LOWEST * 2 ** ((note + shift) / 12) * count / rate))
        samples.extend(int(amplitude * math.sin(math.tau * waves * k / count)) for k in range(count))
    return samples


def repeated(seconds: float, rate: int, amplitude: int, *, shift: int = 0) -> "array[int]":
    """The tune again and again, for some seconds."""
    one, count = tune(rate, amplitude, shift=shift), round(seconds * rate)
    return (one * (count // rate + 1))[:count]

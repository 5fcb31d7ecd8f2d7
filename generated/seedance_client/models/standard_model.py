# pyright: standard
from typing import Literal

StandardModel = Literal["seedance_2_0", "seedance_2_0_fast"]

STANDARD_MODEL_VALUES: set[StandardModel] = {
    "seedance_2_0",
    "seedance_2_0_fast",
}


def check_standard_model(value: str) -> StandardModel:
    if value in STANDARD_MODEL_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {STANDARD_MODEL_VALUES!r}")

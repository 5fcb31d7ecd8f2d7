# pyright: standard
from typing import Literal

ProModel = Literal["seedance_2_0_fast_pro", "seedance_2_0_pro"]

PRO_MODEL_VALUES: set[ProModel] = {
    "seedance_2_0_fast_pro",
    "seedance_2_0_pro",
}


def check_pro_model(value: str) -> ProModel:
    if value in PRO_MODEL_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {PRO_MODEL_VALUES!r}")

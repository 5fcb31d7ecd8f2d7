"""Loads the contract into Schemathesis, with the settings that keep it fair to sound servers."""

import tomllib
from functools import cache

import schemathesis
from schemathesis.schemas import BaseSchema

from seedance_conformance.resources import data_path


@cache
def load_contract(base_url: str, seed: int) -> BaseSchema:
    """The contract as a Schemathesis schema.

    A `schemathesis.toml` of the working directory is not read: the run must not depend on where it was started.

    Args:
        base_url: of the target.
        seed: of the generators.

    Raises:
        ResourceError: the contract or its settings are missing.
    """
    fair = tomllib.loads(data_path("schemathesis.toml").read_text(encoding="utf-8"))
    config = schemathesis.Config.from_dict({**fair, "seed": seed, "base-url": base_url})
    return schemathesis.openapi.from_path(data_path("seedance.yaml"), config=config)

"""Loads the contract into Schemathesis, with settings that are fair to correct servers."""

import tomllib

import schemathesis
from schemathesis.schemas import BaseSchema

from seedance_conformance.resources import data_path


def load_contract(base_url: str, seed: int) -> BaseSchema:
    """The contract as a Schemathesis schema.

    A `schemathesis.toml` in the working directory is ignored: a run must not depend on where it was started.

    Args:
        base_url: of the target.
        seed: of the generators.

    Raises:
        ResourceError: the contract or its settings are missing.
    """
    settings = tomllib.loads(data_path("schemathesis.toml").read_text(encoding="utf-8"))
    config = schemathesis.Config.from_dict({**settings, "seed": seed, "base-url": base_url})
    return schemathesis.openapi.from_path(data_path("seedance.yaml"), config=config)

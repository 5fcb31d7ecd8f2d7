"""Loads the contract into Schemathesis, with the settings that keep it fair to sound servers."""

from functools import cache
from typing import Any, Final

import schemathesis
from schemathesis.schemas import BaseSchema

from seedance_conformance.resources import data_path

_OFF: Final = (
    # Each was red on a sound server: the form of a refusal, and what is refused beyond the documents, are open.
    "negative_data_rejection",
    "positive_data_acceptance",
    "unsupported_method",
    "ignored_auth",
    "missing_required_header",
    "object_level_authorization",
    "allow_header_conformance",
    # These two read refusals from the HTTP status alone; refusals within a 200 are as good here (RB-ID-DELETED judges).
    "use_after_free",
    "ensure_resource_availability",
)


@cache
def load_contract(base_url: str, seed: int) -> BaseSchema:
    """The contract as a Schemathesis schema.

    A `schemathesis.toml` of the working directory is not read: the run must not depend on where it was started.

    Args:
        base_url: of the target.
        seed: of the generators.

    Raises:
        ResourceError: the contract is missing.
    """
    settings: dict[str, Any] = {
        "seed": seed,
        "base-url": base_url,
        "checks": {name: {"enabled": False} for name in _OFF},
        "generation": {
            "database": "none",
            # Authorization is the target's affair.
            "with-security-parameters": False,
        },
        "phases": {
            "coverage": {"unexpected-methods": []},
            # Links that the contract does not declare are guesses, and a guess may be wrong about a sound server.
            "stateful": {"inference": {"algorithms": []}},
        },
    }
    config = schemathesis.Config.from_dict(settings)
    return schemathesis.openapi.from_path(data_path("seedance.yaml"), config=config)

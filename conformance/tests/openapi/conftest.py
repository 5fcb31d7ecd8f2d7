"""The contract as data, and judges made of its schemas."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
import yaml

OPENAPI = Path(__file__).parents[3] / "openapi"

JudgeOf = Callable[[str], Callable[[object], bool]]


@pytest.fixture(scope="session")
def contract() -> dict[str, Any]:
    """The parsed contract."""
    document: dict[str, Any] = yaml.safe_load((OPENAPI / "seedance.yaml").read_text(encoding="utf-8"))
    return document


def judge(name: str, components: dict[str, Any]) -> Callable[[object], bool]:
    """The judge of a schema of these."""
    reference = {"$ref": f"#/components/schemas/{name}", "components": components}
    return jsonschema_rs.Draft202012Validator(reference).is_valid


@pytest.fixture(scope="session")
def judge_of(contract: dict[str, Any]) -> JudgeOf:
    """Makes the judge of a named schema: does a value match it?"""
    return lambda name: judge(name, contract["components"])


@pytest.fixture(scope="session")
def rule_levels() -> dict[str, str]:
    """The level of each rule of the catalogue."""
    catalogue = yaml.safe_load((OPENAPI / "rules.yaml").read_text(encoding="utf-8"))
    return {rule["id"]: rule["level"] for rule in catalogue["rules"]}

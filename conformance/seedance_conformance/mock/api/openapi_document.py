"""The OpenAPI document that the mock serves: the contract with this server as its address."""

from functools import cache
from typing import Any

from seedance_conformance.mock.settings import PREFIX
from seedance_conformance.resources import data_path


@cache
def openapi_source() -> bytes:
    """The contract as YAML; raises ResourceError if it is missing."""
    return data_path("seedance.yaml").read_bytes()


@cache
def openapi_document() -> dict[str, Any]:
    """The contract with this server as its only one; raises ResourceError if it is missing."""
    import yaml

    document: dict[str, Any] = yaml.load(openapi_source(), yaml.CSafeLoader)
    return document | {"servers": [{"url": PREFIX, "description": "This mock"}]}


def document_for_page() -> dict[str, Any]:
    """The contract as OpenAPI 3.0, since the bundled Swagger UI doesn't support later versions."""
    document: dict[str, Any] = _as_3_0(openapi_document())
    info = {name: value for name, value in document["info"].items() if name != "summary"}
    if "license" in info:
        info["license"] = {name: value for name, value in info["license"].items() if name != "identifier"}
    return document | {"openapi": "3.0.3", "info": info}


def _as_3_0(node: Any) -> Any:
    """The same node without features of OpenAPI 3.1."""
    if isinstance(node, list):
        return [_as_3_0(entry) for entry in node]
    if not isinstance(node, dict):
        return node
    result = {name: _as_3_0(value) for name, value in node.items()}
    _single_type(result)
    _open_bounds(result)
    for word in ("anyOf", "oneOf"):
        if isinstance(result.get(word), list) and {"type": "null"} in result[word]:
            result[word] = [branch for branch in result[word] if branch != {"type": "null"}]
            result["nullable"] = True
    if "const" in result:
        result["enum"] = [result.pop("const")]
    if "type" in result and isinstance(result.get("examples"), list) and result["examples"]:
        result["example"] = result.pop("examples")[0]
    return result


def _single_type(schema: dict[str, Any]) -> None:
    """Write `type: [x, "null"]` as `type: x` and `nullable`; drop the type where there are several."""
    kinds = schema.get("type")
    if not isinstance(kinds, list):
        return
    others = [kind for kind in kinds if kind != "null"]
    if len(others) == 1:
        schema["type"] = others[0]
    else:
        del schema["type"]
    if len(others) < len(kinds):
        schema["nullable"] = True


def _open_bounds(schema: dict[str, Any]) -> None:
    """Write a numeric `exclusiveMinimum` or `exclusiveMaximum` as a bound and a flag."""
    for flag, bound in (("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum")):
        value = schema.get(flag)
        if isinstance(value, int | float) and not isinstance(value, bool):
            schema[bound], schema[flag] = value, True

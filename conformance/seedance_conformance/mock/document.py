"""The OpenAPI document as the mock shows it: the shipped contract, pointed at this server."""

from functools import cache
from typing import Any

from seedance_conformance.mock.settings import PREFIX
from seedance_conformance.resources import ResourceError, data_path


@cache
def openapi_source() -> bytes:
    """The contract as it is shipped, YAML.

    Raises:
        ResourceError: it is missing.
    """
    return data_path("seedance.yaml").read_bytes()


@cache
def openapi_document() -> dict[str, Any]:
    """The contract with this server as its only one.

    Raises:
        ResourceError: it is missing or no YAML object.
    """
    import yaml

    try:
        document = yaml.load(openapi_source(), yaml.CSafeLoader)
    except yaml.YAMLError as error:
        raise ResourceError(f"seedance.yaml can't be read as YAML: {' '.join(str(error).split())}") from None
    if not isinstance(document, dict):
        raise ResourceError("seedance.yaml is not an OpenAPI document: install seedance-kit again")
    return document | {"servers": [{"url": PREFIX, "description": "This mock"}]}


def document_for_page() -> dict[str, Any]:
    """The contract in the words of OpenAPI 3.0, since the bundled Swagger UI knows no later version."""
    document: dict[str, Any] = _in_words_of_3_0(openapi_document())
    return document | {"openapi": "3.0.3"}


def _in_words_of_3_0(node: Any) -> Any:
    """`type: [x, "null"]` as `nullable`, `const` as a single `enum`, schema `examples` as `example`."""
    if isinstance(node, list):
        return [_in_words_of_3_0(entry) for entry in node]
    if not isinstance(node, dict):
        return node
    result = {name: _in_words_of_3_0(value) for name, value in node.items()}
    kinds = result.get("type")
    if isinstance(kinds, list):
        others = [kind for kind in kinds if kind != "null"]
        result["type"] = others[0] if others else "object"
        if len(others) < len(kinds):
            result["nullable"] = True
    if "const" in result:
        result["enum"] = [result.pop("const")]
    if "type" in result and isinstance(result.get("examples"), list) and result["examples"]:
        result["example"] = result.pop("examples")[0]
    return result

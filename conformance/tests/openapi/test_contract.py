"""The contract is a sound document: valid, with examples that match and rule ids that exist."""

from collections.abc import Iterator
from typing import Any

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator
from tests.openapi.conftest import JudgeOf
from tests.test_concordance import tags

OPERATIONS = {
    "createVideo": ("/v1/kyyvideo2/videos", "post"),
    "getVideo": ("/v1/result/{id}", "get"),
    "uploadAsset": ("/kyyVideo2/asset/upload", "post"),
    "getAsset": ("/kyyVideo2/asset/{assetId}", "get"),
    "deleteAsset": ("/kyyVideo2/asset/{assetId}", "delete"),
}

# Keywords that refuse something.
CONSTRAINTS = {
    *("type", "enum", "const", "pattern", "minLength", "minimum", "exclusiveMinimum", "maximum"),
    *("minItems", "maxItems", "required", "additionalProperties", "allOf", "anyOf", "oneOf", "not"),
}
APPLICATORS = ("allOf", "anyOf", "oneOf", "not", "if", "then", "else")

# The form of an error is undocumented, so no rule stands behind these.
WITHOUT_RULES = {"ErrorAnswer", "ErrorCode", "ErrorDetail", "ErrorReason"}


def operation(contract: dict[str, Any], name: str) -> dict[str, Any]:
    """The operation of that id."""
    path, method = OPERATIONS[name]
    found: dict[str, Any] = contract["paths"][path][method]
    assert found["operationId"] == name
    return found


def constrained(schema: dict[str, Any], place: str, tagged: bool = False) -> Iterator[tuple[str, bool]]:
    """Each place of a schema that refuses something, and whether a rule is named there or around it."""
    tagged = tagged or "x-rules" in schema
    if any(schema[keyword] is not True for keyword in CONSTRAINTS & schema.keys()):
        yield place, tagged
    for keyword in APPLICATORS:
        inner = schema.get(keyword, [])
        for number, part in enumerate(inner if isinstance(inner, list) else [inner]):
            yield from constrained(part, f"{place}/{keyword}/{number}", tagged)
    for name, part in schema.get("properties", {}).items():
        # A property that only narrows another schema's condition belongs to the rule around it.
        yield from constrained(part, f"{place}/{name}", tagged and "type" not in schema)
    if "items" in schema:
        yield from constrained(schema["items"], f"{place}/items")


def examples(contract: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any], object]]:
    """Each example of a body, with its place and the schema that it must match."""
    contents = [(f"{name} request", operation(contract, name).get("requestBody")) for name in OPERATIONS]
    contents += [(f"{name} answer", operation(contract, name)["responses"]["2XX"]) for name in OPERATIONS]
    contents.append(("error", contract["components"]["responses"]["Error"]))
    for place, body in contents:
        if body is not None:
            media = body["content"]["application/json"]
            for name, example in media["examples"].items():
                yield f"{place} {name}", media["schema"], example["value"]


def test_document_is_valid(contract: dict[str, Any]) -> None:
    """The contract is an OpenAPI 3.1 document."""
    OpenAPIV31SpecValidator(contract).validate()


@pytest.mark.parametrize("name", OPERATIONS)
def test_operations(contract: dict[str, Any], name: str) -> None:
    """Each operation asks for the key itself, and admits undocumented errors."""
    found = operation(contract, name)
    assert found["security"] == [{"bearerAuth": []}]
    assert found["responses"]["default"] == {"$ref": "#/components/responses/Error"}
    assert found["summary"]
    assert found["description"]


def test_examples_match(contract: dict[str, Any], judge_of: JudgeOf) -> None:
    """Every example matches its schema."""
    seen = 0
    for place, schema, value in examples(contract):
        assert judge_of(schema["$ref"].rpartition("/")[2])(value), place
        seen += 1
    assert seen > 30


def test_modes_and_statuses_have_examples(contract: dict[str, Any]) -> None:
    """Each mode of create and each status of an answer has an example."""
    values: list[Any] = [value for _, _, value in examples(contract)]
    media = {"first_image", "last_image", "referenceImages", "referenceVideos", "referenceAudios"}
    modes = {(v["model"].endswith("pro"), frozenset(v.keys() & media)) for v in values if "prompt" in v}
    pro = [(), ("first_image",), ("first_image", "last_image"), ("referenceImages",), ("referenceVideos",)]
    images, videos, audios = "referenceImages", "referenceVideos", "referenceAudios"
    mixes = [(images, videos), (images, audios), (videos, audios), (images, videos, audios)]
    standard = [(videos,), (images, videos), (videos, audios), (images, videos, audios)]
    assert modes == {(True, frozenset(m)) for m in pro + mixes} | {(False, frozenset(m)) for m in standard}
    assert {v["status"] for v in values if "created" in v} == {"queued", "processing", "completed", "failed"}
    details = [v["data"] for v in values if isinstance(v.get("data"), dict)]
    assert {d["status"] for d in details if "status" in d} == {"Processing", "Active", "Failed"}


def test_every_constraint_names_its_rules(contract: dict[str, Any]) -> None:
    """What refuses a value says which rule it stands for."""
    untagged = [
        place
        for name, schema in contract["components"]["schemas"].items()
        if name not in WITHOUT_RULES
        for place, tagged in constrained(schema, name)
        if not tagged
    ]
    assert untagged == []


def test_rules_exist_and_all_are_named(contract: dict[str, Any], rule_levels: dict[str, str]) -> None:
    """Each id is in the catalogue, and each documented MUST and SHOULD is in the contract or in its prose."""
    named = set(tags(contract))
    judged = {rule for rule, level in rule_levels.items() if level != "OBSERVE" and not rule.startswith("RB-")}
    assert named - rule_levels.keys() == set()
    assert judged - named == set()


def test_links(contract: dict[str, Any]) -> None:
    """Links lead from create to query and from upload over detail to delete, and none into create."""
    targets = {
        name: [link["operationId"] for link in operation(contract, name)["responses"]["2XX"].get("links", {}).values()]
        for name in OPERATIONS
    }
    assert targets == {
        "createVideo": ["getVideo"],
        "getVideo": [],
        "uploadAsset": ["getAsset"],
        "getAsset": ["deleteAsset"],
        "deleteAsset": [],
    }


def test_ratios_are_words(contract: dict[str, Any]) -> None:
    """No ratio is read as a number in base sixty, as YAML 1.1 would without quotes."""
    assert all(isinstance(word, str) for word in contract["components"]["schemas"]["AspectRatio"]["enum"])

"""From a failed check to the rule that it is about, by the `x-rules` of the contract."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any, Final

import jsonschema_rs  # the validator of Schemathesis, so that both see the same faults
import yaml
from attrs import frozen
from schemathesis.core.failures import Failure
from schemathesis.openapi.checks import JsonSchemaError

from seedance_conformance.resources import data_path
from seedance_conformance.suite.log.monitors.history import create_answer
from seedance_conformance.suite.log.monitors.shapes import departure
from seedance_conformance.transport.answer import asset_of, task_of
from seedance_conformance.transport.exchange import Exchange

DEFAULT: Final = "EP-RESP-JSON"
"""For what is wrong with the whole answer."""

_SUCCESS: Final = {
    "create": (("CreatedTask",), "CS-"),
    "query": (("VideoTask",), "QR-"),
    "upload": (("AssetUploaded",), "AS-UP-"),
    "detail": (("AssetDetail", "Asset"), "AS-DT-"),
    "delete": (("AssetDeletion",), "AS-DEL-"),
}
"""By operation: the schemas of a success, and how the ids of the rules about it begin."""

_BY_CHECK: Final = {
    "not_a_server_error": "RB-NO-5XX",
    "content_type_conformance": "RB-JSON-LABEL",
    "response_headers_conformance": "RB-JSON-LABEL",
}
_NAMED: Final = re.compile(r"\b[A-Z]{2}(?:-[A-Z0-9]+)+(?=: )")
_OPEN: Final = {"detail": ("name", "url", "assetId"), "query": ("id",)}
# Where sound servers differ: a name that was never given, the address of an asset in review, ids that are numbers.


@frozen
class Blame:
    """A broken rule, and what was wrong in a few words."""

    rule: str
    reason: str


def blame(failure: Failure, exchange: Exchange) -> list[Blame]:
    """The rules that a failure of a check shows broken; empty if what it found is an open question."""
    if isinstance(failure, JsonSchemaError):
        return list(_schema_blames(exchange))
    text = f"{failure.title}: {failure.message}"
    named = _NAMED.search(text)
    if named:
        return [Blame(named.group(), " ".join(failure.message.split()))]
    found = [rule for check, rule in _BY_CHECK.items() if check in failure.checks]
    return [Blame(found[0] if found else DEFAULT, " ".join(text.split()))]


def _schema_blames(exchange: Exchange) -> Iterator[Blame]:
    """Judge the success schema alone: an answer that fits none of several is told only that much by `anyOf`."""
    document = exchange.document
    names, family = _SUCCESS[exchange.operation]
    created = create_answer(exchange) if document is not None else None
    elsewhere = departure(created) if created else None
    if elsewhere and elsewhere.readable:
        # The envelope of a gateway is one departure, and not one for each field that the contract misses.
        yield Blame(elsewhere.rule, f"{elsewhere.breach.observed}")
        return
    if document is None or (exchange.operation in ("create", "query") and task_of(exchange) != document):
        yield Blame(DEFAULT, "the answer is no object with the fields at top level")
        return
    tries = [list(_validator(name).iter_errors(document)) for name in names]
    wrapped = exchange.operation != "detail" or asset_of(exchange) != document
    name, errors = (names[0], tries[0]) if wrapped else (names[-1], tries[-1])
    for error in errors:
        path = [str(step) for step in error.instance_path]
        missing = getattr(error.kind, "property", None)
        path += [str(missing)] if missing else []
        if path and path[-1] in _OPEN.get(exchange.operation, ()):
            continue
        yield Blame(_rule(name, path, family, document), f"{'.'.join(path) or 'the answer'}: {error.message[:120]}")


def _rule(name: str, path: list[str], family: str, document: dict[str, Any]) -> str:
    """The rule of the field at a path; where the field names several, the one about its value at this status."""
    schema = _resolved({"$ref": f"#/components/schemas/{name}"})
    for step in path:
        schema = _resolved(schema.get("properties", {}).get(step, {}))
    spoken: list[str] = [
        rule for rule in [*schema.get("x-rules", ()), *schema.get("x-rules-in-prose", ())] if rule.startswith(family)
    ]
    otherwise = [rule for rule in spoken if rule.endswith("-ELSE")]
    if path and otherwise and not spoken[0].endswith(f"-{str(document.get('status')).upper()}"):
        return otherwise[0]
    return spoken[0] if path and spoken else DEFAULT


def _resolved(schema: dict[str, Any]) -> dict[str, Any]:
    """A schema with the keywords of what it refers to; its own come first."""
    if "$ref" not in schema:
        return schema
    target = _contract()["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    return {**_resolved(target), **schema}


@cache
def _contract() -> dict[str, Any]:
    contract: dict[str, Any] = yaml.load(data_path("seedance.yaml").read_bytes(), yaml.CSafeLoader)
    return contract


@cache
def _validator(name: str) -> jsonschema_rs.Draft202012Validator:
    schema = {"$ref": f"#/components/schemas/{name}", "components": _contract()["components"]}
    return jsonschema_rs.Draft202012Validator(schema)

"""Attributes a failed check to a rule, by the `x-rules` of the contract."""

import re
from collections.abc import Iterator
from typing import Any, Final

import jsonschema_rs  # the validator of Schemathesis, so that both find the same faults
import yaml
from attrs import frozen
from schemathesis.core.failures import Failure
from schemathesis.openapi.checks import JsonSchemaError

from seedance_conformance.resources import data_path
from seedance_conformance.suite.log.history import create_answer
from seedance_conformance.suite.log.monitors.create_answers import departure
from seedance_conformance.transport.answers.answer import asset_of, task_of
from seedance_conformance.transport.exchange import Exchange

DEFAULT: Final = "EP-RESP-JSON"
"""The rule about the form of the whole answer."""

_SUCCESS: Final = {
    "create": (("CreatedTask",), "CS-"),
    "query": (("VideoTask",), "QR-"),
    "upload": (("AssetUploaded",), "AS-UP-"),
    "detail": (("AssetDetail", "AssetRecord"), "AS-DT-"),
    "delete": (("AssetDeletion",), "AS-DEL-"),
}
"""By operation: the schemas of a success, and the prefix of the rules about it."""

_COMPONENTS: Final[dict[str, Any]] = yaml.load(data_path("seedance.yaml").read_bytes(), yaml.CSafeLoader)["components"]
_VALIDATORS: Final = {
    name: jsonschema_rs.Draft202012Validator({"$ref": f"#/components/schemas/{name}", "components": _COMPONENTS})
    for names, _ in _SUCCESS.values()
    for name in names
}

_BY_CHECK: Final = {
    "not_a_server_error": "RB-NO-5XX",
    "content_type_conformance": "RB-JSON-LABEL",
    "response_headers_conformance": "RB-JSON-LABEL",
}
_NAMED: Final = re.compile(r"\b[A-Z]{2}(?:-[A-Z0-9]+)+(?=: )")
# Where correct servers differ: a name that was never given, the address of an asset in review, ids that are numbers.
_OPEN: Final = {"detail": ("name", "url", "assetId"), "query": ("id",)}


@frozen
class Finding:
    """A broken rule, and the reason in a few words."""

    rule: str
    reason: str


def attribute(failure: Failure, exchange: Exchange) -> list[Finding]:
    """The rules that a failed check shows to be broken; empty if it is about an open question."""
    if isinstance(failure, JsonSchemaError):
        return list(_schema_findings(exchange))
    text = f"{failure.title}: {failure.message}"
    named = _NAMED.search(text)
    if named:
        return [Finding(named.group(), " ".join(failure.message.split()))]
    found = [rule for check, rule in _BY_CHECK.items() if check in failure.checks]
    return [Finding(found[0] if found else DEFAULT, " ".join(text.split()))]


def _schema_findings(exchange: Exchange) -> Iterator[Finding]:
    """Validate against the schema of a success alone: `anyOf` would only say that no schema fits."""
    document = exchange.document
    names, family = _SUCCESS[exchange.operation]
    created = create_answer(exchange) if document is not None else None
    elsewhere = departure(created) if created else None
    if elsewhere and elsewhere.readable:
        # An id in the envelope of a gateway is one finding, not one for each field that is missing then.
        yield Finding(elsewhere.rule, elsewhere.breach.observed)
        return
    if document is None or (exchange.operation in ("create", "query") and task_of(exchange) != document):
        yield Finding(DEFAULT, "the answer isn't an object with the fields at top level")
        return
    tries = [list(_VALIDATORS[name].iter_errors(document)) for name in names]
    wrapped = exchange.operation != "detail" or asset_of(exchange) != document
    name, errors = (names[0], tries[0]) if wrapped else (names[-1], tries[-1])
    for error in errors:
        path = [str(step) for step in error.instance_path]
        missing = getattr(error.kind, "property", None)
        path += [str(missing)] if missing else []
        if path and path[-1] in _OPEN.get(exchange.operation, ()):
            continue
        yield Finding(_rule(name, path, family, document), f"{'.'.join(path) or 'the answer'}: {error.message[:120]}")


def _rule(name: str, path: list[str], family: str, document: dict[str, Any]) -> str:
    """The rule of the field at a path; if the field names several, the one about its value at this status."""
    schema = _resolved({"$ref": f"#/components/schemas/{name}"})
    for step in path:
        schema = _resolved(schema.get("properties", {}).get(step, {}))
    named: list[str] = [
        rule for rule in [*schema.get("x-rules", ()), *schema.get("x-rules-in-prose", ())] if rule.startswith(family)
    ]
    other = [rule for rule in named if rule.endswith("-ELSE")]
    if path and other and not named[0].endswith(f"-{str(document.get('status')).upper()}"):
        return other[0]
    return named[0] if path and named else DEFAULT


def _resolved(schema: dict[str, Any]) -> dict[str, Any]:
    """A schema with the keywords of the schema that it refers to; its own override them."""
    if "$ref" not in schema:
        return schema
    target = _COMPONENTS["schemas"][schema["$ref"].rpartition("/")[2]]
    return {**_resolved(target), **schema}

"""The contract as a reading of recorded bodies: which rules a body certainly breaks, by the schemas of `seedance.yaml`.

The contract decides whether a body is valid. Each of its constraints names rules in `x-rules`, and the keyword that
fails tells which of them: `maximum` breaks the rule whose id ends in MAX. Only the rules of the mode table are named by
the fields that are present, since one `oneOf` expresses them all. If the names and the verdict of the schemas disagree,
nothing is certain.
"""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, Final

import jsonschema_rs
import yaml
from attrs import frozen

from seedance_conformance.recording.open_questions.open_features import Features, features
from seedance_conformance.resources import data_path

_CREATE: Final = "CreateVideoRequest"
_UPLOAD: Final = "AssetUpload"
# The keyword of a failed constraint -> the ends of the ids that it can break, the first that occurs.
_ENDS: Final[Mapping[str, tuple[str, ...]]] = {
    "type": ("-TYPE", "-ENUM", "-URL", "-NAME"),
    "enum": ("-ENUM",),
    "minimum": ("-MIN",),
    "maximum": ("-MAX",),
    "minItems": ("COUNT-MIN",),
    "maxItems": ("COUNT-MAX",),
    "pattern": ("-SCHEME", "-URL"),
}
# Field of an upload -> the end of the id of the rule that demands it.
_REQUIRED: Final = {"assetType": "-TYPE-ENUM", "url": "-UP-URL"}
_FRAMES: Final = (("first_image", "FIRST"), ("last_image", "LAST"))
_REFERENCES: Final = ("referenceImages", "referenceVideos", "referenceAudios")
_NEEDS_VIDEO: Final = {"seedance_2_0": "CR-STD-NEEDS-VIDEO", "seedance_2_0_fast": "CR-STDFAST-NEEDS-VIDEO"}


@frozen
class Reading:
    """What the contract says about a body: rules that it certainly breaks, OBSERVE rules about what is open in it.

    It is `valid` if it has neither, and `clear` if the schemas and the names of the rules agree.
    """

    broken: frozenset[str] = frozenset()
    open: frozenset[str] = frozenset()
    valid: bool = False
    clear: bool = True


class Contract:
    """The schemas of the contract."""

    def __init__(self) -> None:
        self._document: dict[str, Any] = yaml.load(data_path("seedance.yaml").read_bytes(), yaml.CSafeLoader)
        self._schemas: dict[str, Any] = self._document["components"]["schemas"]
        self._variants = [option["$ref"].rpartition("/")[2] for option in self._schemas[_CREATE]["oneOf"]]
        self._validators: dict[str, jsonschema_rs.Draft202012Validator] = {}

    def create(self, body: object, *, remote: bool) -> Reading:
        """Read the body of a create; for a remote target what is disputed counts as open."""
        body = _encodable(body)
        if not isinstance(body, dict):
            return Reading(clear=False)
        found = features(body, remote=remote)
        cleaned = found.cleaned
        named = set(self._fields(self._variants, cleaned)) | set(_mode(cleaned, found))
        if found.drops_model:
            named.discard("CR-MODEL-ENUM")
            return Reading(frozenset(named), found.rules)
        invalid = not self._validator(f"#/components/schemas/{_CREATE}").is_valid(cleaned)
        return _reading(named, found.rules, invalid=invalid)

    def upload(self, body: object) -> Reading:
        """Read the body of an upload."""
        body = _encodable(body)
        if not isinstance(body, dict):
            return Reading(clear=False)
        known = self._schemas[_UPLOAD]["properties"]
        cleaned = {name: value for name, value in body.items() if name in known and value is not None}
        if isinstance(body.get("url"), str) and not cleaned["url"].lower().startswith(("http://", "https://")):
            return Reading(clear=False)  # what else an upload may name isn't documented
        named = set(self._fields([_UPLOAD], cleaned))
        if "AS-UP-NAME" in named:
            return Reading(clear=False)  # a name is optional, but nothing says what becomes of one that isn't a text
        invalid = not self._validator(f"#/components/schemas/{_UPLOAD}").is_valid(cleaned)
        words = self._schemas["AssetType"]["enum"]
        if isinstance(body.get("assetType"), str) and body["assetType"].capitalize() in words:
            named = {"AS-UP-TYPE-CASE" if rule == "AS-UP-TYPE-ENUM" else rule for rule in named}
        is_open = frozenset({"CR-EXTRA-PROPS"}) if cleaned != body else frozenset[str]()
        return _reading(named, is_open, invalid=invalid)

    def _fields(self, variants: list[str], body: Mapping[str, Any]) -> Iterator[str]:
        """The rules that single fields break: a field is wrong if it is wrong in each shape that has it."""
        required = set.intersection(*(set(self._schemas[name]["required"]) for name in variants))
        for name in sorted(required - body.keys()):
            ends = (_REQUIRED.get(name, f"-{name.upper()}-REQ"),)
            yield from _ending(self._schemas[variants[0]]["x-rules"], ends)
        for name, value in body.items():
            shapes = [shape for shape in variants if name in self._schemas[shape]["properties"]]
            faults = [self._faults(shape, name, value) for shape in shapes]
            if faults and all(faults):
                yield from set.intersection(*faults) or faults[0]

    def _faults(self, shape: str, name: str, value: object) -> set[str]:
        address = f"#/components/schemas/{shape}/properties/{name}"
        found: set[str] = set()
        for error in self._validator(address).iter_errors(value):
            path = [str(part) for part in error.evaluation_path]
            found |= set(_ending(self._tags(address, path), _ENDS.get(path[-1], ())))
        return found

    def _tags(self, address: str, path: list[str]) -> list[str]:
        """The rule ids on the way to a keyword, through references; those nearest to it come first."""
        node = self._at(address)
        tags: list[list[str]] = [node.get("x-rules", [])]
        for part in path[1:] if path[:1] == ["$ref"] else path:
            node = self._at(node["$ref"]) if part == "$ref" else node[int(part) if isinstance(node, list) else part]
            tags.append(node.get("x-rules", []) if isinstance(node, dict) else [])
        return [rule for group in reversed(tags) for rule in group]

    def _at(self, address: str) -> Any:
        node: Any = self._document
        for part in address.removeprefix("#/").split("/"):
            node = node[part]
        return node

    def _validator(self, address: str) -> jsonschema_rs.Draft202012Validator:
        if address not in self._validators:
            schema = {"$ref": address, "components": self._document["components"]}
            self._validators[address] = jsonschema_rs.Draft202012Validator(schema)
        return self._validators[address]


@cache
def load_contract() -> Contract:
    """The shipped contract. Raises ResourceError if it is missing."""
    return Contract()


def _reading(named: set[str], is_open: frozenset[str], *, invalid: bool) -> Reading:
    if invalid != bool(named):
        return Reading(open=is_open, clear=False)
    return Reading(frozenset(named), is_open, valid=not named and not is_open)


def _encodable(value: Any) -> Any:
    """The value without halves of surrogate pairs, which the validator can't take: no rule asks for the characters."""
    match value:
        case str():
            return value.encode("utf-8", "replace").decode("utf-8")
        case list():
            return [_encodable(one) for one in value]
        case dict():
            return {_encodable(name): _encodable(one) for name, one in value.items()}
    return value


def _ending(tags: list[str], ends: tuple[str, ...]) -> list[str]:
    return [rule for end in ends for rule in tags if rule.endswith(end)][:1]


def _mode(body: Mapping[str, Any], found: Features) -> Iterator[str]:
    """The rules of the mode table that the present fields break."""
    present = {name for name, value in body.items() if value not in ([], None)}
    if "last_image" in present and "first_image" not in present:
        yield "CR-LAST-NEEDS-FIRST"
    for frame, short in _FRAMES:
        for references in _REFERENCES:
            if {frame, references} <= present:
                yield f"CR-EXCL-{short}-{references.upper().replace('ERENCE', '')}"
    model = body.get("model")
    if not found.drops_model and isinstance(model, str) and model in _NEEDS_VIDEO and "referenceVideos" not in present:
        yield _NEEDS_VIDEO[model]

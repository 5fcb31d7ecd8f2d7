"""Faults in the checks of single fields of a create request."""

from collections.abc import Iterator

from seedance_conformance.mock.api.inspector.create import FRAMES, REFERENCES
from seedance_conformance.mock.faults.fault import Fault, fault_table
from seedance_conformance.mock.faults.request_mutations import (
    BodyFilter,
    accepts,
    counts,
    has,
    lacks,
    on,
    refuses,
    sends,
)
from seedance_conformance.mock.hooks import Body
from seedance_conformance.mock.media.references import addresses_in

_MODEL_ECHOES = "CS-MODEL-ENUM CS-MODEL-ECHO QR-MODEL-STABLE"
_MANY_RULES = "CR-* MD-* AS-* RB-* QR-* CS-*"  # refusing a valid value can leave many rules without evidence


@fault_table
def _model() -> Iterator[Fault]:
    yield accepts("model-not-needed", "CR-MODEL-REQ", also=_MODEL_ECHOES)
    yield accepts("any-model-accepted", "CR-MODEL-ENUM", also=_MODEL_ECHOES + " CR-MODEL-REQ")
    yield accepts("unknown-word-after-model-name-accepted", "CR-MODEL-ENUM", _longer_model, also=_MODEL_ECHOES)
    yield accepts("null-as-model-accepted", "CR-MODEL-ENUM", sends("model", None), also=_MODEL_ECHOES + " CR-MODEL-REQ")
    yield accepts("number-as-model-accepted", "CR-MODEL-ENUM", _has_type("model", int, float), also=_MODEL_ECHOES)
    yield refuses("standard-fast-refused", "CR-MODEL-ENUM", on("fast"), also=_MANY_RULES)
    yield refuses("fast-pro-refused", "CR-MODEL-ENUM", on("fast_pro"), also=_MANY_RULES)


@fault_table
def _prompt() -> Iterator[Fault]:
    yield accepts("prompt-not-needed", "CR-PROMPT-REQ")
    yield accepts("prompt-not-needed-with-frames", "CR-PROMPT-REQ", has("first_image"))
    yield accepts("prompt-not-needed-with-references", "CR-PROMPT-REQ", _any_reference)
    yield accepts("prompt-not-needed-without-media", "CR-PROMPT-REQ", lacks("first_image", *REFERENCES))
    yield accepts("number-as-prompt-accepted", "CR-PROMPT-TYPE", _has_type("prompt", int, float))
    yield accepts("array-as-prompt-accepted", "CR-PROMPT-TYPE", _has_type("prompt", list))
    yield accepts("object-as-prompt-accepted", "CR-PROMPT-TYPE", _has_type("prompt", dict))
    yield accepts("boolean-as-prompt-accepted", "CR-PROMPT-TYPE", _has_type("prompt", bool))
    yield accepts("null-as-prompt-accepted", "CR-PROMPT-TYPE", sends("prompt", None), also="CR-PROMPT-REQ")


@fault_table
def _duration() -> Iterator[Fault]:
    kind, least, most = "CR-DUR-TYPE", "CR-DUR-MIN", "CR-DUR-MAX"
    yield accepts("numeric-string-as-duration-accepted", kind, sends("duration", "4", "5", "10"))
    yield accepts("fraction-as-duration-accepted", kind, _has_type("duration", float))
    yield accepts("true-as-duration-accepted", kind, sends("duration", True))
    yield accepts("array-as-duration-accepted", kind, _has_type("duration", list, dict))
    yield accepts("duration-not-checked", f"{least} {most}")
    yield accepts("duration-3-accepted", least, sends("duration", 3))
    yield accepts("duration-0-accepted", least, sends("duration", 0))
    yield accepts("duration-minus-1-accepted", least, sends("duration", -1))
    yield accepts("negative-duration-accepted", least, lambda body: _number(body) < 0)
    yield accepts("duration-3-accepted-on-fast-pro", least, on("fast_pro"), sends("duration", 3))
    yield accepts("duration-3-accepted-on-standard", least, on("std", "fast"), sends("duration", 3))
    yield accepts("duration-16-accepted", most, sends("duration", 16))
    yield accepts("duration-above-16-accepted", most, lambda body: _number(body) > 16)
    yield accepts("duration-wraps-at-32-bits", most, lambda body: 4 <= _number(body) % 2**32 <= 15)
    yield accepts("duration-16-accepted-with-frames", most, has("first_image"), sends("duration", 16))
    yield accepts("duration-16-accepted-on-fast", most, on("fast"), sends("duration", 16))
    yield refuses("duration-4-refused", least, sends("duration", 4), also="CR-DUR-TYPE")
    yield refuses("duration-15-refused", most, sends("duration", 15), also="CR-DUR-TYPE")
    yield refuses("duration-15-refused-on-fast-pro", most, on("fast_pro"), sends("duration", 15))
    yield refuses("duration-7-refused", "CR-DUR-TYPE", sends("duration", 7), also="CR-DUR-*")


@fault_table
def _ratio_and_sound() -> Iterator[Fault]:
    ratio, sound = "CR-RATIO-ENUM", "CR-AUDIO-TYPE"
    yield accepts("any-ratio-accepted", ratio)
    yield accepts("ratio-2:1-accepted", ratio, sends("aspect_ratio", "2:1"))
    yield accepts("ratio-9:21-accepted", ratio, sends("aspect_ratio", "9:21"))
    yield accepts("ratio-16x9-accepted", ratio, sends("aspect_ratio", "16x9"))
    yield accepts("number-as-ratio-accepted", ratio, _has_type("aspect_ratio", int, float))
    yield accepts("any-ratio-accepted-with-frames", ratio, has("first_image"))
    for refused in ("16:9", "4:3", "1:1", "3:4", "9:16", "21:9"):
        yield refuses(f"ratio-{refused}-refused", ratio, sends("aspect_ratio", refused))
    yield refuses("ratio-21:9-refused-on-fast", ratio, on("fast"), sends("aspect_ratio", "21:9"))
    adaptive = sends("aspect_ratio", "adaptive")
    textual = lacks("first_image", *REFERENCES)
    yield refuses("adaptive-refused-without-media", "CR-RATIO-ADAPTIVE", adaptive, textual, also=ratio)
    yield refuses("adaptive-refused-with-frames", "CR-RATIO-ADAPTIVE", adaptive, has("first_image"), also=ratio)
    yield refuses("adaptive-refused-with-references", "CR-RATIO-ADAPTIVE", adaptive, _any_reference, also=ratio)
    yield accepts("string-as-generateAudio-accepted", sound, _has_type("generateAudio", str))
    yield accepts("text-true-as-generateAudio-accepted", sound, sends("generateAudio", "true"))
    yield accepts("number-as-generateAudio-accepted", sound, _has_type("generateAudio", int))
    yield accepts("array-as-generateAudio-accepted", sound, _has_type("generateAudio", list, dict))
    yield refuses("generateAudio-false-refused", sound, sends("generateAudio", False))
    yield refuses("generateAudio-true-refused", sound, sends("generateAudio", True))


@fault_table
def _frames() -> Iterator[Fault]:
    for field, rule in (("first_image", "CR-FIRST-TYPE"), ("last_image", "CR-LAST-TYPE")):
        yield accepts(f"number-as-{field}-accepted", rule, _has_type(field, int, float))
        yield accepts(f"array-as-{field}-accepted", rule, _has_type(field, list))
        yield accepts(f"object-as-{field}-accepted", rule, _has_type(field, dict))


@fault_table
def _references() -> Iterator[Fault]:
    kind = "CR-REFS-TYPE"
    yield accepts("bare-string-as-references-accepted", kind, _bare_reference)
    for field in REFERENCES:
        yield accepts(f"bare-string-as-{field}-accepted", kind, _has_type(field, str))
        yield accepts(f"object-as-{field}-accepted", kind, _has_type(field, dict))
        yield accepts(f"number-in-{field}-accepted", kind, _number_in(field), place="]")
    yield accepts("null-in-references-accepted", kind, _null_in_references, place="]")
    yield accepts("wrong-type-after-first-reference-accepted", kind, place="[1]")
    yield accepts("empty-referenceImages-accepted", "CR-IMG-COUNT-MIN")
    limits = (("referenceImages", "CR-IMG", 9), ("referenceVideos", "CR-VID", 3), ("referenceAudios", "CR-AUD", 3))
    for field, family, most in limits:
        rule = f"{family}-COUNT-MAX"
        yield accepts(f"any-number-of-{field}-accepted", rule)
        yield accepts(f"{most + 1}-{field}-accepted", rule, counts(field, most + 1))
        also = "CR-MIX-REFS CR-PRO-VIDEO-OPTIONAL CR-STD*"
        yield refuses(f"{most}-{field}-refused", rule, counts(field, most), also=also)
    yield accepts("4-referenceVideos-accepted-on-fast", "CR-VID-COUNT-MAX", on("fast"))
    yield accepts("10-referenceImages-accepted-on-fast-pro", "CR-IMG-COUNT-MAX", on("fast_pro"))
    yield refuses("single-image-refused", "CR-IMG-COUNT-MIN", counts("referenceImages", 1), also=_MANY_RULES)


@fault_table
def _addresses() -> Iterator[Fault]:
    rule = "CR-URL-SCHEME"
    yield accepts("any-address-accepted", rule, also="RB-UNFETCHABLE")
    for scheme in ("ftp", "file", "blob"):
        yield accepts(f"{scheme}-address-accepted", rule, _has_address_with(f"{scheme}:"))
    for field in FRAMES + REFERENCES:
        yield accepts(f"any-address-accepted-in-{field}", rule, place=field, also="RB-UNFETCHABLE")
    yield accepts("any-address-accepted-after-first-reference", rule, place="[1]")
    yield refuses("address-above-255-characters-refused", rule, _has_long_address)
    yield refuses("asset-address-refused", rule, _has_address_with("asset://"), also="AS-* CR-*-TYPE")


def _has_type(field: str, *kinds: type) -> BodyFilter:
    """Bodies in which a field has one of exactly these types."""
    return lambda body: type(body.get(field)) in kinds


def _longer_model(body: Body) -> bool:
    return str(body.get("model")).startswith("seedance_2_0_")


def _number(body: Body) -> float:
    value = body.get("duration")
    return value if isinstance(value, int | float) and not isinstance(value, bool) else 5


def _any_reference(body: Body) -> bool:
    return any(body.get(field) for field in REFERENCES)


def _bare_reference(body: Body) -> bool:
    return any(isinstance(body.get(field), str) for field in REFERENCES)


def _number_in(field: str) -> BodyFilter:
    return lambda body: any(isinstance(entry, int | float) for entry in _list_in(body, field))


def _null_in_references(body: Body) -> bool:
    return any(None in _list_in(body, field) for field in REFERENCES)


def _list_in(body: Body, field: str) -> list[object]:
    value = body.get(field)
    return value if isinstance(value, list) else []


def _has_address_with(text: str) -> BodyFilter:
    return lambda body: any(text in str(body.get(field)) for field in FRAMES + REFERENCES)


def _has_long_address(body: Body) -> bool:
    return any(len(address) > 255 for _, _, address in addresses_in(body))

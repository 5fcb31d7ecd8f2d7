"""Checks single fields of a create request: type, range, and the form of addresses."""

from collections.abc import Mapping

from seedance_conformance.mock.addresses import asset_id_of, is_web_address, scheme_of
from seedance_conformance.mock.problems import Problem, Problems

STANDARD_MODELS = frozenset({"seedance_2_0", "seedance_2_0_fast"})
PRO_MODELS = frozenset({"seedance_2_0_pro", "seedance_2_0_fast_pro"})
LEGACY_MODELS = {
    "kyyvideo2": "seedance_2_0",
    "kyyvideo2_fast": "seedance_2_0_fast",
    "kyyvideo2_pro": "seedance_2_0_pro",
    "kyyvideo2_fast_pro": "seedance_2_0_fast_pro",
}
RATIOS = frozenset({"16:9", "4:3", "1:1", "3:4", "9:16", "21:9", "adaptive"})
LEAST_SECONDS, MOST_SECONDS = 4, 15
MOST_IMAGES, MOST_CLIPS = 9, 3

_MODEL_NAMES = "seedance_2_0, seedance_2_0_fast, seedance_2_0_pro or seedance_2_0_fast_pro"
_SECONDS_REMEDY = f"send a whole number of seconds from {LEAST_SECONDS} to {MOST_SECONDS}"
_ADDRESS_REMEDY = "send a public http(s) URL or asset://ASSET_ID"


def whole_number(value: object) -> int | None:
    """The whole number that a text stands for, as lenient frameworks convert it; None for anything else."""
    try:
        return int(value) if isinstance(value, str) else None
    except ValueError:
        return None


def unknown_field(field: str, value: object) -> Problem:
    """A field that no page names, where the choices refuse it."""
    message, remedy = "the documents don't name this field", "leave it out; names are case-sensitive"
    return Problem("CR-EXTRA-PROPS", field, value, message, remedy)


class FieldChecks:
    """A method for each kind of field; it appends what it finds to `problems`."""

    def __init__(self, choices: Mapping[str, str]) -> None:
        self._blank_prompt = choices["blank-prompt"] == "accepted"
        length = choices["prompt-length"]
        self._longest_prompt = None if length == "unlimited" else int(length)
        self._whole_floats = choices["whole-float-duration"] == "accepted"
        self._texts = choices["string-duration"] == "converted"
        self._empty_address = choices["empty-address"] == "ignored"
        self._data_uri = choices["data-uri"] == "accepted"
        self._asset_id_scheme = choices["asset-id-scheme"] == "accepted"
        self._models = {name: name for name in STANDARD_MODELS | PRO_MODELS}
        if choices["legacy-models"] == "accepted":
            self._models |= LEGACY_MODELS
        self._tolerant = choices["model-spelling"] == "tolerant"
        self._unique = choices["duplicate-references"] == "refused"

    def canonical_model(self, value: object) -> str | None:
        """The documented name that `value` stands for, or None."""
        if not isinstance(value, str):
            return None
        if self._tolerant:
            value = value.strip().lower().replace("-", "_").replace(" ", "_")
        return self._models.get(value)

    def model(self, field: str, value: object, problems: Problems) -> None:
        """CR-MODEL-ENUM."""
        if self.canonical_model(value) is None:
            message = "model isn't one of the four names"
            problems.append(Problem("CR-MODEL-ENUM", field, value, message, f"send {_MODEL_NAMES}"))

    def prompt(self, field: str, value: object, problems: Problems) -> None:
        """CR-PROMPT-TYPE, and CR-PROMPT-EMPTY and CR-PROMPT-LEN where the choices refuse them."""
        if not isinstance(value, str):
            problems.append(Problem("CR-PROMPT-TYPE", field, value, "prompt isn't a string", "send a text"))
        elif not self._blank_prompt and not value.strip():
            problems.append(Problem("CR-PROMPT-EMPTY", field, value, "prompt is blank", "say what to show"))
        elif self._longest_prompt is not None and len(value) > self._longest_prompt:
            message = f"prompt has {len(value)} characters"
            problems.append(Problem("CR-PROMPT-LEN", field, value, message, f"send at most {self._longest_prompt}"))

    def duration(self, field: str, value: object, problems: Problems) -> None:
        """CR-DUR-TYPE, CR-DUR-MIN, CR-DUR-MAX."""
        seconds = whole_number(value) if self._texts else None
        value = value if seconds is None else seconds
        if type(value) is not int and not (self._whole_floats and type(value) is float and value.is_integer()):
            problems.append(Problem("CR-DUR-TYPE", field, value, "duration isn't an integer", _SECONDS_REMEDY))
        elif value < LEAST_SECONDS:
            message = f"duration is below {LEAST_SECONDS} seconds"
            problems.append(Problem("CR-DUR-MIN", field, value, message, _SECONDS_REMEDY))
        elif value > MOST_SECONDS:
            message = f"duration is above {MOST_SECONDS} seconds"
            problems.append(Problem("CR-DUR-MAX", field, value, message, _SECONDS_REMEDY))

    def ratio(self, field: str, value: object, problems: Problems) -> None:
        """CR-RATIO-ENUM."""
        if not isinstance(value, str) or value not in RATIOS:
            message = "aspect_ratio isn't one of the seven values"
            remedy = "send 16:9, 4:3, 1:1, 3:4, 9:16, 21:9 or adaptive"
            problems.append(Problem("CR-RATIO-ENUM", field, value, message, remedy))

    def sound(self, field: str, value: object, problems: Problems) -> None:
        """CR-AUDIO-TYPE."""
        if not isinstance(value, bool):
            message = "generateAudio isn't a boolean"
            problems.append(Problem("CR-AUDIO-TYPE", field, value, message, "send true or false without quotes"))

    def frame(self, field: str, value: object, problems: Problems) -> None:
        """CR-FIRST-TYPE, CR-LAST-TYPE and the form of the address."""
        if not isinstance(value, str):
            rule = "CR-FIRST-TYPE" if field == "first_image" else "CR-LAST-TYPE"
            problems.append(Problem(rule, field, value, f"{field} isn't a string", _ADDRESS_REMEDY))
        elif value or not self._empty_address:
            self.address(field, value, problems)

    def references(self, field: str, value: object, problems: Problems) -> None:
        """CR-REFS-TYPE, the three counts, and the form of each address."""
        if not isinstance(value, list):
            remedy = "send an array of addresses, even for one"
            problems.append(Problem("CR-REFS-TYPE", field, value, f"{field} isn't an array", remedy))
            return
        self._count(field, value, problems)
        before = len(problems)
        for place, address in enumerate(value):
            if isinstance(address, str):
                self.address(f"{field}[{place}]", address, problems)
            else:
                message = f"entry {place} of {field} isn't a string"
                problems.append(Problem("CR-REFS-TYPE", f"{field}[{place}]", address, message, _ADDRESS_REMEDY))
        if self._unique and len(problems) == before and len(set(value)) < len(value):
            problems.append(Problem("CR-REFS-DUP", field, value, f"{field} repeats an address", "send it once"))

    def _count(self, field: str, value: list[object], problems: Problems) -> None:
        if field == "referenceImages":
            rule, most = "CR-IMG-COUNT-MAX", MOST_IMAGES
            if not value:
                remedy = f"send 1 to {most}, or leave the field out"
                problems.append(Problem("CR-IMG-COUNT-MIN", field, value, f"{field} is empty", remedy))
        else:
            rule, most = "CR-VID-COUNT-MAX" if field == "referenceVideos" else "CR-AUD-COUNT-MAX", MOST_CLIPS
        if len(value) > most:
            problems.append(Problem(rule, field, value, f"{field} has {len(value)} entries", f"send at most {most}"))

    def address(self, field: str, value: str, problems: Problems) -> None:
        """CR-URL-SCHEME, for one address."""
        if is_web_address(value) or asset_id_of(value):
            return
        scheme = scheme_of(value)
        if (scheme == "data" and self._data_uri) or (scheme == "assetid" and self._asset_id_scheme):
            return
        message = "the address is neither an http(s) URL nor asset://ASSET_ID"
        problems.append(Problem("CR-URL-SCHEME", field, value, message, _ADDRESS_REMEDY))

"""Checks a create request: each field, and the rules between fields."""

from collections.abc import Callable, Mapping

from seedance_conformance.mock.api.inspector.fields import PRO_MODELS, STANDARD_MODELS, FieldChecks, unknown_field
from seedance_conformance.mock.hooks import Body
from seedance_conformance.mock.problems import Problem, Problems

FRAMES = ("first_image", "last_image")
REFERENCES = ("referenceImages", "referenceVideos", "referenceAudios")
MEDIA_FIELDS = frozenset(FRAMES + REFERENCES)
_EXCLUSIONS = {
    ("first_image", "referenceImages"): "CR-EXCL-FIRST-REFIMAGES",
    ("first_image", "referenceVideos"): "CR-EXCL-FIRST-REFVIDEOS",
    ("first_image", "referenceAudios"): "CR-EXCL-FIRST-REFAUDIOS",
    ("last_image", "referenceImages"): "CR-EXCL-LAST-REFIMAGES",
    ("last_image", "referenceVideos"): "CR-EXCL-LAST-REFVIDEOS",
    ("last_image", "referenceAudios"): "CR-EXCL-LAST-REFAUDIOS",
}
# A field that breaks one of these has no usable value, so the rules between fields skip it.
_TYPE_RULES = {"CR-MODEL-ENUM", "CR-FIRST-TYPE", "CR-LAST-TYPE", "CR-REFS-TYPE"}
_NEEDS_VIDEO = {"seedance_2_0": "CR-STD-NEEDS-VIDEO", "seedance_2_0_fast": "CR-STDFAST-NEEDS-VIDEO"}
_Check = Callable[[str, object, Problems], None]


class CreateInspector:
    """Checks bodies of `POST /v1/kyyvideo2/videos`; call it with a body to get every broken rule."""

    def __init__(self, choices: Mapping[str, str]) -> None:
        self.fields = fields = FieldChecks(choices)
        self.canonical_model = fields.canonical_model
        self._checks: dict[str, _Check] = {
            "model": fields.model,
            "prompt": fields.prompt,
            "duration": fields.duration,
            "aspect_ratio": fields.ratio,
            "generateAudio": fields.sound,
            **dict.fromkeys(FRAMES, fields.frame),
            **dict.fromkeys(REFERENCES, fields.references),
        }
        self._ignore_null = choices["null-optional"] == "ignored"
        self._ignore_unknown = choices["unknown-fields"] == "ignored"
        self._empty_array = choices["empty-array"] == "accepted"
        self._frame_with_empty = choices["frame-with-empty-array"] == "accepted"
        self._audio_only = choices["audio-only"] != "refused"
        self._same_frames = choices["same-frames"] == "accepted"
        self._most_references = int(choices["total-references"])

    def __call__(self, body: Body) -> Problems:
        """Every broken rule of the body, in the order of its fields; empty for a valid body."""
        problems: Problems = []
        if "model" not in body:
            problems.append(Problem("CR-MODEL-REQ", "model", None, "model is missing", "name one of the four models"))
        if "prompt" not in body:
            problems.append(Problem("CR-PROMPT-REQ", "prompt", None, "prompt is missing", "send a text"))
        checks = self._checks
        for field, value in body.items():
            check = checks.get(field)
            if check is None:
                if not self._ignore_unknown:
                    problems.append(unknown_field(field, value))
            elif value is not None or not self._ignore_null or field in ("model", "prompt"):
                check(field, value, problems)
        if not MEDIA_FIELDS.isdisjoint(body):
            self._between_fields(body, problems)
        self._model_needs(body, problems)
        return problems

    def _between_fields(self, body: Body, problems: Problems) -> None:
        unusable = (problem for problem in problems if problem.rule in _TYPE_RULES or problem.value == "")
        wrong = {problem.field.partition("[")[0] for problem in unusable}
        frames = [frame for frame in FRAMES if body.get(frame) and frame not in wrong]
        references = [reference for reference in REFERENCES if body.get(reference) and reference not in wrong]
        if frames:
            self._frames(body, wrong, frames, references, problems)
        if references and not frames:
            self._reference_mode(body, references, problems)
        if not (self._empty_array and self._frame_with_empty):
            self._empty_arrays(body, bool(frames), problems)

    def _frames(
        self, body: Body, wrong: set[str], frames: list[str], references: list[str], problems: Problems
    ) -> None:
        """CR-LAST-NEEDS-FIRST and the six exclusions."""
        if not body.get("first_image") and "first_image" not in wrong:
            message, remedy = "last_image is sent without first_image", "send both, or only first_image"
            problems.append(Problem("CR-LAST-NEEDS-FIRST", "last_image", body["last_image"], message, remedy))
        for frame in frames:
            for reference in references:
                message = f"{reference} is sent together with {frame}"
                remedy = "send frames or references, not both"
                problems.append(Problem(_EXCLUSIONS[frame, reference], reference, body[reference], message, remedy))
        if not self._same_frames and len(frames) == 2 and body["first_image"] == body["last_image"]:
            message, remedy = "first and last frame are the same image", "send two images, or only the first"
            problems.append(Problem("CR-FRAMES-SAME", "last_image", body["last_image"], message, remedy))

    def _model_needs(self, body: Body, problems: Problems) -> None:
        """CR-STD-NEEDS-VIDEO and CR-STDFAST-NEEDS-VIDEO; an empty array has no video."""
        model, videos = self.canonical_model(body.get("model")), body.get("referenceVideos")
        if model not in STANDARD_MODELS or videos:
            return
        if not any(problem.rule == "CR-REFS-TYPE" and problem.field == "referenceVideos" for problem in problems):
            message, remedy = f"{model} needs at least one reference video", "send 1 to 3 referenceVideos, or use "
            problems.append(Problem(_NEEDS_VIDEO[model], "referenceVideos", videos, message, f"{remedy}{model}_pro"))

    def _reference_mode(self, body: Body, references: list[str], problems: Problems) -> None:
        """CR-AUDIO-ONLY and CR-REFS-TOTAL, where the choices refuse them."""
        pro = self.canonical_model(body.get("model")) in PRO_MODELS
        if references == ["referenceAudios"] and pro and not self._audio_only:
            message, remedy = "audio is the only reference", "add an image or a video"
            problems.append(Problem("CR-AUDIO-ONLY", "referenceAudios", None, message, remedy))
        total = sum(len(entries) for field in references if isinstance(entries := body[field], list))
        if total > self._most_references and self._most_references < 15:
            message, remedy = f"there are {total} references", f"send at most {self._most_references} in all"
            problems.append(Problem("CR-REFS-TOTAL", "referenceImages", total, message, remedy))

    def _empty_arrays(self, body: Body, framed: bool, problems: Problems) -> None:
        """CR-REFS-EMPTY and CR-EXCL-EMPTY, where the choices refuse them and no other rule is broken."""
        standard = self.canonical_model(body.get("model")) in STANDARD_MODELS
        for field in ("referenceVideos", "referenceAudios"):
            if body.get(field) != [] or (standard and field == "referenceVideos"):
                continue
            if not self._empty_array:
                problems.append(Problem("CR-REFS-EMPTY", field, [], f"{field} is empty", "leave the field out"))
            elif framed and not self._frame_with_empty:
                message = f"an empty {field} is sent together with a frame"
                problems.append(Problem("CR-EXCL-EMPTY", field, [], message, "leave the field out"))

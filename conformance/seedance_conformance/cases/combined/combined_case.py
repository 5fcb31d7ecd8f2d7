"""Valid bodies that each test many rules, and the steps that build them from a plain one."""

from collections.abc import Callable, Collection, Iterator
from typing import Any, Final

from attrs import evolve, field, frozen

from seedance_conformance.cases.bodies import PLAIN, PRO, PROMPT, STANDARD, Body, Shape
from seedance_conformance.cases.building import label
from seedance_conformance.cases.case import References
from seedance_conformance.cases.create.models import NEEDS_VIDEO
from seedance_conformance.cases.create.options import AUDIO_FLAGS, DURATIONS, ratio_rules
from seedance_conformance.cases.kinds import KINDS

_ADDED: Final = {
    "F": "CR-FIRST-ALONE",
    "L": "CR-FIRSTLAST-OK",
    "I": "CR-MIX-REFS",
    "V": "CR-PRO-VIDEO-OPTIONAL",
    "A": "CR-MIX-REFS",
}
_MOST: Final = {kind.counter: kind.rule for kind in KINDS}


@frozen
class Step:
    """One addition to the plainest body of a model.

    Attributes:
        name: what is added.
        rule: which is broken if a target refuses this addition.
        edit: makes the addition.
        media: whether it adds media to the body.
    """

    name: str
    rule: str
    edit: Callable[[References, Body], Body] = field(eq=False)
    media: bool = False


@frozen
class Medium:
    """The media of a body.

    Attributes:
        mode: of the documents.
        letters: of the media fields, as in `Shape.mode`.
        models: to try with it.
        rules: which such a body is evidence for.
        counts: how many references of a kind, if more than one.
    """

    mode: str
    letters: str
    models: tuple[str, ...]
    rules: tuple[str, ...] = ()
    counts: tuple[tuple[str, int], ...] = ()

    def steps(self, model: str) -> Iterator[Step]:
        """The steps from the plainest body of a model: first fields, then counts."""
        present = plainest(model).mode
        for letter in self.letters:
            if letter not in present:
                present = "".join(sorted(present + letter, key="FLIVA".index))
                shape = Shape(model, present)
                yield Step(shape.name, _ADDED[letter], _shaped(shape), media=True)
        grown: dict[str, int] = {}
        for kind, count in self.counts:
            grown[kind] = count
            shape = Shape(model, self.letters)
            yield Step(f"{count} {kind}", _MOST[kind], _shaped(shape, **grown), media=True)


MEDIA: Final = (
    Medium("text", "", PRO, ("CR-PRO-TEXT-ONLY", "CR-NOREF-NEED-PRO")),
    Medium("first frame", "F", PRO, ("CR-FIRST-ALONE", "CR-FRAMES-NEED-PRO")),
    Medium("both frames", "FL", PRO, ("CR-FIRSTLAST-OK", "CR-LAST-NEEDS-FIRST")),
    Medium(
        "references",
        "IA",
        PRO,
        ("CR-IMG-COUNT-MAX", "CR-AUD-COUNT-MAX", "CR-MIX-REFS", "CR-NOREF-NEED-PRO"),
        (("images", 9), ("audios", 3)),
    ),
    Medium("references", "V", PRO, ("CR-PRO-VIDEO-OPTIONAL", "CR-VID-COUNT-MAX"), (("videos", 3),)),
    Medium("references", "IV", STANDARD, ("CR-MIX-REFS", "CR-IMG-COUNT-MIN")),
    Medium("references", "VA", STANDARD, ("CR-MIX-REFS", "CR-AUD-COUNT-MAX"), (("audios", 3),)),
    Medium("references", "IVA", STANDARD, ("CR-MIX-REFS", "CR-VID-COUNT-MAX"), (("videos", 3),)),
)


@frozen
class CombinedCase:
    """One valid body; None leaves an option out."""

    model: str
    medium: Medium
    ratio: str | None = None
    duration: int | None = None
    audio: bool | None = None
    prompt: str = PROMPT

    @property
    def name(self) -> str:
        """For the name of a test."""
        return ", ".join(
            [Shape(self.model, self.medium.letters).name, *(step.name for step in self._options().values())]
        )

    @property
    def evidence(self) -> dict[str, tuple[str, ...]]:
        """The rules that each value of the body is evidence for."""
        found = {self.model: model_rules(self.model), Shape(self.model, self.medium.letters).name: self.medium.rules}
        steps = self._options()
        if "duration" in steps:
            found[steps["duration"].name] = DURATIONS[self.duration]
        if "ratio" in steps:
            found[steps["ratio"].name] = ratio_rules(self.ratio)
        if "audio" in steps:
            found[steps["audio"].name] = AUDIO_FLAGS[self.audio]
        return found | {f"prompt {label(self.prompt)}": ("CR-PROMPT-TYPE",)}

    def steps(self) -> list[Step]:
        """The steps that build it, beginning with the plainest body of its model."""
        plain = plainest(self.model)
        first = Step(plain.name, "CR-MODEL-ENUM", _shaped(plain), media=bool(plain.mode))
        return [first, *self.medium.steps(self.model), *self._options().values()]

    def without(self, refused: Collection[str]) -> "CombinedCase":
        """The same body without the named steps; without one of its media steps it has the plain media of its model."""
        changes: dict[str, Any] = {
            name: PROMPT if name == "prompt" else None for name, step in self._options().items() if step.name in refused
        }
        if any(step.name in refused for step in self.medium.steps(self.model)):
            changes["medium"] = Medium("plain", plainest(self.model).mode, (self.model,))
        return evolve(self, **changes)

    def _options(self) -> dict[str, Step]:
        """The steps of its options, by attribute."""
        found = {}
        if self.duration is not None:
            found["duration"] = _option("duration", self.duration, DURATIONS[self.duration][0])
        if self.ratio is not None:
            found["ratio"] = _option("aspect_ratio", self.ratio, ratio_rules(self.ratio)[-1])
        if self.audio is not None:
            found["audio"] = _option("generateAudio", self.audio, AUDIO_FLAGS[self.audio][0])
        if self.prompt != PROMPT:
            found["prompt"] = _option("prompt", self.prompt, "CR-PROMPT-TYPE")
        return found


def plainest(model: str) -> Shape:
    """The plainest legal shape of a model."""
    return next(shape for shape in PLAIN if shape.model == model)


def model_rules(model: str) -> tuple[str, ...]:
    """The rules that any body of a model is evidence for."""
    needs = (NEEDS_VIDEO[model],) if model in NEEDS_VIDEO else ()
    return ("CR-MODEL-REQ", "CR-MODEL-ENUM", "CR-PROMPT-REQ", *needs)


def _shaped(shape: Shape, **counts: int) -> Callable[[References, Body], Body]:
    def edit(references: References, body: Body) -> Body:
        return body | shape.body(references, **counts)

    return edit


def _option(name: str, value: Any, rule: str) -> Step:
    def edit(references: References, body: Body) -> Body:
        return body | {name: value}

    return Step(f"{name} {label(value)}", rule, edit)

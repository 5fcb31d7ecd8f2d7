"""Valid bodies that each test many rules, and the steps that build them from a plain one."""

from collections.abc import Callable, Collection, Iterator
from functools import partial
from typing import Any, Final

from attrs import evolve, field, frozen

from seedance_conformance.cases.bodies import KINDS, PLAIN, PRO, PROMPT, STANDARD, Body, Shape
from seedance_conformance.cases.building import label
from seedance_conformance.cases.case import References
from seedance_conformance.cases.create.models import NEEDS_VIDEO
from seedance_conformance.cases.create.options import OPTION_RULES

FIELDS: Final = {"duration": "duration", "ratio": "aspect_ratio", "audio": "generateAudio", "prompt": "prompt"}
"""The field of the body, by attribute of a combined case."""

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
    """One addition to the plainest body of a model."""

    name: str  # what is added
    rule: str  # which is broken if a target refuses this addition
    added: Callable[[References], Body] = field(eq=False)  # the fields to add
    media: bool = False  # whether it adds media to the body

    def edit(self, references: References, body: Body) -> Body:
        """Make the addition."""
        return body | self.added(references)


@frozen
class Medium:
    """The media of a body."""

    mode: str  # of the documents
    letters: str  # of the media fields, as in `Shape.mode`
    models: tuple[str, ...]  # to try with it
    rules: tuple[str, ...] = ()  # which such a body is evidence for
    counts: tuple[tuple[str, int], ...] = ()  # how many references of a kind, if more than one

    def steps(self, model: str) -> Iterator[Step]:
        """The steps from the plainest body of a model: first fields, then counts."""
        present = plainest(model).mode
        for letter in self.letters:
            if letter not in present:
                present = "".join(sorted(present + letter, key="FLIVA".index))
                shape = Shape(model, present)
                yield Step(shape.name, _ADDED[letter], shape.body, media=True)
        for place, (kind, count) in enumerate(self.counts, 1):
            body = partial(Shape(model, self.letters).body, **dict(self.counts[:place]))
            yield Step(f"{count} {kind}", _MOST[kind], body, media=True)


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
    def _shape(self) -> Shape:
        return Shape(self.model, self.medium.letters)

    @property
    def name(self) -> str:
        """For the name of a test."""
        return ", ".join([self._shape.name, *(step.name for step in self._options().values())])

    @property
    def evidence(self) -> dict[str, tuple[str, ...]]:
        """The rules that each value of the body is evidence for."""
        found = {self.model: model_rules(self.model), self._shape.name: self.medium.rules}
        options = {step.name: self._rules(name) for name, step in self._options().items()}
        return found | options | {f"prompt {label(self.prompt)}": self._rules("prompt")}

    def steps(self) -> list[Step]:
        """The steps that build it, beginning with the plainest body of its model."""
        plain = plainest(self.model)
        first = Step(plain.name, "CR-MODEL-ENUM", plain.body, media=bool(plain.mode))
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
        for name, key in FIELDS.items():
            value = getattr(self, name)
            if value not in (None, PROMPT):
                found[name] = _option(key, value, self._rules(name)[0])
        return found

    def _rules(self, name: str) -> tuple[str, ...]:
        """The rules that the value of an attribute is evidence for."""
        return ("CR-PROMPT-TYPE",) if name == "prompt" else OPTION_RULES[FIELDS[name]][getattr(self, name)]


def plainest(model: str) -> Shape:
    """The plainest legal shape of a model."""
    return next(shape for shape in PLAIN if shape.model == model)


def model_rules(model: str) -> tuple[str, ...]:
    """The rules that any body of a model is evidence for."""
    needs = (NEEDS_VIDEO[model],) if model in NEEDS_VIDEO else ()
    return ("CR-MODEL-REQ", "CR-MODEL-ENUM", "CR-PROMPT-REQ", *needs)


def _option(key: str, value: Any, rule: str) -> Step:
    return Step(f"{key} {label(value)}", rule, lambda _: {key: value})

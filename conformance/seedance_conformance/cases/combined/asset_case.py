"""Two bodies that together name an asset in each of the five media fields: frames and references exclude each other."""

from collections.abc import Collection
from functools import partial

from attrs import evolve, field, frozen

from seedance_conformance.cases.bodies import PRO, STANDARD, Body, Shape
from seedance_conformance.cases.case import References
from seedance_conformance.cases.combined.combined_case import Step
from seedance_conformance.cases.create.addresses import RULE


@frozen
class CombinedAssetCase:
    """A body with plain addresses that are replaced, one after the other, by assets."""

    shape: Shape  # of the body
    rule: str  # which is broken if the plain addresses are refused
    fields: tuple[str, ...]  # that name an asset
    assets: References = field(eq=False)  # supply their addresses

    @property
    def name(self) -> str:
        """For the name of a test."""
        return f"{self.shape.name}, assets as {', '.join(self.fields)}"

    @property
    def evidence(self) -> dict[str, tuple[str, ...]]:
        """The rules that each value of the body is evidence for."""
        return {f"an asset as {name}": (RULE,) for name in self.fields}

    def steps(self) -> list[Step]:
        """The steps that build it, beginning with plain addresses."""
        plain = Step(f"{self.shape.name} by address", self.rule, self.shape.body, media=True)
        return [plain, *(Step(f"an asset as {name}", RULE, partial(self._asset, name)) for name in self.fields)]

    def without(self, refused: Collection[str]) -> "CombinedAssetCase":
        """The same body with plain addresses in some of the fields."""
        return evolve(self, fields=tuple(name for name in self.fields if f"an asset as {name}" not in refused))

    def _asset(self, name: str, _: References) -> Body:
        return {name: self.shape.body(self.assets)[name]}


def combined_asset_cases(assets: References) -> tuple[CombinedAssetCase, ...]:
    """The bodies; fewer can't cover all fields."""
    frames, lists = ("first_image", "last_image"), ("referenceImages", "referenceVideos", "referenceAudios")
    return (
        CombinedAssetCase(Shape(PRO[0], "FL"), "CR-FIRSTLAST-OK", frames, assets),
        CombinedAssetCase(Shape(STANDARD[0], "IVA"), "CR-MIX-REFS", lists, assets),
    )

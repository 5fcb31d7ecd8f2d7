"""Faults in the inspection of images."""

from collections.abc import Iterator

from seedance_conformance.mock.faults.media_mutations import (
    at,
    both,
    form,
    from_address,
    from_library,
    kind,
    later,
    leaves_out,
    limits,
    measures,
    overlooks,
    refuses_media,
)
from seedance_conformance.mock.faults.model import Fault
from seedance_conformance.mock.media.probe.facts import IMAGE, Facts
from seedance_conformance.mock.media.probe.limits import Limits
from seedance_conformance.mock.media.probe.rules import Medium

_FORMATS = ("JPEG", "PNG", "WebP", "BMP", "TIFF", "GIF")
_SAME = "MD-IMG-LAST-SAME MD-IMG-REF-SAME"
_ALL = "MD-IMG-*"


def faults() -> Iterator[Fault]:
    """The table."""
    yield from _formats()
    yield from _sides()
    yield from _ratios()
    yield from _places()


def _formats() -> Iterator[Fault]:
    rule = "MD-IMG-FORMAT"
    for name in _FORMATS:
        yield refuses_media(f"image-{name}-refused", rule, both(kind(IMAGE), form(name)), _ALL + " CR-* AS-*")
    for name in ("SVG", "PDF"):
        yield overlooks(f"image-{name}-accepted", rule, form(name), also=_SAME)
    for name in _FORMATS:
        yield overlooks(f"broken-{name}-accepted", rule, both(form(name), _is_flawed), also=_SAME)
    yield overlooks("image-of-any-format-accepted", rule, kind(IMAGE), also=_SAME)
    yield overlooks("film-as-image-accepted", rule, form("MP4", "MOV"), also=_SAME + " AS-USE-TYPE")
    yield overlooks("image-without-known-format-accepted", rule, form("unknown"), also=_SAME)


def _sides() -> Iterator[Fault]:
    least, most = "MD-IMG-SIDE-MIN", "MD-IMG-SIDE-MAX"
    yield limits("image-sides-from-200-accepted", least, _SAME, image_side_min=200)
    yield limits("image-sides-from-299-accepted", least, _SAME, image_side_min=299)
    yield limits("image-sides-need-301", least, _ALL, image_side_min=301)
    yield limits("image-sides-need-320", least, _ALL + " CR-* AS-*", image_side_min=320)
    yield limits("image-sides-up-to-6001-accepted", most, _SAME, image_side_max=6001)
    yield limits("image-sides-up-to-8000-accepted", most, _SAME, image_side_max=8000)
    yield limits("image-sides-only-up-to-5999", most, _ALL, image_side_max=5999)
    yield limits("image-sides-only-up-to-4096", most, _ALL, image_side_max=4096)
    yield overlooks("narrow-image-accepted", least, lambda m: m.facts.width < 300 <= m.facts.height, also=_SAME)
    yield overlooks("low-image-accepted", least, lambda m: m.facts.height < 300 <= m.facts.width, also=_SAME)
    yield overlooks("wide-image-accepted", most, lambda m: m.facts.width > 6000 >= m.facts.height, also=_SAME)
    yield overlooks("high-image-accepted", most, lambda m: m.facts.height > 6000 >= m.facts.width, also=_SAME)
    yield overlooks("small-image-accepted", least, also=_SAME)
    yield overlooks("large-image-accepted", most, also=_SAME)
    for name in _FORMATS:
        yield overlooks(f"small-{name}-accepted", least, form(name), also=_SAME)


def _ratios() -> Iterator[Fault]:
    narrow, wide = "MD-IMG-RATIO-MIN", "MD-IMG-RATIO-MAX"
    yield overlooks("upright-image-of-any-ratio-accepted", narrow, also=_SAME)
    yield overlooks("flat-image-of-any-ratio-accepted", wide, also=_SAME)
    yield limits("image-ratio-from-0.39-accepted", narrow, _SAME, image_ratio_min=0.39)
    yield limits("image-ratio-up-to-2.6-accepted", wide, _SAME, image_ratio_max=2.6)
    yield limits("image-ratio-needs-0.42", narrow, _ALL, image_ratio_min=0.42)
    yield limits("image-ratio-only-up-to-2.4", wide, _ALL, image_ratio_max=2.4)
    yield measures("image-ratio-rounded", f"{narrow} {wide}", kind(IMAGE), _rounded, also=_ALL)


def _places() -> Iterator[Fault]:
    drops, rules = "MD-IMG", "MD-IMG-SIDE-MIN MD-IMG-FORMAT"
    first = "MD-IMG-FORMAT MD-IMG-RATIO-MAX MD-IMG-RATIO-MIN MD-IMG-SIDE-MAX MD-IMG-SIDE-MIN"
    yield overlooks("first-image-not-inspected", first, at("first_image"), drops=drops, also=_ALL)
    yield overlooks("last-image-not-inspected", "MD-IMG-LAST-SAME", at("last_image"), drops=drops, also=_ALL)
    images = "MD-IMG-REF-SAME"
    yield overlooks("reference-images-not-inspected", images, at("referenceImages"), drops=drops, also=_ALL)
    yield overlooks("only-first-reference-image-inspected", images, later("referenceImages"), drops=drops, also=_ALL)
    yield overlooks("fifth-reference-image-not-inspected", images, later("referenceImages", 4), drops=drops, also=_ALL)
    last = later("referenceImages", 8)
    yield overlooks("ninth-reference-image-not-inspected", images, last, drops=drops, also=_ALL)
    yield overlooks("last-image-of-any-format-accepted", "MD-IMG-LAST-SAME", at("last_image"), drops=rules, also=_ALL)
    library = both(kind(IMAGE), from_library)
    yield overlooks("images-of-assets-not-inspected", images, library, drops=drops, also=_ALL + " AS-USE-TYPE")
    yield leaves_out("images-by-address-not-inspected", rules, both(kind(IMAGE), from_address), also=_ALL)


def _is_flawed(medium: Medium) -> bool:
    return medium.facts.flaw is not None


def _rounded(facts: Facts) -> Facts:
    """The ratio to one digit behind the point, which lets 0.36 pass as 0.4."""
    if not facts.width or not facts.height:
        return facts
    limits, ratio = Limits(), round(facts.width / facts.height, 1)
    if limits.image_ratio_min <= ratio <= limits.image_ratio_max:
        side = min(max(facts.width, limits.image_side_min), limits.image_side_max)
        return Facts(facts.kind, facts.format, facts.size, side, side) if _fits(facts) else facts
    return facts


def _fits(facts: Facts) -> bool:
    limits = Limits()
    return all(limits.image_side_min <= side <= limits.image_side_max for side in (facts.width, facts.height))

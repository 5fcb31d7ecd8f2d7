"""Faults in the checks of images."""

from collections.abc import Iterator

from seedance_conformance.mock.faults.fault import Fault, fault_table
from seedance_conformance.mock.faults.media_mutations import (
    at_place,
    from_index,
    ignores_files,
    is_asset,
    is_url,
    limits,
    mismeasures,
    of_format,
    of_kind,
    refuses_media,
    skips,
)
from seedance_conformance.mock.media.probe.facts import IMAGE, Facts
from seedance_conformance.mock.media.rules.checks import NamedFile
from seedance_conformance.mock.media.rules.limits import Limits

_FORMATS = ("JPEG", "PNG", "WebP", "BMP", "TIFF", "GIF")
_SAME = "MD-IMG-LAST-SAME MD-IMG-REF-SAME"
_ALL = "MD-IMG-*"


@fault_table
def _formats() -> Iterator[Fault]:
    rule = "MD-IMG-FORMAT"
    for name in _FORMATS:
        yield refuses_media(f"image-{name}-refused", rule, of_kind(IMAGE), of_format(name), also=_ALL + " CR-* AS-*")
    for name in ("SVG", "PDF"):
        yield skips(f"image-{name}-accepted", rule, of_format(name), also=_SAME)
    for name in _FORMATS:
        yield skips(f"broken-{name}-accepted", rule, of_format(name), _is_flawed, also=_SAME)
    yield skips("image-of-any-format-accepted", rule, of_kind(IMAGE), also=_SAME)
    yield skips("film-as-image-accepted", rule, of_format("MP4", "MOV"), also=_SAME + " AS-USE-TYPE")
    yield skips("image-without-known-format-accepted", rule, of_format("unknown"), also=_SAME)


@fault_table
def _sides() -> Iterator[Fault]:
    least, most = "MD-IMG-SIDE-MIN", "MD-IMG-SIDE-MAX"
    yield limits("image-sides-from-200-accepted", least, _SAME, image_side_min=200)
    yield limits("image-sides-from-299-accepted", least, _SAME, image_side_min=299)
    yield limits("image-sides-need-302", least, _ALL, image_side_min=302)
    yield limits("image-sides-need-320", least, _ALL + " CR-* AS-*", image_side_min=320)
    yield limits("image-sides-up-to-6001-accepted", most, _SAME, image_side_max=6001)
    yield limits("image-sides-up-to-8000-accepted", most, _SAME, image_side_max=8000)
    yield limits("image-sides-only-up-to-5998", most, _ALL, image_side_max=5998)
    yield limits("image-sides-only-up-to-4096", most, _ALL, image_side_max=4096)
    yield skips("narrow-image-accepted", least, lambda m: m.facts.width < 300 <= m.facts.height, also=_SAME)
    yield skips("low-image-accepted", least, lambda m: m.facts.height < 300 <= m.facts.width, also=_SAME)
    yield skips("wide-image-accepted", most, lambda m: m.facts.width > 6000 >= m.facts.height, also=_SAME)
    yield skips("high-image-accepted", most, lambda m: m.facts.height > 6000 >= m.facts.width, also=_SAME)
    yield skips("small-image-accepted", least, also=_SAME)
    yield skips("large-image-accepted", most, also=_SAME)
    for name in _FORMATS:
        yield skips(f"small-{name}-accepted", least, of_format(name), also=_SAME)


@fault_table
def _ratios() -> Iterator[Fault]:
    narrow, wide = "MD-IMG-RATIO-MIN", "MD-IMG-RATIO-MAX"
    yield skips("upright-image-of-any-ratio-accepted", narrow, also=_SAME)
    yield skips("flat-image-of-any-ratio-accepted", wide, also=_SAME)
    yield limits("image-ratio-from-0.39-accepted", narrow, _SAME, image_ratio_min=0.39)
    yield limits("image-ratio-up-to-2.6-accepted", wide, _SAME, image_ratio_max=2.6)
    yield limits("image-ratio-needs-0.42", narrow, _ALL, image_ratio_min=0.42)
    yield limits("image-ratio-only-up-to-2.4", wide, _ALL, image_ratio_max=2.4)
    yield mismeasures("image-ratio-rounded", f"{narrow} {wide}", _rounded, of_kind(IMAGE), also=_ALL)


@fault_table
def _places() -> Iterator[Fault]:
    skipped, rules = "MD-IMG", "MD-IMG-SIDE-MIN MD-IMG-FORMAT"
    first = "MD-IMG-FORMAT MD-IMG-RATIO-MAX MD-IMG-RATIO-MIN MD-IMG-SIDE-MAX MD-IMG-SIDE-MIN"
    yield skips("first-image-not-inspected", first, at_place("first_image"), skipped=skipped, also=_ALL)
    yield skips("last-image-not-inspected", "MD-IMG-LAST-SAME", at_place("last_image"), skipped=skipped, also=_ALL)
    images = "MD-IMG-REF-SAME"
    yield skips("reference-images-not-inspected", images, at_place("referenceImages"), skipped=skipped, also=_ALL)
    later, fifth = from_index("referenceImages"), from_index("referenceImages", 4)
    yield skips("only-first-reference-image-inspected", images, later, skipped=skipped, also=_ALL)
    yield skips("fifth-reference-image-not-inspected", images, fifth, skipped=skipped, also=_ALL)
    ninth, last = from_index("referenceImages", 8), at_place("last_image")
    yield skips("ninth-reference-image-not-inspected", images, ninth, skipped=skipped, also=_ALL)
    yield skips("last-image-of-any-format-accepted", "MD-IMG-LAST-SAME", last, skipped=rules, also=_ALL)
    library, also = (of_kind(IMAGE), is_asset), _ALL + " AS-USE-TYPE"
    yield skips("images-of-assets-not-inspected", images, *library, skipped=skipped, also=also)
    yield ignores_files("images-by-address-not-inspected", rules, of_kind(IMAGE), is_url, also=_ALL)


def _is_flawed(file: NamedFile) -> bool:
    return file.facts.flaw is not None


def _rounded(facts: Facts) -> Facts:
    """Round the ratio to one decimal, so that 0.36 passes as 0.4."""
    limits = Limits()
    sides = (facts.width, facts.height)
    if not all(limits.image_side_min <= side <= limits.image_side_max for side in sides):
        return facts
    fits = limits.image_ratio_min <= round(facts.width / facts.height, 1) <= limits.image_ratio_max
    return Facts(facts.kind, facts.format, facts.size, facts.width, facts.width) if fits else facts

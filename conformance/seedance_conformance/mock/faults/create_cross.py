"""Faults in the rules between the fields of a create request."""

from collections.abc import Iterator

from seedance_conformance.mock.faults.fault import Fault
from seedance_conformance.mock.faults.request_mutations import (
    BodyFilter,
    accepts,
    all_of,
    counts,
    has,
    lacks,
    on,
    refuses,
    sends,
)

_KINDS = (("referenceImages", "REFIMAGES"), ("referenceVideos", "REFVIDEOS"), ("referenceAudios", "REFAUDIOS"))
_REFERENCES = tuple(field for field, _ in _KINDS)
_MEDIA = ("first_image", "last_image", *_REFERENCES)
_DERIVED = "CR-STD-EMPTY-VIDEO CR-FRAMES-NEED-PRO CR-NOREF-NEED-PRO"
_MANY_RULES = "CR-* MD-* AS-* RB-* QR-* CS-*"


def faults() -> Iterator[Fault]:
    """The faults of this module."""
    yield from _frames()
    yield from _exclusions()
    yield from _standard()
    yield from _pro()


def _frames() -> Iterator[Fault]:
    rule = "CR-LAST-NEEDS-FIRST"
    yield accepts("last-image-alone-accepted", rule)
    yield accepts("last-image-alone-accepted-on-fast-pro", rule, on("fast_pro"))
    yield accepts("last-image-alone-accepted-on-pro", rule, on("pro"))
    first_only = all_of(has("first_image"), lacks("last_image", *_REFERENCES))
    yield refuses("first-image-alone-refused", "CR-FIRST-ALONE", first_only, also="CR-*")
    yield refuses(
        "first-image-alone-refused-on-fast-pro", "CR-FIRST-ALONE", all_of(first_only, on("fast_pro")), also="CR-*"
    )
    pair = all_of(has("first_image", "last_image"), lacks(*_REFERENCES))
    yield refuses("first-and-last-image-refused", "CR-FIRSTLAST-OK", pair, also="CR-* AS-USE-*")
    yield refuses(
        "first-and-last-image-refused-on-pro", "CR-FIRSTLAST-OK", all_of(pair, on("pro")), also="CR-* AS-USE-*"
    )


def _exclusions() -> Iterator[Fault]:
    for field, word in _KINDS:
        first, last = f"CR-EXCL-FIRST-{word}", f"CR-EXCL-LAST-{word}"
        alone = lacks("last_image")
        yield accepts(f"first-image-beside-{field}-accepted", first, alone)
        yield accepts(f"first-image-beside-{field}-accepted-on-fast-pro", first, all_of(alone, on("fast_pro")))
        # The last frame needs the first, so this rule is broken only if the first frame is accepted, too.
        yield accepts(
            f"both-frames-beside-{field}-accepted", last, has("last_image"), skipped=f"{first} {last}", also=first
        )
    yield accepts(
        "frames-beside-videos-accepted-on-standard",
        "CR-EXCL-FIRST-REFVIDEOS",
        on("std"),
        skipped="CR-EXCL-FIRST-REFVIDEOS CR-EXCL-LAST-REFVIDEOS",
        also="CR-EXCL-LAST-REFVIDEOS",
    )
    everything = "CR-EXCL-FIRST-REFIMAGES CR-EXCL-FIRST-REFVIDEOS CR-EXCL-FIRST-REFAUDIOS"
    last = everything.replace("FIRST", "LAST")
    yield accepts("frames-beside-references-accepted", f"{everything} {last}")


def _standard() -> Iterator[Fault]:
    for model, rule in (("std", "CR-STD-NEEDS-VIDEO"), ("fast", "CR-STDFAST-NEEDS-VIDEO")):
        name = "seedance_2_0" if model == "std" else "seedance_2_0_fast"
        yield accepts(f"{name}-without-video-accepted", rule, also=_DERIVED)
        text = all_of(on(model), lacks(*_MEDIA))
        yield accepts(f"{name}-with-text-only-accepted", rule, text, also=_DERIVED)
        images = all_of(on(model), has("referenceImages"))
        yield accepts(
            f"{name}-with-images-only-accepted",
            "CR-NOREF-NEED-PRO",
            images,
            skipped=rule,
            also=f"{rule} CR-STD-EMPTY-VIDEO",
        )
        frame = all_of(on(model), has("first_image"))
        yield accepts(f"{name}-with-frame-accepted", "CR-FRAMES-NEED-PRO", frame, skipped=rule, also=rule)
        empty = all_of(on(model), counts("referenceVideos", 0))
        yield accepts(f"{name}-with-empty-videos-accepted", "CR-STD-EMPTY-VIDEO", empty, skipped=rule, also=rule)
        yield refuses(
            f"{name}-with-one-video-refused", rule, all_of(on(model), counts("referenceVideos", 1)), also=_MANY_RULES
        )


def _pro() -> Iterator[Fault]:
    for model in ("pro", "fast_pro"):
        name = f"seedance_2_0_{model}"
        text = all_of(on(model), lacks(*_MEDIA))
        yield refuses(f"{name}-with-text-only-refused", "CR-PRO-TEXT-ONLY", text, also=_MANY_RULES)
        videos = all_of(on(model), has("referenceVideos"))
        yield refuses(f"{name}-with-videos-refused", "CR-PRO-VIDEO-OPTIONAL", videos, also="CR-* AS-USE-TYPE")
    for fields in (_REFERENCES, _REFERENCES[:2], _REFERENCES[1:], _REFERENCES[::2]):
        name = "-and-".join(field.removeprefix("reference").lower() for field in fields)
        yield refuses(f"{name}-together-refused", "CR-MIX-REFS", _exactly(fields), also="CR-* AS-USE-TYPE")
    wide = all_of(on("pro"), sends("aspect_ratio", "21:9"))
    yield refuses("ratio-21:9-refused-on-pro", "CR-RATIO-ENUM", wide)


def _exactly(fields: tuple[str, ...]) -> BodyFilter:
    others = tuple(field for field in _REFERENCES if field not in fields)
    return all_of(has(*fields), lacks(*others))

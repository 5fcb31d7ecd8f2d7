"""Faults in the rules between the fields of a create request."""

from collections.abc import Iterator

from seedance_conformance.mock.api.inspector.create import FRAMES, REFERENCES
from seedance_conformance.mock.faults.fault import Fault, fault_table
from seedance_conformance.mock.faults.request_mutations import accepts, counts, has, lacks, on, refuses, sends

_KINDS = (("referenceImages", "REFIMAGES"), ("referenceVideos", "REFVIDEOS"), ("referenceAudios", "REFAUDIOS"))
_DERIVED = "CR-STD-EMPTY-VIDEO CR-FRAMES-NEED-PRO CR-NOREF-NEED-PRO"
_MANY_RULES = "CR-* MD-* AS-* RB-* QR-* CS-*"


@fault_table
def _frames() -> Iterator[Fault]:
    rule = "CR-LAST-NEEDS-FIRST"
    yield accepts("last-image-alone-accepted", rule)
    yield accepts("last-image-alone-accepted-on-fast-pro", rule, on("fast_pro"))
    yield accepts("last-image-alone-accepted-on-pro", rule, on("pro"))
    first_only = (has("first_image"), lacks("last_image", *REFERENCES))
    yield refuses("first-image-alone-refused", "CR-FIRST-ALONE", *first_only, also="CR-*")
    yield refuses("first-image-alone-refused-on-fast-pro", "CR-FIRST-ALONE", *first_only, on("fast_pro"), also="CR-*")
    rule, pair, also = "CR-FIRSTLAST-OK", (has("first_image", "last_image"), lacks(*REFERENCES)), "CR-* AS-USE-*"
    yield refuses("first-and-last-image-refused", rule, *pair, also=also)
    yield refuses("first-and-last-image-refused-on-pro", rule, *pair, on("pro"), also=also)


@fault_table
def _exclusions() -> Iterator[Fault]:
    for field, word in _KINDS:
        first, last = f"CR-EXCL-FIRST-{word}", f"CR-EXCL-LAST-{word}"
        alone = lacks("last_image")
        yield accepts(f"first-image-beside-{field}-accepted", first, alone)
        yield accepts(f"first-image-beside-{field}-accepted-on-fast-pro", first, alone, on("fast_pro"))
        # The last frame needs the first, so this rule is broken only if the first frame is accepted, too.
        both, name = has("last_image"), f"both-frames-beside-{field}-accepted"
        yield accepts(name, last, both, skipped=f"{first} {last}", also=first)
    first, last = "CR-EXCL-FIRST-REFVIDEOS", "CR-EXCL-LAST-REFVIDEOS"
    yield accepts("frames-beside-videos-accepted-on-standard", first, on("std"), skipped=f"{first} {last}", also=last)
    every_first = "CR-EXCL-FIRST-REFIMAGES CR-EXCL-FIRST-REFVIDEOS CR-EXCL-FIRST-REFAUDIOS"
    yield accepts("frames-beside-references-accepted", f"{every_first} {every_first.replace('FIRST', 'LAST')}")


@fault_table
def _standard() -> Iterator[Fault]:
    for model, rule in (("std", "CR-STD-NEEDS-VIDEO"), ("fast", "CR-STDFAST-NEEDS-VIDEO")):
        name = "seedance_2_0" if model == "std" else "seedance_2_0_fast"
        yield accepts(f"{name}-without-video-accepted", rule, also=_DERIVED)
        textual = (on(model), lacks(*FRAMES, *REFERENCES))
        yield accepts(f"{name}-with-text-only-accepted", rule, *textual, also=_DERIVED)
        images, also = (on(model), has("referenceImages")), f"{rule} CR-STD-EMPTY-VIDEO"
        yield accepts(f"{name}-with-images-only-accepted", "CR-NOREF-NEED-PRO", *images, skipped=rule, also=also)
        frame = (on(model), has("first_image"))
        yield accepts(f"{name}-with-frame-accepted", "CR-FRAMES-NEED-PRO", *frame, skipped=rule, also=rule)
        empty = (on(model), counts("referenceVideos", 0))
        yield accepts(f"{name}-with-empty-videos-accepted", "CR-STD-EMPTY-VIDEO", *empty, skipped=rule, also=rule)
        one = (on(model), counts("referenceVideos", 1))
        yield refuses(f"{name}-with-one-video-refused", rule, *one, also=_MANY_RULES)


@fault_table
def _pro() -> Iterator[Fault]:
    for model in ("pro", "fast_pro"):
        name = f"seedance_2_0_{model}"
        textual = (on(model), lacks(*FRAMES, *REFERENCES))
        yield refuses(f"{name}-with-text-only-refused", "CR-PRO-TEXT-ONLY", *textual, also=_MANY_RULES)
        videos = (on(model), has("referenceVideos"))
        yield refuses(f"{name}-with-videos-refused", "CR-PRO-VIDEO-OPTIONAL", *videos, also="CR-* AS-USE-TYPE")
    for fields in (REFERENCES, REFERENCES[:2], REFERENCES[1:], REFERENCES[::2]):
        name = "-and-".join(field.removeprefix("reference").lower() for field in fields)
        others = set(REFERENCES) - set(fields)
        yield refuses(f"{name}-together-refused", "CR-MIX-REFS", has(*fields), lacks(*others), also="CR-* AS-USE-TYPE")
    yield refuses("ratio-21:9-refused-on-pro", "CR-RATIO-ENUM", on("pro"), sends("aspect_ratio", "21:9"))

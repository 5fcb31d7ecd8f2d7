"""Media: formats, sides and ratios of images, in the frame fields and in the list."""

import pytest

from seedance_conformance.suite.media.case_groups import acceptance_test, refusal_test

pytestmark = pytest.mark.full


test_another_format_is_refused = refusal_test(
    "MD-IMG-FORMAT", "Images are JPEG, PNG, WebP, BMP, TIFF or GIF: the bytes decide, not the name."
)
test_each_format_is_accepted = acceptance_test(
    "MD-IMG-FORMAT", "Images are JPEG, PNG, WebP, BMP, TIFF or GIF: each is accepted, whatever its file name."
)
test_a_side_below_300_is_refused = refusal_test(
    "MD-IMG-SIDE-MIN", "Each side is at least 300 pixels: 299 is refused on either axis, in each format."
)
test_a_side_just_above_300_is_accepted = acceptance_test(
    "MD-IMG-SIDE-MIN", "Each side is at least 300 pixels: 301 is accepted; exactly 300 is an open question."
)
test_a_side_above_6000_is_refused = refusal_test(
    "MD-IMG-SIDE-MAX", "Each side is at most 6000 pixels: 6001 is refused on either axis, in each format."
)
test_a_side_just_below_6000_is_accepted = acceptance_test(
    "MD-IMG-SIDE-MAX", "Each side is at most 6000 pixels: 5999 is accepted; exactly 6000 is an open question."
)
test_a_ratio_below_two_fifths_is_refused = refusal_test(
    "MD-IMG-RATIO-MIN",
    "Width to height is at least 0.4: 0.35 and less is refused, 0.399 in each format, too (disputed).",
)
test_a_ratio_just_above_two_fifths_is_accepted = acceptance_test(
    "MD-IMG-RATIO-MIN", "Width to height is at least 0.4: 0.401 is accepted; exactly 0.4 is an open question."
)
test_a_ratio_above_five_halves_is_refused = refusal_test(
    "MD-IMG-RATIO-MAX", "Width to height is at most 2.5: 2.5025 is refused, in each format."
)
test_a_ratio_just_below_five_halves_is_accepted = acceptance_test(
    "MD-IMG-RATIO-MAX", "Width to height is at most 2.5: 2.4975 is accepted; exactly 2.5 is an open question."
)
test_last_image_has_the_same_bounds = refusal_test(
    "MD-IMG-LAST-SAME", "`last_image` has the same format, ratio and side limits as `first_image`."
)
test_last_image_may_be_any_valid_image = acceptance_test(
    "MD-IMG-LAST-SAME", "`last_image` has the same limits as `first_image`, not narrower ones."
)
test_every_entry_has_the_same_bounds = refusal_test(
    "MD-IMG-REF-SAME", "Every `referenceImages` entry has these limits, at the first, a middle and the last position."
)
test_every_entry_may_be_any_valid_image = acceptance_test(
    "MD-IMG-REF-SAME", "Every `referenceImages` entry has the same limits, not narrower ones."
)

"""Create: `first_image`, `last_image` and what they exclude."""

from seedance_conformance.suite.create.case_groups import acceptance_test, refusal_test

test_a_first_frame_that_is_not_a_string_is_refused = refusal_test(
    "CR-FIRST-TYPE", "`first_image` is a string: numbers, booleans, arrays and objects are refused."
)
test_a_last_frame_that_is_not_a_string_is_refused = refusal_test(
    "CR-LAST-TYPE", "`last_image` is a string: numbers, booleans, arrays and objects are refused."
)
test_the_first_frame_alone_is_accepted = acceptance_test(
    "CR-FIRST-ALONE", "`first_image` alone is a valid mode of the pro models."
)
test_both_frames_are_accepted = acceptance_test(
    "CR-FIRSTLAST-OK", "`first_image` with `last_image` is a valid mode of the pro models."
)
test_the_last_frame_alone_is_refused = refusal_test(
    "CR-LAST-NEEDS-FIRST", "`last_image` without `first_image` is refused."
)
test_the_last_frame_with_the_first_is_accepted = acceptance_test(
    "CR-LAST-NEEDS-FIRST", "`last_image` is accepted together with `first_image`."
)
test_frames_on_a_standard_model_are_refused = refusal_test(
    "CR-FRAMES-NEED-PRO", "Frame mode is possible only with a pro model."
)
test_frames_on_a_pro_model_are_accepted = acceptance_test(
    "CR-FRAMES-NEED-PRO", "Frame mode is possible with both pro models."
)
test_the_first_frame_excludes_reference_images = refusal_test(
    "CR-EXCL-FIRST-REFIMAGES", "`first_image` excludes `referenceImages`."
)
test_the_first_frame_excludes_reference_videos = refusal_test(
    "CR-EXCL-FIRST-REFVIDEOS", "`first_image` excludes `referenceVideos`."
)
test_the_first_frame_excludes_reference_audios = refusal_test(
    "CR-EXCL-FIRST-REFAUDIOS", "`first_image` excludes `referenceAudios`."
)
test_the_last_frame_excludes_reference_images = refusal_test(
    "CR-EXCL-LAST-REFIMAGES", "`last_image` excludes `referenceImages`."
)
test_the_last_frame_excludes_reference_videos = refusal_test(
    "CR-EXCL-LAST-REFVIDEOS", "`last_image` excludes `referenceVideos`."
)
test_the_last_frame_excludes_reference_audios = refusal_test(
    "CR-EXCL-LAST-REFAUDIOS", "`last_image` excludes `referenceAudios`."
)

"""Create: what each model needs and allows."""

from seedance_conformance.suite.create.case_groups import acceptance_test, refusal_test

test_the_standard_model_without_video_is_refused = refusal_test(
    "CR-STD-NEEDS-VIDEO", "`seedance_2_0` needs at least one reference video."
)
test_the_standard_model_with_video_is_accepted = acceptance_test(
    "CR-STD-NEEDS-VIDEO", "`seedance_2_0` needs at least one reference video: one to three are accepted."
)
test_the_fast_model_without_video_is_refused = refusal_test(
    "CR-STDFAST-NEEDS-VIDEO", "`seedance_2_0_fast` needs at least one reference video."
)
test_the_fast_model_with_video_is_accepted = acceptance_test(
    "CR-STDFAST-NEEDS-VIDEO", "`seedance_2_0_fast` needs at least one reference video: one to three are accepted."
)
test_an_empty_list_of_videos_is_refused = refusal_test(
    "CR-STD-EMPTY-VIDEO", "For the two standard models an empty `referenceVideos` counts as absent."
)
test_requests_without_video_are_refused_on_standard_models = refusal_test(
    "CR-NOREF-NEED-PRO", "Text-only, image-only and image+audio requests are possible only with a pro model."
)
test_requests_without_video_are_accepted_on_pro_models = acceptance_test(
    "CR-NOREF-NEED-PRO", "Text-only, image-only and image+audio requests are possible with both pro models."
)
test_a_prompt_alone_is_accepted = acceptance_test("CR-PRO-TEXT-ONLY", "The two pro models accept prompt only.")
test_pro_models_accept_videos = acceptance_test(
    "CR-PRO-VIDEO-OPTIONAL", "The two pro models also accept reference videos."
)
test_any_mix_of_references_is_accepted = acceptance_test(
    "CR-MIX-REFS", "Any mix of images, videos and audios is valid if the model allows it."
)
